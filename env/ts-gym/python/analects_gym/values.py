"""Actions to messages, messages to observations and infos.

A space says what a message means: shapes and element types are the space's. Infos have no space; there a whole number
is an int, an array has one axis.
"""

from collections import OrderedDict
from functools import lru_cache
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.spaces import GraphInstance

from analects_gym.errors import InvalidArgument
from analects_gym.names import snake

_ARRAYS = (spaces.Box, spaces.MultiDiscrete, spaces.MultiBinary)


@lru_cache(maxsize=None)
def _little(name: str) -> np.dtype:
    return np.dtype(name).newbyteorder("<")


def _write_array(dtype: np.dtype, x: Any, value) -> None:
    # ts-gym has no arrays of int64: those of Discrete are int32 there.
    wire = "int32" if dtype == np.int64 else dtype.name
    array = np.asarray(x)
    cast = array.astype(_little(wire))
    if dtype.kind in "iu" and not np.array_equal(cast, array):
        raise InvalidArgument(f"action is {x}, expected integers that {wire} holds")
    value.array.dtype = wire
    value.array.data = cast.tobytes()


def _write_number(x: Any, value) -> None:
    number = float(x)
    if number != x or not number.is_integer():
        raise InvalidArgument(f"action is {x!r}, expected an integer")
    value.number = number


def encode(space: spaces.Space, x: Any, value) -> None:
    """Writes an element of the space into a Value message. Whether it is a member is for the server to say."""
    try:
        _encode(space, x, value)
    except (TypeError, KeyError, IndexError, AttributeError, ValueError) as error:
        if isinstance(error, InvalidArgument):
            raise
        raise InvalidArgument(f"action is {x!r}, expected a member of {space} ({error})") from error


def _encode(space: spaces.Space, x: Any, value) -> None:
    if isinstance(space, spaces.Discrete):
        _write_number(x, value)
    elif isinstance(space, _ARRAYS):
        _write_array(space.dtype, x, value)
    elif isinstance(space, spaces.Dict):
        value.map.SetInParent()
        for key, part in space.spaces.items():
            value.map.keys.append(key)
            _encode(part, x[key], value.map.values.add())
    elif isinstance(space, spaces.Tuple):
        value.list.SetInParent()
        for part, item in zip(space.spaces, x, strict=True):
            _encode(part, item, value.list.items.add())
    elif isinstance(space, spaces.Text):
        value.text = x
    elif isinstance(space, spaces.OneOf):
        index, item = x
        value.list.items.add().number = float(index)
        _encode(space.spaces[int(index)], item, value.list.items.add())
    elif isinstance(space, spaces.Sequence):
        if space.stack:
            _encode(space.stacked_feature_space, x, value)
        else:
            value.list.SetInParent()
            for item in x:
                _encode(space.feature_space, item, value.list.items.add())
    elif isinstance(space, spaces.Graph):
        value.map.keys.extend(["nodes", "edges", "edgeLinks"])
        nodes, edges, links = (value.map.values.add() for _ in range(3))
        _encode_batch(space.node_space, x.nodes, nodes)
        if x.edges is None:
            edges.null = links.null = True
        else:
            _encode_batch(space.edge_space, x.edges, edges)
            _write_array(np.dtype(np.int32), x.edge_links, links)
    else:
        raise InvalidArgument(f"{space} cannot be sent")


def _encode_batch(space: spaces.Space, x: Any, value) -> None:
    """Writes any number of elements of the space, together."""
    if isinstance(space, (spaces.Discrete, *_ARRAYS)):
        _write_array(space.dtype, x, value)
    elif isinstance(space, spaces.Dict):
        value.map.SetInParent()
        for key, part in space.spaces.items():
            value.map.keys.append(key)
            _encode_batch(part, x[key], value.map.values.add())
    elif isinstance(space, spaces.Tuple):
        value.list.SetInParent()
        for part, item in zip(space.spaces, x, strict=True):
            _encode_batch(part, item, value.list.items.add())
    else:
        value.list.SetInParent()
        for item in x:
            _encode(space, item, value.list.items.add())


def _read_array(value, dtype: np.dtype, shape: tuple) -> np.ndarray:
    # A copy, which may be written to.
    return np.frombuffer(value.array.data, _little(value.array.dtype)).astype(dtype).reshape(shape)


