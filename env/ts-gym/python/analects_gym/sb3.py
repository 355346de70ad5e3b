"""A vector environment for Stable-Baselines3, which has a form of its own. Needs stable-baselines3.

`PPO("MultiInputPolicy", SB3VecEnv("Allocation-v1", 16, network="resnet18")).learn(100_000)`: a message per step of all
environments. Single environments work without it, one message each: `make_vec_env("analects/Allocation-v1", 16)`.
"""

from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode
from stable_baselines3.common.vec_env import VecEnv

from analects_gym.vector import AnalectsVectorEnv


class SB3VecEnv(VecEnv):
    """`num_envs` environments of an id; arguments as for AnalectsVectorEnv.

    Infos are those of the last step of an episode, with `terminal_observation` and `TimeLimit.truncated`, and empty
    before. sb3-contrib's MaskablePPO finds the action masks.
    """

    def __init__(self, env_id: str, num_envs: int = 1, **kwargs: Any):
        self.envs = AnalectsVectorEnv(env_id, num_envs, autoreset_mode=AutoresetMode.SAME_STEP, **kwargs)
        self.render_mode = self.envs.render_mode
        self.metadata = self.envs.metadata
        self._actions: Any = None
        self._masks: Any = None
        super().__init__(num_envs, self.envs.single_observation_space, self.envs.single_action_space)

    def reset(self) -> Any:
        """Starts episodes, with the seeds that `seed` was given."""
        seeds = None if all(seed is None for seed in self._seeds) else self._seeds
        options = next((options for options in self._options if options), None)
        observation, infos = self.envs.reset(seed=seeds, options=options)
        self._masks = infos.get("action_mask")
        self._reset_seeds()
        self._reset_options()
        self.reset_infos = [{} for _ in range(self.num_envs)]
        return observation

    def step_async(self, actions: np.ndarray) -> None:
        """Takes the actions of the step to come."""
        self._actions = actions

    def step_wait(self) -> tuple:
        """Makes the step."""
        observation, rewards, terminations, truncations, infos = self.envs.step(self._actions)
        self._masks = infos.get("action_mask")
        dones = terminations | truncations
        each: list = [{} for _ in range(self.num_envs)]
        for i in np.flatnonzero(dones):
            each[i] = {
                **_info_of(infos.get("final_info", {}), i),
                "terminal_observation": infos["final_obs"][i],
                "TimeLimit.truncated": bool(truncations[i] and not terminations[i]),
            }
        return observation, rewards.astype(np.float32), dones, each

    def action_masks(self) -> np.ndarray:
        """Which actions are possible now, a row per environment."""
        if self._masks is not None:
            return self._masks.astype(bool)
        space = self.action_space
        counts = space.nvec if isinstance(space, gymnasium.spaces.MultiDiscrete) else getattr(space, "n", 0)
        return np.ones((self.num_envs, int(np.sum(counts))), dtype=bool)

    def close(self) -> None:
        """Closes the environments."""
        self.envs.close()

    def get_images(self) -> list:
        """The frame of every environment."""
        return list(self.envs.render())

    def get_attr(self, attr_name: str, indices: Any = None) -> list:
        """What all environments have in common."""
        indices = list(self._get_indices(indices))
        if attr_name == "action_masks":
            return [lambda i=i: self.action_masks()[i] for i in indices]
        if attr_name not in ("render_mode", "metadata", "observation_space", "action_space"):
            raise AttributeError(f"environments at the other end of a connection have no attribute {attr_name}")
        return [getattr(self, attr_name) for _ in indices]

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Not possible across the connection."""
        raise AttributeError(f"{attr_name} cannot be set across a connection")

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list:
        """`action_masks` of every environment."""
        return [method(*args, **kwargs) for method in self.get_attr(method_name, indices)]

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list:
        """Never, as far as Python's wrappers go."""
        return [False for _ in self._get_indices(indices)]


def _info_of(infos: dict, i: int) -> dict:
    """The info of one environment among those of all."""
    return {
        key: _info_of(value, i) if isinstance(value, dict) else value[i]
        for key, value in infos.items()
        if not key.startswith("_") and infos[f"_{key}"][i]
    }
