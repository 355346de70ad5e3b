"""Bridged environments against those without a bridge, here and there; and Gymnasium's and SB3's checks."""

import json
import subprocess

import gymnasium
import numpy as np
import pytest
from conftest import HERE
from gymnasium.utils.env_checker import check_env, data_equivalence
from gymnasium.vector import AutoresetMode

import analects_gym

ALLOCATION = {"network": "resnet18", "budget": 0.2, "order": "random"}
CASES = [("CartPole-v1", {}), ("Taxi-v3", {}), ("FrozenLake-v1", {"is_slippery": True}), ("Allocation-v1", ALLOCATION)]
ids = [name for name, _ in CASES]


def plain(x):
    """Data as JSON would have them, names as Python spells them."""
    if isinstance(x, dict):
        return {analects_gym.names.snake(key): plain(value) for key, value in x.items()}
    if isinstance(x, np.ndarray):
        return plain(x.ravel().tolist()) if x.dtype == object else x.ravel().tolist()
    if isinstance(x, (tuple, list)):
        return [plain(item) for item in x]
    return x.item() if isinstance(x, np.generic) else x


def there(env_id, kwargs, seed, actions, num_envs=0, autoreset_mode="NextStep"):
    """The same run in TypeScript, without a bridge."""
    run = {
        "id": env_id,
        "kwargs": {analects_gym.names.camel(key): value for key, value in kwargs.items()},
        "numEnvs": num_envs,
        "seed": seed,
        "actions": plain(actions),
        "autoresetMode": autoreset_mode,
    }
    return plain(json.loads(subprocess.check_output(["node", str(HERE / "trajectory.mjs"), json.dumps(run)])))


@pytest.mark.parametrize(("env_id", "kwargs"), CASES, ids=ids)
def test_trajectories_are_those_without_a_bridge(server, env_id, kwargs):
    env = analects_gym.make(env_id, server=server, **kwargs)
    env.action_space.seed(3)
    results, actions = [plain(env.reset(seed=42))], []
    observation_info = None
    for _ in range(200):
        mask = None if observation_info is None else observation_info.get("action_mask")
        actions.append(int(env.action_space.sample(mask)))
        observation, reward, terminated, truncated, observation_info = env.step(actions[-1])
        assert observation in env.observation_space
        results.append(plain((observation, reward, terminated, truncated, observation_info)))
        if terminated or truncated:
            observation, observation_info = env.reset()
            results.append(plain((observation, observation_info)))
    env.close()
    assert results == there(env_id, kwargs, 42, actions)


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP], ids=lambda mode: mode.value)
@pytest.mark.parametrize(("env_id", "kwargs"), CASES, ids=ids)
def test_vector_trajectories_are_those_without_a_bridge(server, env_id, kwargs, mode):
    envs = analects_gym.make_vec(env_id, 3, autoreset_mode=mode, server=server, **kwargs)
    envs.action_space.seed(3)
    results, actions = [plain(envs.reset(seed=42))], []
    for _ in range(60):
        actions.append(envs.action_space.sample())
        results.append(plain(envs.step(actions[-1])))
    envs.close()
    # Flags are bytes there; 1 equals true.
    assert results == there(env_id, kwargs, 42, actions, 3, mode.value)


@pytest.mark.parametrize("env_id", ["CartPole-v1", "FrozenLake-v1", "Taxi-v4", "MountainCar-v0"])
def test_trajectories_are_gymnasiums(server, env_id):
    if env_id not in gymnasium.registry:
        pytest.skip(f"this Gymnasium has no {env_id}")
    envs = [analects_gym.make(env_id, server=server), gymnasium.make(env_id)]
    assert envs[0].observation_space == envs[1].observation_space and envs[0].action_space == envs[1].action_space
    envs[1].action_space.seed(0)
    results = [env.reset(seed=11) for env in envs]
    for _ in range(300):
        for part in range(len(results[0])):
            assert plain(results[0][part]) == plain(results[1][part])
        if len(results[0]) == 5 and (results[0][2] or results[0][3]):
            results = [env.reset() for env in envs]
            continue
        action = envs[1].action_space.sample()
        results = [env.step(action) for env in envs]


@pytest.mark.parametrize("mode", list(AutoresetMode), ids=lambda mode: mode.value)
def test_vector_results_have_gymnasiums_form(server, mode):
    ours = analects_gym.make_vec("CartPole-v1", 3, autoreset_mode=mode, server=server)
    theirs = gymnasium.vector.SyncVectorEnv([lambda: gymnasium.make("CartPole-v1")] * 3, autoreset_mode=mode)
    assert ours.observation_space == theirs.observation_space and ours.action_space == theirs.action_space
    assert ours.metadata["autoreset_mode"] is mode
    ours.reset(seed=5), theirs.reset(seed=5)
    for t in range(60):
        actions = np.array([1, t % 2, 0])
        a, b = ours.step(actions), theirs.step(actions)
        assert [x.dtype for x in a[:4]] == [x.dtype for x in b[:4]]
        assert data_equivalence(a[:4], b[:4], exact=True)
        assert set(a[4]) == set(b[4])
        if "final_obs" in b[4]:
            assert data_equivalence(list(a[4]["final_obs"]), list(b[4]["final_obs"]), exact=True)
            assert data_equivalence(a[4]["_final_obs"], b[4]["_final_obs"])
        ended = a[2] | a[3]
        if mode is AutoresetMode.DISABLED and ended.any():
            a, b = (envs.reset(options={"reset_mask": ended.copy()}) for envs in (ours, theirs))
            assert a[0][~ended].tolist() == b[0][~ended].tolist()
            assert data_equivalence(a[0], b[0], exact=True)


