// One learner of every kind of policy, for the benches of learning itself.

import type { TensorFlow } from "../../agents/backend.ts"
import { MlpPolicy } from "../../agents/mlp-policy.ts"
import { Reinforce } from "../../agents/reinforce.ts"
import { FlattenObservation, make } from "../../env/ts-gym/index.ts"
import { Rng } from "../../src/core/rng.ts"
import { loadInstance } from "../full-options.ts"
import { plainProfile } from "../profile-options.ts"
import { type Learner, makeLearner } from "../training/learner.ts"
import type { TrainSettings } from "../training/train-settings.ts"

/** The problem that the learners of allocations share, and how many episodes they learn. */
export function learnerSettings(network: string, episodes: number): TrainSettings {
  return {
    network,
    deployment: "lp",
    dataflow: "dla",
    objective: "latency",
    constraint: "area",
    constraints: [{ constraint: "area", budget: 0.5 }],
    platform: "confuciux",
    ...plainProfile("maestro"),
    allowImpossible: false,
    env: "Allocation-v1",
    observation: "priced",
    seed: 0,
    episodes,
    generations: 100,
    backend: "auto",
  }
}

/** A policy and where it learns; `start` makes a new learner, always the same. */
export interface BenchLearner {
  readonly name: string
  start(tf: TensorFlow): Pick<Learner, "done" | "update">
}

/** The scorer (8 episodes per update), the published LSTM (1) and the perceptron (8), for some episodes each. */
export function benchLearners(network: string, episodes: number): readonly BenchLearner[] {
  const settings = learnerSettings(network, episodes)
  const instance = loadInstance(settings, true)
  return [
    { name: "scorer, Allocation-v1", start: tf => makeLearner(tf, instance, settings, Rng.fromSeed(0)) },
    {
      name: "published LSTM, ConfuciuX-v0",
      start: tf => makeLearner(tf, instance, { ...settings, env: "ConfuciuX-v0" }, Rng.fromSeed(0)),
    },
    { name: "perceptron, FrozenLake-v1", start: tf => perceptron(tf, episodes) },
  ]
}

function perceptron(tf: TensorFlow, episodes: number): Pick<Learner, "done" | "update"> {
  const env = new FlattenObservation(make("FrozenLake-v1"))
  const rng = Rng.fromSeed(0)
  return new Reinforce(tf, [env], new MlpPolicy(tf, env, rng.split("policy")), rng.split("agent"), { episodes })
}
