"""A single environment as gymnasium.Env."""

from typing import Any

import gymnasium
import numpy as np

from analects_gym.bridged import Bridged, check_seed, frame_of
from analects_gym.connection import Server
from analects_gym.values import decode, decode_info

_TERMINATED, _TRUNCATED = 1, 2


class AnalectsEnv(gymnasium.Env):
    """An environment that an analects server runs.

    Seeds give the trajectories they give in TypeScript. `env_id` and the other keyword arguments are those of `make`
    there, in its spelling or Python's (`is_slippery` is `isSlippery`); values are what JSON can hold.

    Args:
        env_id: Registered id, such as "Allocation-v1".
        render_mode: One of the environment's modes.
        max_episode_steps: Steps after which episodes are truncated: None as registered, -1 for never.
        server: None starts one, which ends with its last environment; a port of this machine; a command; a
            `Connection`.
    """

    #: Those an environment may have; its own are in the instance.
    metadata = {"render_modes": ["ansi", "rgb_array"]}

    def __init__(
        self,
        env_id: str,
        *,
        render_mode: "str | None" = None,
        max_episode_steps: "int | None" = None,
        server: Server = None,
        **kwargs: Any,
    ):
        if render_mode is not None:
            kwargs["render_mode"] = render_mode
        make = {"env_id": env_id, "max_episode_steps": max_episode_steps or 0}
        self._bridged = Bridged(server, make, kwargs)
        self.observation_space = self._bridged.observation_space
        self.action_space = self._bridged.action_space
        self.metadata = self._bridged.metadata
        self.render_mode = self._bridged.render_mode
        self._env_id = env_id
        self._mask: Any = None

    def reset(self, *, seed: "int | None" = None, options: "dict | None" = None):
        """Starts an episode. The server has the generator; `np_random` here only takes the seed."""
        seed = check_seed(seed)
        super().reset(seed=seed)
        started = self._bridged.reset([] if seed is None else [seed], options)
        return self._seen(started.observation, started.info)

    def step(self, action: Any):
        """One time step."""
        return self._result(self._bridged.steps(self.action_space, [action])[0])

    def step_many(self, actions: Any) -> list:
        """Time steps with given actions, sent together: their results, up to the end of the episode."""
        results: list = []
        actions = list(actions)
        while len(results) < len(actions) and not (results and (results[-1][2] or results[-1][3])):
            transitions = self._bridged.steps(self.action_space, actions[len(results) :])
            results.extend(self._result(transition) for transition in transitions)
        return results

    def action_masks(self) -> np.ndarray:
        """Which actions are possible now, as sb3-contrib's MaskablePPO asks; all, if the environment does not say."""
        space = self.action_space
        if self._mask is not None:
            parts = self._mask if isinstance(self._mask, tuple) else (self._mask,)
            return np.concatenate(parts).astype(bool)
        counts = space.nvec if isinstance(space, gymnasium.spaces.MultiDiscrete) else getattr(space, "n", 0)
        return np.ones(int(np.sum(counts)), dtype=bool)

    def render(self) -> Any:
        """A text or a picture, by `render_mode`."""
        return frame_of(self._bridged.render())

    def close(self) -> None:
        """Closes the environment there."""
        self._bridged.close()

    def __str__(self) -> str:
        return f"<{type(self).__name__}<{self._env_id}>>" if self.spec is None else super().__str__()

    def _seen(self, observation: Any, info: Any) -> tuple:
        decoded = decode_info(info)
        self._mask = decoded.get("action_mask")
        return decode(self.observation_space, observation), decoded

    def _result(self, transition: Any) -> tuple:
        observation, info = self._seen(transition.observation, transition.info)
        ended = transition.ended[0]
        return observation, transition.rewards[0], bool(ended & _TERMINATED), bool(ended & _TRUNCATED), info
