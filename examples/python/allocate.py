"""Allocates a network with a policy that `analects export --format onnx` wrote, in ONNX Runtime.

Usage: python allocate.py POLICY.onnx [NETWORK] [BUDGET]
"""

import sys

import analects_gym
import numpy as np
import onnxruntime

path, network, budget = (sys.argv[1:] + ["resnet18", "0.1"][len(sys.argv) - 2 :])[:3]
policy = onnxruntime.InferenceSession(path)
env = analects_gym.make("Allocation-v1", network=network, platform="mobile", budget=float(budget))
observation, info = env.reset(seed=0)
done = False
while not done:
    batch = {name: np.asarray(array)[np.newaxis] for name, array in observation.items()}
    (action,) = policy.run(["action"], batch)
    observation, reward, done, _, info = env.step(int(action[0]))
print(f"{network}: {info['objective']:.0f} cycles")
env.close()
