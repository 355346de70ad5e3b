"""Stable-Baselines3's PPO or A2C on Allocation-v1: how near to the proven optimum, how fast, and where the time goes.

    python train_ppo.py --network resnet18 --budget 0.1 --steps 100000

Needs stable-baselines3; with --masked also sb3-contrib.
"""

import argparse
import json
import subprocess
import time

import numpy as np
import torch
from stable_baselines3 import A2C, PPO
from stable_baselines3.common.callbacks import BaseCallback

from analects_gym.sb3 import SB3VecEnv
from analects_gym.transport import default_command


class TimedVecEnv(SB3VecEnv):
    """Adds up the time in steps: of the clock (environments, bridge, waiting) and of Python's processor (bridge)."""

    seconds = 0.0
    busy = 0.0

    def step_wait(self):
        began, idle = time.perf_counter(), time.process_time()
        try:
            return super().step_wait()
        finally:
            self.seconds += time.perf_counter() - began
            self.busy += time.process_time() - idle


class Best(BaseCallback):
    """Remembers the best allocation of all episodes, and the last ones."""

    def __init__(self):
        super().__init__()
        self.best = np.inf
        self.recent: list = []
        self.episodes = 0

    def _on_step(self) -> bool:
        for info in self.locals["infos"]:
            if "objective" in info:
                self.best = min(self.best, info["objective"])
                self.recent = [*self.recent[-99:], info["objective"]]
                self.episodes += 1
        return True


def optimum_of(problem: dict) -> float:
    """The proven optimum, from the command that belongs to the server."""
    program = default_command()[: -len(["gym-serve", "--stdio"])]
    flags = [text for name, value in problem.items() for text in (f"--{name}", str(value))]
    return json.loads(subprocess.check_output([*program, "solve", *flags, "--json"]))["optimum"]["objective"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", default="resnet18")
    parser.add_argument("--dataflow", default="dla")
    parser.add_argument("--objective", default="latency")
    parser.add_argument("--budget", type=float, default=0.1)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--envs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--observation", default="priced", choices=["priced", "plain"])
    parser.add_argument("--algorithm", default="ppo", choices=["ppo", "a2c"])
    parser.add_argument("--masked", action="store_true", help="MaskablePPO of sb3-contrib")
    parser.add_argument("--threads", type=int, default=1, help="of torch; networks this small gain nothing from more")
    args = parser.parse_args()
    if args.masked and args.algorithm != "ppo":
        parser.error("--masked goes with --algorithm ppo")
    torch.set_num_threads(args.threads)
    problem = {name: getattr(args, name) for name in ("network", "dataflow", "objective", "budget")}
    optimum = optimum_of(problem)
    env = TimedVecEnv("Allocation-v1", args.envs, observation=args.observation, **problem)
    # A2C: an update every 16 steps of every environment; PPO: every 2048 steps of all together.
    algorithm, settings = {
        "ppo": (PPO, {"n_steps": 2048 // args.envs, "batch_size": 256}),
        "a2c": (A2C, {"n_steps": 16}),
    }[args.algorithm]
    if args.masked:
        from sb3_contrib import MaskablePPO as algorithm
    model = algorithm(
        "MultiInputPolicy",
        env,
        gamma=1.0,
        learning_rate=1e-3,
        ent_coef=0.003,
        seed=args.seed,
        device="cpu",
        **settings,
    )
    best = Best()
    began, idle = time.perf_counter(), time.process_time()
    model.learn(args.steps, callback=best)
    seconds, busy = time.perf_counter() - began, time.process_time() - idle
    in_steps, bridge = env.seconds, env.busy
    masked = {"action_masks": lambda: env.action_masks()} if args.masked else {}
    observation = env.reset()
    final = None
    while final is None:
        options = {name: masks() for name, masks in masked.items()}
        actions, _ = model.predict(observation, deterministic=True, **options)
        observation, _, dones, infos = env.step(actions)
        if dones[0]:
            final = infos[0]["objective"]
    env.close()

    def gap(value: float) -> float:
        return round(100 * (value / optimum - 1), 4)

    report = {
        **problem,
        "algorithm": algorithm.__name__,
        "seed": args.seed,
        "optimum": optimum,
        "gapOfBestPercent": gap(best.best),
        "gapOfPolicyPercent": gap(final),
        "meanGapOfLast100Percent": gap(np.mean(best.recent)),
        "episodes": best.episodes,
        "steps": model.num_timesteps,
        "seconds": round(seconds, 1),
        "stepsPerSecond": round(model.num_timesteps / seconds),
        "shareInSteps": round(in_steps / seconds, 3),
        "processorSecondsOfPython": round(busy, 1),
        "processorShareInSteps": round(bridge / busy, 3),
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