def decode(space: spaces.Space, value) -> Any:
    """The element of the space in a Value message; arrays are new."""
    if isinstance(space, _ARRAYS):
        return _read_array(value, space.dtype, space.shape)
    if isinstance(space, spaces.Discrete):
        return space.dtype.type(value.number)
    if isinstance(space, spaces.Dict):
        parts = dict(zip(value.map.keys, value.map.values, strict=True))
        return {key: decode(part, parts[key]) for key, part in space.spaces.items()}
    if isinstance(space, spaces.Tuple):
        return tuple(decode(part, item) for part, item in zip(space.spaces, value.list.items, strict=True))
    if isinstance(space, spaces.Text):
        return value.text
    if isinstance(space, spaces.OneOf):
        index, item = value.list.items
        chosen = int(index.number)
        return np.int64(chosen), decode(space.spaces[chosen], item)
    if isinstance(space, spaces.Sequence):
        if space.stack:
            return _decode_batch(space.feature_space, value)
        return tuple(decode(space.feature_space, item) for item in value.list.items)
    if isinstance(space, spaces.Graph):
        return _decode_graph(space, value)
    raise InvalidArgument(f"{space} cannot be received")


def _decode_graph(space: spaces.Graph, value) -> GraphInstance:
    parts = dict(zip(value.map.keys, value.map.values, strict=True))
    nodes = _decode_batch(space.node_space, parts["nodes"])
    if parts["edges"].WhichOneof("kind") == "null":
        return GraphInstance(nodes, None, None)
    links = _read_array(parts["edgeLinks"], np.dtype(np.int32), (-1, 2))
    return GraphInstance(nodes, _decode_batch(space.edge_space, parts["edges"]), links)


def _decode_batch(space: spaces.Space, value) -> Any:
    """Any number of elements of the space, together."""
    if isinstance(space, (spaces.Discrete, *_ARRAYS)):
        count = -1 if 0 not in space.shape else 0
        return _read_array(value, space.dtype, (count, *space.shape))
    if isinstance(space, spaces.Dict):
        parts = dict(zip(value.map.keys, value.map.values, strict=True))
        return OrderedDict((key, _decode_batch(part, parts[key])) for key, part in space.spaces.items())
    if isinstance(space, spaces.Tuple):
        return tuple(_decode_batch(part, item) for part, item in zip(space.spaces, value.list.items, strict=True))
    return tuple(decode(space, item) for item in value.list.items)


def decode_data(value) -> Any:
    """Data without a space: None, bool, int or float, str, arrays of one axis, lists, dicts."""
    kind = value.WhichOneof("kind")
    if kind == "number":
        number = value.number
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if kind == "array":
        dtype = np.dtype(value.array.dtype)
        return _read_array(value, dtype, (-1,))
    if kind == "list":
        return [decode_data(item) for item in value.list.items]
    if kind == "map":
        pairs = zip(value.map.keys, value.map.values, strict=True)
        return {key: decode_data(item) for key, item in pairs}
    return None if kind in ("null", None) else getattr(value, kind)


def decode_info(value) -> dict:
    """The info of one environment. `action_mask` is in the form that `action_space.sample` takes."""
    info = {snake(key): decode_data(item) for key, item in zip(value.map.keys, value.map.values, strict=True)}
    if "action_mask" in info:
        info["action_mask"] = _mask(info["action_mask"])
    return info


def _mask(mask: Any) -> Any:
    """Masks of Gymnasium's spaces are arrays of int8, tuples and dicts of them."""
    if isinstance(mask, np.ndarray):
        return mask.astype(np.int8)
    if isinstance(mask, list):
        return tuple(_mask(part) for part in mask)
    return {key: _mask(part) for key, part in mask.items()} if isinstance(mask, dict) else mask


def decode_infos(value, count: int, space: spaces.Space, *, nested: bool = False) -> dict:
    """The infos of a vector environment in Gymnasium's form: an array per key, with a mask `_key` beside it."""
    infos = {}
    for name, item in zip(value.map.keys, value.map.values, strict=True):
        key = name if nested else snake(name)
        if name.startswith("_") and name[1:] in value.map.keys:
            infos[key] = _read_array(item, np.dtype(np.bool_), (count,))
        elif name == "finalObs" and not nested:
            infos[key] = _objects([None if i.null else decode(space, i) for i in item.list.items])
        elif item.WhichOneof("kind") == "map":
            infos[key] = decode_infos(item, count, space, nested=name != "finalInfo")
        else:
            infos[key] = _together(item, count)
            if key == "action_mask" and infos[key].dtype == np.uint8:
                infos[key] = infos[key].astype(np.int8)
    return infos


def _together(value, count: int) -> np.ndarray:
    """The values of all environments under one key."""
    if value.WhichOneof("kind") == "array":
        array = decode_data(value)
        return array if array.dtype == np.float64 and len(array) == count else array.reshape(count, -1)
    items = decode_data(value)
    return np.array(items) if all(type(item) is bool for item in items) else _objects(items)


def _objects(items: list) -> np.ndarray:
    array = np.empty(len(items), dtype=object)
    for i, item in enumerate(items):
        array[i] = item
    return array
