// One small learner of every kind of policy, for tests of what holds for all of them.

import type { TensorFlow } from "../../agents/backend.ts"
import { ConfuciuXPolicy } from "../../agents/confuciux-policy.ts"
import { type Episode, runEpisode } from "../../agents/episode.ts"
import { MlpPolicy } from "../../agents/mlp-policy.ts"
import type { Evaluation, Policy, Trajectory } from "../../agents/policy.ts"
import { PUBLISHED_RECIPE } from "../../agents/recipes.ts"
import { Reinforce, type ReinforceOptions, type ReinforceState } from "../../agents/reinforce.ts"
import { Scorer } from "../../agents/scorer.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { ConfuciuXEnv, type ConfuciuXState } from "../../env/confuciux-env.ts"
import type { Env } from "../../env/ts-gym/index.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "../env/problems.ts"
import { MaskedEnv } from "./tiny-envs.ts"

/** What a checkpoint of such a learner holds: the agent, and the environment where it keeps a state beyond an episode. */
export interface TinyState {
  readonly agent: ReinforceState<unknown>
  readonly env: unknown
}

/** A learner with its policy and environment, whatever they observe and do. */
export interface TinyLearner {
  update(): unknown
  save(): TinyState
  restore(state: TinyState): void
  answer(): unknown
  /** The greedy episode from a seed. */
  greedy(seed: number): Episode<unknown, unknown>
  evaluate(batch: readonly Trajectory<unknown, unknown>[]): Evaluation
  /** Gradient for given episodes, all of whose steps are credited alike. */
  gradient(batch: readonly Trajectory<unknown, unknown>[]): Float32Array
  dispose(): void
}

function tinyLearner<Obs, Act>(
  tf: TensorFlow,
  env: Env<Obs, Act>,
  policy: Policy<Obs, Act>,
  options: Partial<ReinforceOptions>,
): TinyLearner {
  const agent = new Reinforce(tf, [env], policy, Rng.fromSeed(2), { episodes: 1e5, ...options })
  const typed = (batch: readonly Trajectory<unknown, unknown>[]) => batch as readonly Trajectory<Obs, Act>[]
  return {
    update: () => agent.update(),
    save: () => ({ agent: agent.save(), env: env instanceof ConfuciuXEnv ? env.save() : null }),
    restore: state => {
      agent.restore(state.agent as ReinforceState<Act>)
      if (env instanceof ConfuciuXEnv) env.restore(state.env as ConfuciuXState)
    },
    answer: () => agent.answer(),
    greedy: seed => runEpisode(env, policy, { seed }, null),
    evaluate: batch => policy.evaluate(typed(batch)),
    gradient: batch => {
      const credit = batch.map(({ actions }) => new Float64Array(actions.length).fill(1))
      return agent.gradient(typed(batch), credit, 0.1).gradient
    },
    dispose: () => policy.dispose(),
  }
}

/** Makers by name; equal calls make equal learners. */
export const TINY_LEARNERS: Readonly<Record<string, (tf: TensorFlow) => TinyLearner>> = {
  scorer: tf => {
    const env = new AllocationEnv(randomProblem(Rng.fromSeed(11), { layers: 6, choices: 6, ratio: 0.3 }))
    const [{ choices, situation, action_mask }] = env.reset({ seed: 0 })
    const shape = {
      choiceFeatures: choices.length / action_mask.length,
      situationFeatures: situation.length,
      hidden: 8,
    }
    return tinyLearner(tf, env, new Scorer(tf, shape, Rng.fromSeed(1)), { batch: 2 })
  },
  "published LSTM": tf => {
    const problem = randomProblem(Rng.fromSeed(12), { layers: 5, choices: 144, ratio: 0.5 })
    const descriptors = Array.from({ length: 5 }, (_, l) => [l + 1, 2, 3, 1, 1, 1 + (l % 2), 1])
    const env = new ConfuciuXEnv({ problem, descriptors, seedScope: "episode" })
    const policy = new ConfuciuXPolicy(tf, Rng.fromSeed(1), { encoding: 3, hidden: 16 })
    return tinyLearner(tf, env, policy, PUBLISHED_RECIPE)
  },
  perceptron: tf => {
    const env = new MaskedEnv()
    return tinyLearner(tf, env, new MlpPolicy(tf, env, Rng.fromSeed(1)), { batch: 2 })
  },
}
