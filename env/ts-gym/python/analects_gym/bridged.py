"""What single and vector environments have in common."""

import json
import weakref
from typing import Any

import numpy as np

from analects_gym.connection import Server, connection_to
from analects_gym.errors import InvalidArgument
from analects_gym.messages import Request
from analects_gym.names import camel, snake
from analects_gym.spaces import space_of
from analects_gym.values import encode

_MAX_SEED = 2**53


def _plain(x: Any) -> Any:
    """Numpy's data for JSON."""
    if isinstance(x, np.ndarray):
        return x.tolist()
    if isinstance(x, np.generic):
        return x.item()
    raise InvalidArgument(f"{x!r} cannot be sent, expected what JSON can hold")


def to_json(names: "dict | None") -> str:
    """A JSON object; the outermost names as TypeScript spells them."""
    if not names:
        return ""
    try:
        return json.dumps({camel(name): value for name, value in names.items()}, default=_plain, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidArgument(f"{names!r} cannot be sent as JSON: {error}") from error


def check_seed(seed: Any) -> "int | None":
    """A seed that the server takes, or None."""
    if seed is None:
        return None
    if not (isinstance(seed, (int, np.integer)) and 0 <= seed < _MAX_SEED):
        raise InvalidArgument(f"seed is {seed!r}, expected an integer in [0, 2**53)")
    return int(seed)


class Bridged:
    """An environment at the other end of a connection."""

    def __init__(self, server: Server, make: dict, kwargs: dict):
        self._connection = connection_to(server)
        request = Request()
        for field, value in make.items():
            setattr(request.make, field, value)
        request.make.kwargs_json = to_json(kwargs)
        made = self._connection.request(request).made
        self._number = made.env
        self._connection.add(made.env)
        self._dropping = weakref.finalize(self, self._connection.drop, made.env)
        self._dropping.atexit = False
        self.observation_space = space_of(json.loads(made.observation_space_json))
        self.action_space = space_of(json.loads(made.action_space_json))
        self.metadata = {snake(key): value for key, value in json.loads(made.metadata_json).items()}
        self.render_mode = made.render_mode or None

    def reset(self, seeds: list, options: "dict | None", reset_mask: "np.ndarray | None" = None):
        """Starts episodes; seeds per environment, None for none."""
        request = Request()
        request.reset.env = self._number
        request.reset.seeds.extend(-1 if seed is None else seed for seed in seeds)
        request.reset.options_json = to_json(options)
        if reset_mask is not None:
            request.reset.reset_mask = np.asarray(reset_mask, dtype=np.bool_).tobytes()
        return self._connection.request(request).started

    def steps(self, space: Any, actions: list) -> list:
        """Time steps with actions of the space: as many transitions as were made."""
        request = Request()
        request.step.env = self._number
        for action in actions:
            encode(space, action, request.step.actions.add())
        return self._connection.request(request).steps.transitions

    def render(self):
        """The message of what `render` gave."""
        request = Request()
        request.render.env = self._number
        return self._connection.request(request).rendered

    def close(self) -> None:
        """Closes it there. A second call does nothing."""
        if self._dropping.detach() is not None:
            self._connection.remove(self._number)


def frame_of(value: Any) -> Any:
    """A text, a picture as an array (height, width, 3), or None."""
    kind = value.WhichOneof("kind")
    if kind != "map":
        return value.text if kind == "text" else None
    parts = dict(zip(value.map.keys, value.map.values, strict=True))
    height, width = int(parts["height"].number), int(parts["width"].number)
    return np.frombuffer(parts["data"].array.data, np.uint8).reshape(height, width, 3).copy()
