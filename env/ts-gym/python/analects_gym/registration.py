"""The built-in environments in Gymnasium's registry, with the namespace `analects`."""

import gymnasium

#: Ids that every server has.
BUILT_IN = (
    "Allocation-v1",
    "CartPole-v0",
    "CartPole-v1",
    "ConfuciuX-v0",
    "FrozenLake-v1",
    "FrozenLake8x8-v1",
    "Mapping-v0",
    "MountainCar-v0",
    "Taxi-v3",
    "Taxi-v4",
)


def register_envs() -> None:
    """Registers `analects/CartPole-v1` and the others; time limits are the server's. A second call does nothing."""
    for env_id in BUILT_IN:
        if f"analects/{env_id}" not in gymnasium.registry:
            gymnasium.register(
                id=f"analects/{env_id}",
                entry_point="analects_gym.env:AnalectsEnv",
                vector_entry_point="analects_gym.vector:AnalectsVectorEnv",
                kwargs={"env_id": env_id},
            )