@pytest.mark.parametrize("env_id", ["CartPole-v1", "Taxi-v4", "FrozenLake-v1", "Allocation-v1", "ConfuciuX-v0"])
def test_gymnasiums_check_env(server, env_id):
    kwargs = {"network": "resnet18"} if env_id == "Allocation-v1" else {}
    env = gymnasium.make(f"analects/{env_id}", server=server, **kwargs)
    check_env(env.unwrapped, skip_render_check=False)
    env.close()


@pytest.mark.parametrize("env_id", ["CartPole-v1", "Taxi-v4", "FrozenLake-v1", "Allocation-v1"])
def test_stable_baselines3s_check_env(server, env_id):
    checker = pytest.importorskip("stable_baselines3.common.env_checker")
    kwargs = {"network": "resnet18"} if env_id == "Allocation-v1" else {}
    env = gymnasium.make(f"analects/{env_id}", server=server, **kwargs)
    checker.check_env(env.unwrapped, warn=False)
    env.close()


def test_gymnasiums_make_vec(server):
    envs = gymnasium.make_vec("analects/Taxi-v4", num_envs=2, server=server)
    assert type(envs.unwrapped) is analects_gym.AnalectsVectorEnv and envs.num_envs == 2
    envs.close()


def test_threads_give_the_same(server):
    results = []
    for mode in ("sync", "async"):
        envs = analects_gym.make_vec("Allocation-v1", 4, vectorization_mode=mode, server=server, **ALLOCATION)
        envs.action_space.seed(0)
        results.append([envs.reset(seed=9), *(envs.step(envs.action_space.sample()) for _ in range(30))])
        envs.close()
    assert plain(results[0]) == plain(results[1])


def test_many_steps_in_one_message(server):
    env = analects_gym.make("CartPole-v1", server=server)
    env.reset(seed=1)
    together = env.step_many([1] * 50)
    env.reset(seed=1)
    assert plain(together) == plain([env.step(1) for _ in together])
    assert [r[2] for r in together] == [False] * (len(together) - 1) + [True]
    envs = analects_gym.make_vec("CartPole-v1", 2, server=server)
    actions = [np.array([t % 2, 1]) for t in range(50)]
    envs.reset(seed=1)
    together = envs.step_many(actions)
    envs.reset(seed=1)
    assert plain(together) == plain([envs.step(action) for action in actions])


def test_masks_are_those_of_gymnasium(server):
    env = analects_gym.make("Allocation-v1", server=server, **ALLOCATION)
    observation, info = env.reset(seed=0)
    assert info["action_mask"].dtype == np.int8
    assert observation["action_mask"].dtype == np.uint8
    assert env.action_masks().tolist() == info["action_mask"].astype(bool).tolist()
    env.step(env.action_space.sample(info["action_mask"]))
    free = analects_gym.make("CartPole-v1", server=server)
    free.reset()
    assert free.action_masks().tolist() == [True, True]


def test_infos_and_options(server):
    info = {"someName": {"inner": [1, 0.5, None, True, "x"]}, "whole": 3, "large": 1e300}
    space = {"type": "Discrete", "n": 2}
    env = analects_gym.make("test/Echo-v0", space=space, info=info, server=server)
    _, got = env.reset(seed=0, options={"aName": np.arange(3), "b": np.float32(0.5)})
    assert got == {"some_name": info["someName"], "whole": 3, "large": 1e300, "options": {"aName": [0, 1, 2], "b": 0.5}}
    assert type(got["whole"]) is int
    assert env.metadata == {"render_modes": ["ansi"], "render_fps": 1, "version_note": "x"}
    with pytest.raises(analects_gym.InvalidArgument, match="as JSON"):
        env.reset(options={"a": object()})
    with pytest.raises(analects_gym.InvalidArgument, match="as JSON"):
        env.reset(options={"a": float("nan")})


def test_rendering(server):
    env = analects_gym.make("CartPole-v1", render_mode="rgb_array", server=server)
    env.reset(seed=0)
    picture = env.render()
    assert picture.shape == (400, 600, 3) and picture.dtype == np.uint8 and picture.flags.writeable
    envs = analects_gym.make_vec("FrozenLake-v1", 2, render_mode="ansi", server=server)
    envs.reset(seed=0)
    assert [type(frame) for frame in envs.render()] == [str, str]
