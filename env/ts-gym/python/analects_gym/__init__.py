"""Environments that the TypeScript package analects serves, as Gymnasium's Env and VectorEnv.

`make("Allocation-v1", network="resnet18")`, or `gymnasium.make("analects/Allocation-v1", network="resnet18")`.
"""

from analects_gym.connection import Connection
from analects_gym.env import AnalectsEnv
from analects_gym.errors import BridgeError, ConnectionLost, InvalidArgument
from analects_gym.registration import BUILT_IN, register_envs
from analects_gym.vector import AnalectsVectorEnv

__all__ = [
    "BUILT_IN",
    "AnalectsEnv",
    "AnalectsVectorEnv",
    "BridgeError",
    "Connection",
    "ConnectionLost",
    "InvalidArgument",
    "make",
    "make_vec",
    "register_envs",
]

make = AnalectsEnv
make_vec = AnalectsVectorEnv

register_envs()
