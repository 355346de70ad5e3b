"""Several environments behind one message as gymnasium.vector.VectorEnv."""

from typing import Any, Sequence

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from analects_gym.bridged import Bridged, check_seed, frame_of
from analects_gym.connection import Server
from analects_gym.errors import InvalidArgument
from analects_gym.values import decode, decode_infos

_TERMINATED, _TRUNCATED = 1, 2
_MODES = {
    AutoresetMode.NEXT_STEP: "NextStep",
    AutoresetMode.SAME_STEP: "SameStep",
    AutoresetMode.DISABLED: "Disabled",
}
_VECTORIZATION = {None: "", "sync": "sync", "async": "async", "vector_entry_point": "vectorEntryPoint"}


class AnalectsVectorEnv(VectorEnv):
    """Environments that an analects server runs in step: a message per step, however many they are.

    Args:
        env_id: Registered id.
        num_envs: How many.
        autoreset_mode: What happens at the end of an episode.
        vectorization_mode: "sync", "async" (threads of the server) or "vector_entry_point"; None as registered.
        workers: Threads in mode "async".
        render_mode, max_episode_steps, server, kwargs: As for AnalectsEnv.
    """

    def __init__(
        self,
        env_id: str,
        num_envs: int = 1,
        *,
        autoreset_mode: "AutoresetMode | str" = AutoresetMode.NEXT_STEP,
        vectorization_mode: "str | None" = None,
        workers: "int | None" = None,
        render_mode: "str | None" = None,
        max_episode_steps: "int | None" = None,
        server: Server = None,
        **kwargs: Any,
    ):
        if num_envs < 1:
            raise InvalidArgument(f"num_envs is {num_envs}, expected at least 1")
        if vectorization_mode not in _VECTORIZATION:
            modes = ", ".join(mode for mode in _VECTORIZATION if mode)
            raise InvalidArgument(f'vectorization_mode is "{vectorization_mode}", expected one of {modes}')
        if render_mode is not None:
            kwargs["render_mode"] = render_mode
        mode = AutoresetMode(autoreset_mode)
        make = {
            "env_id": env_id,
            "num_envs": num_envs,
            "autoreset_mode": _MODES[mode],
            "vectorization_mode": _VECTORIZATION[vectorization_mode],
            "workers": workers or 0,
            "max_episode_steps": max_episode_steps or 0,
        }
        # Before anything that may fail: the base class closes what is collected.
        self.closed = True
        self._bridged = Bridged(server, make, kwargs)
        self.closed = False
        self.num_envs = num_envs
        self.single_observation_space = self._bridged.observation_space
        self.single_action_space = self._bridged.action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.metadata = {**self._bridged.metadata, "autoreset_mode": mode}
        self.render_mode = self._bridged.render_mode

    def reset(self, *, seed: "int | Sequence[int | None] | None" = None, options: "dict | None" = None):
        """Starts episodes: in all environments, or in those that `options["reset_mask"]` marks."""
        if seed is None:
            seeds = []
        elif isinstance(seed, (int, np.integer)):
            seeds = [check_seed(seed) + i for i in range(self.num_envs)]
        else:
            seeds = [check_seed(each) for each in seed]
        super().reset(seed=seeds[0] if seeds else None)
        options = dict(options or {})
        started = self._bridged.reset(seeds, options, options.pop("reset_mask", None))
        return self._seen(started.observation, started.info)

    def step(self, actions: Any):
        """One time step in every environment."""
        return self._result(self._bridged.steps(self.action_space, [actions])[0])

    def step_many(self, actions: Any) -> list:
        """Time steps with given actions, sent together: their results. With DISABLED, up to the first end."""
        results: list = []
        actions = list(actions)
        while len(results) < len(actions):
            transitions = self._bridged.steps(self.action_space, actions[len(results) :])
            results.extend(self._result(transition) for transition in transitions)
            waits = self.metadata["autoreset_mode"] is AutoresetMode.DISABLED
            if waits and (results[-1][2] | results[-1][3]).any():
                break
        return results

    def render(self) -> tuple:
        """The frame of every environment."""
        return tuple(frame_of(item) for item in self._bridged.render().list.items)

    def close_extras(self, **kwargs: Any) -> None:
        """Closes the environments there."""
        self._bridged.close()

    def __del__(self) -> None:
        # Nothing may be sent while garbage is collected; the connection closes the environments at its next request.
        pass

    def _seen(self, observation: Any, info: Any) -> tuple:
        infos = decode_infos(info, self.num_envs, self.single_observation_space)
        return decode(self.observation_space, observation), infos

    def _result(self, transition: Any) -> tuple:
        observation, infos = self._seen(transition.observation, transition.info)
        ended = np.frombuffer(transition.ended, np.uint8)
        rewards = np.array(transition.rewards, dtype=np.float64)
        return observation, rewards, (ended & _TERMINATED) != 0, (ended & _TRUNCATED) != 0, infos
