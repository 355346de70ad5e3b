"""Gymnasium spaces from the JSON in which ts-gym describes its own."""

import numpy as np
from gymnasium import spaces

from analects_gym.errors import InvalidArgument


def space_of(json: dict) -> spaces.Space:
    """The space that `json` describes, element type included. Generators are new."""
    return _READERS[json["type"]](json)


def _bounds(values: list, shape: tuple, dtype: np.dtype) -> np.ndarray:
    # Integers without a bound are infinite here, which only floats can be.
    exact = [float(value) for value in values]
    finite = bool(np.all(np.isfinite(exact)))
    return np.array(exact, dtype=dtype if finite or dtype.kind == "f" else np.float64).reshape(shape)


def _box(json: dict) -> spaces.Box:
    dtype, shape = np.dtype(json["dtype"]), tuple(json["shape"])
    low, high = (_bounds(json[side], shape, dtype) for side in ("low", "high"))
    return spaces.Box(low, high, shape, dtype.type)


def _discrete(json: dict) -> spaces.Discrete:
    n, start, dtype = json["n"], json.get("start", 0), json.get("dtype", "int64")
    if dtype == "int64":
        return spaces.Discrete(n, start=start)
    try:
        return spaces.Discrete(n, start=start, dtype=np.dtype(dtype).type)
    except TypeError as error:
        raise InvalidArgument(f"Discrete of {dtype} needs a newer gymnasium") from error


def _multi_discrete(json: dict) -> spaces.MultiDiscrete:
    dtype = np.dtype(json.get("dtype", "int32"))
    shape = tuple(json.get("shape", [len(json["nvec"])]))
    nvec, start = (np.array(json[key], dtype=np.int64).reshape(shape) for key in ("nvec", "start"))
    return spaces.MultiDiscrete(nvec, dtype=dtype.type, start=start)


def _dict(json: dict) -> spaces.Dict:
    return spaces.Dict([(key, space_of(json["spaces"][key])) for key in json.get("keys", json["spaces"])])


def _graph(json: dict) -> spaces.Graph:
    edges = json["edgeSpace"]
    return spaces.Graph(space_of(json["nodeSpace"]), None if edges is None else space_of(edges))


def _text(json: dict) -> spaces.Text:
    return spaces.Text(json["maxLength"], min_length=json["minLength"], charset=json["charset"])


_READERS = {
    "Box": _box,
    "Dict": _dict,
    "Discrete": _discrete,
    "Graph": _graph,
    "MultiBinary": lambda json: spaces.MultiBinary(json["n"]),
    "MultiDiscrete": _multi_discrete,
    "OneOf": lambda json: spaces.OneOf([space_of(part) for part in json["spaces"]]),
    "Sequence": lambda json: spaces.Sequence(space_of(json["space"]), stack=json["stack"]),
    "Text": _text,
    "Tuple": lambda json: spaces.Tuple([space_of(part) for part in json["spaces"]]),
}
