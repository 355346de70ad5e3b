"""Every kind of space, with its element types: samples of a seed, actions there and back."""

import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence
from gymnasium.vector.utils import batch_space

import analects_gym

BOX = {"type": "Box", "low": [-1, -2], "high": [1, 2], "shape": [2], "dtype": "float32"}
DISCRETE = {"type": "Discrete", "n": 4, "start": -1, "dtype": "int64"}
DICT = {"type": "Dict", "keys": ["b", "a"], "spaces": {"a": BOX, "b": DISCRETE}}
TEXT = {"type": "Text", "minLength": 1, "maxLength": 6, "charset": "xyä😀"}

SPACES = [
    BOX,
    DISCRETE,
    DICT,
    TEXT,
    {"type": "Discrete", "n": 200, "start": 3, "dtype": "uint8"},
    {"type": "Box", "low": ["-Infinity"], "high": ["Infinity"], "shape": [], "dtype": "float64"},
    {"type": "Box", "low": ["-Infinity", 0], "high": [5, "Infinity"], "shape": [2, 1], "dtype": "int16"},
    {"type": "Box", "low": [0] * 12, "high": [255] * 12, "shape": [2, 2, 3], "dtype": "uint8"},
    *(
        {"type": "Box", "low": [0, 1], "high": [9, 7], "shape": [2], "dtype": dtype}
        for dtype in ("float64", "int8", "int32", "uint16", "uint32")
    ),
    {"type": "MultiDiscrete", "nvec": [3, 4], "start": [0, -1]},
    {"type": "MultiDiscrete", "nvec": [3, 4, 5, 6], "start": [0, 0, 1, 0], "shape": [2, 2], "dtype": "int8"},
    {"type": "MultiBinary", "n": 5},
    {"type": "MultiBinary", "n": [2, 3]},
    {"type": "Tuple", "spaces": [BOX, TEXT, DICT]},
    {"type": "OneOf", "spaces": [BOX, DISCRETE]},
    {"type": "Sequence", "space": BOX, "stack": False},
    {"type": "Sequence", "space": BOX, "stack": True},
    {"type": "Sequence", "space": DISCRETE, "stack": True},
    {"type": "Sequence", "space": DICT, "stack": True},
    {"type": "Graph", "nodeSpace": BOX, "edgeSpace": DISCRETE},
    {"type": "Graph", "nodeSpace": BOX, "edgeSpace": None},
]


def equal(a, b) -> bool:
    return data_equivalence(plain(a), plain(b), exact=True)


def plain(x):
    """Named tuples and dicts of any class alike."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, (tuple, list)):
        return tuple(plain(item) for item in x)
    return x


@pytest.mark.parametrize("json", SPACES, ids=lambda json: f"{json['type']}-{json.get('dtype', '')}")
def test_samples_and_actions(server, json):
    env = analects_gym.make("test/Echo-v0", space=json, server=server)
    space = env.observation_space
    assert space.dtype is None or json["type"] == "Text" or space.dtype == json.get("dtype", space.dtype)
    space.seed(42)
    observation, _ = env.reset(seed=42)
    assert equal(observation, space.sample())
    for _ in range(5):
        assert observation in space
        action = env.action_space.sample()
        observation, *_ = env.step(action)
        assert equal(observation, action)
    env.close()


@pytest.mark.parametrize("json", SPACES, ids=lambda json: f"{json['type']}-{json.get('dtype', '')}")
def test_batches(server, json):
    envs = analects_gym.make_vec("test/Echo-v0", 3, space=json, server=server)
    assert envs.observation_space == batch_space(envs.single_observation_space, 3)
    observations, _ = envs.reset(seed=1)
    assert observations in envs.observation_space
    actions = envs.action_space.sample()
    assert equal(envs.step(actions)[0], actions)
    envs.close()


def test_bounds_of_integers(server):
    json = SPACES[6]
    space = analects_gym.make("test/Echo-v0", space=json, server=server).observation_space
    assert space.low.dtype == np.int16 and space.low[0, 0] == -32768
    assert (space.bounded_below.ravel().tolist(), space.bounded_above.ravel().tolist()) == ([False, True], [True, False])


def test_order_of_a_dict(server):
    space = analects_gym.make("test/Echo-v0", space=DICT, server=server).observation_space
    assert list(space.spaces) == ["b", "a"]


@pytest.mark.parametrize(
    ("json", "action"),
    [(DISCRETE, 2.5), (DISCRETE, "x"), (BOX, [1.0]), (BOX, [5.0, 0.0]), (DICT, {"a": [0, 0]}), (TEXT, "abc"),
     (SPACES[13], [0.5, 1]), (SPACES[13], [2**40, 1]), ({"type": "Tuple", "spaces": [BOX]}, ())],
)  # fmt: skip
def test_actions_that_are_none(server, json, action):
    env = analects_gym.make("test/Echo-v0", space=json, server=server)
    env.reset(seed=0)
    with pytest.raises(analects_gym.InvalidArgument, match="^action"):
        env.step(action)
    env.step(env.action_space.sample())
