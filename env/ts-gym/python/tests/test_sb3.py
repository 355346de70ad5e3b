"""The vector environment for Stable-Baselines3 against SB3's own around single environments."""

import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence

import analects_gym

vec_env = pytest.importorskip("stable_baselines3.common.vec_env")


@pytest.mark.parametrize(
    ("env_id", "kwargs"),
    [("CartPole-v1", {}), ("Taxi-v4", {"max_episode_steps": 30}), ("Allocation-v1", {"network": "resnet18"})],
)
def test_same_as_dummy_vec_env(server, env_id, kwargs):
    from analects_gym.sb3 import SB3VecEnv

    ours = SB3VecEnv(env_id, 3, server=server, **kwargs)
    theirs = vec_env.DummyVecEnv([lambda: analects_gym.make(env_id, server=server, **kwargs)] * 3)
    for env in (ours, theirs):
        env.seed(4)
    assert data_equivalence(dict_of(ours.reset()), dict_of(theirs.reset()))
    ended = 0
    for _ in range(80):
        masks = np.stack(ours.env_method("action_masks"))
        assert np.array_equal(masks, np.stack(theirs.env_method("action_masks")))
        actions = np.array([np.flatnonzero(mask)[-1] for mask in masks])
        a, b = ours.step(actions), theirs.step(actions)
        assert data_equivalence(dict_of(a[0]), dict_of(b[0]), exact=True)
        assert np.array_equal(a[1], b[1]) and np.array_equal(a[2], b[2])
        for i in np.flatnonzero(a[2]):
            ended += 1
            for key in ("terminal_observation", "TimeLimit.truncated"):
                assert data_equivalence(dict_of(a[3][i][key]), dict_of(b[3][i][key]), exact=True)
            assert set(a[3][i]) == set(b[3][i])
    assert ended > 0
    for env in (ours, theirs):
        env.close()


def dict_of(x):
    """Dicts of any class; numbers of any."""
    return {key: np.asarray(value) for key, value in x.items()} if isinstance(x, dict) else np.asarray(x)


def test_maskable_ppo_keeps_to_the_masks(server):
    contrib = pytest.importorskip("sb3_contrib")
    from analects_gym.sb3 import SB3VecEnv

    import torch

    torch.set_num_threads(1)
    env = SB3VecEnv("Allocation-v1", 2, network="alexnet", budget=0.1, server=server)
    contrib.MaskablePPO("MultiInputPolicy", env, n_steps=16, batch_size=16, n_epochs=1, device="cpu").learn(64)
    env.close()
