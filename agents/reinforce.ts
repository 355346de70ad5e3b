// REINFORCE (Williams, "Simple statistical gradient-following algorithms for connectionist
// reinforcement learning", 1992), for any environment and any policy that fits it.
//
// One update: a batch of episodes from one starting state is sampled outside TF.js; the gradient of
//
//   loss = − mean over steps (advantage · log-probability + entropy weight · entropy)
//
// is one teacher-forced graph; Adam applies it. The defaults and their ablations: specification
// agent-design, sections 5 and 9.
//
// Every reset is seeded from the agent's streams: the episodes of a batch start in the same state and meet
// the same chances, so that they differ by their actions alone, and the agent's state (with the environment's own, where
// it keeps any beyond an episode) determines everything that follows, so that a resumed run equals an uninterrupted one
// exactly.

import type { Scalar, Variable } from "@tensorflow/tfjs"
import type { Env, Info } from "../env/ts-gym/index.ts"
import { checkInteger, checkName, checkNumber } from "../src/core/check.ts"
import { InputError } from "../src/core/errors.ts"
import { Rng } from "../src/core/rng.ts"
import { Adam, type AdamState, clipNorm } from "./adam.ts"
import { leaveOneOut, standardisedReturns } from "./advantage.ts"
import type { TensorFlow } from "./backend.ts"
import { decode, type Episode, type Reset, runEpisode, scoreEpisode } from "./episode.ts"
import type { Policy, Trajectory } from "./policy.ts"

/** How to learn; the defaults are REINFORCE_DEFAULTS. */
export interface ReinforceOptions {
  /** Episodes in all; the last update may have fewer than the others. */
  readonly episodes: number
  /** Episodes per update and problem. */
  readonly batch: number
  /** Problems per update, drawn from those given. */
  readonly problems: number
  /**
   * Whether the episodes of a batch are reset with one seed: the same start, and the same randomness of the environment.
   * False for an environment whose randomness cannot be had twice (a measurement), if its start does not depend on the seed.
   */
  readonly sharedSeed: boolean
  /** Discount per step, in [0, 1]. */
  readonly gamma: number
  /**
   * "leave-one-out": against the other episodes of the batch, step by step. "standardised": each episode
   * against itself (step rewards standardised, discounted, standardised again), as published.
   */
  readonly advantage: "leave-one-out" | "standardised"
  /** Whether the loss is the mean or the sum over the steps. */
  readonly reduction: "mean" | "sum"
  /** Adam step size at the start. */
  readonly learningRate: number
  /** Adam step size at the end ("linear"), or the least it may fall to ("on-success"). */
  readonly finalLearningRate: number
  /** "linear" in the episodes done; "on-success": times 0.8 at every 100th episode once any episode has succeeded. */
  readonly schedule: "linear" | "on-success"
  /** Weight of the entropy in the loss at the start, falling linearly to 0. */
  readonly entropy: number
  /** Largest norm of the gradient; a longer one is scaled down. */
  readonly maxGradNorm: number
  /** The same for the recurrent part of the policy, after that; null: not clipped apart. */
  readonly maxRecurrentGradNorm: number | null
  /** Reset options of the greedy episodes that the answer tries beside the plain one. */
  readonly decodes: readonly NonNullable<Reset["options"]>[]
}

/** The recipe for one problem from scratch (specification agent-design, section 9). */
export const REINFORCE_DEFAULTS: ReinforceOptions = {
  episodes: 1024,
  batch: 8,
  problems: 1,
  sharedSeed: true,
  gamma: 1,
  advantage: "leave-one-out",
  reduction: "mean",
  learningRate: 1e-2,
  finalLearningRate: 1e-3,
  schedule: "linear",
  entropy: 0.01,
  maxGradNorm: 1,
  maxRecurrentGradNorm: null,
  decodes: [],
}

/** The "on-success" schedule: factor and the number of episodes between two applications. */
const DECAY = 0.8
const DECAY_EPISODES = 100

/** The best episode of a problem so far, with what it takes to play it again: reset(reset), then the actions. */
export interface BestEpisode<Act> {
  readonly score: number
  readonly source: "sample" | "greedy"
  /** Episodes sampled before it. */
  readonly episode: number
  readonly reset: Reset
  readonly actions: readonly Act[]
  readonly info: Info
}

/** What one update reports. */
export interface UpdateMetrics {
  /** Updates and episodes done, this one included. */
  readonly update: number
  readonly episodes: number
  /** Episodes of this batch that did not fail. */
  readonly feasible: number
  /** Mean sum of rewards of the batch. */
  readonly meanReturn: number
  /** Best score of the batch and of the run, over all problems; −∞ while every episode failed. */
  readonly batchBest: number
  readonly best: number
  readonly loss: number
  /** Mean entropy per step, nats. */
  readonly entropy: number
  /** Norm of the gradient before clipping. */
  readonly gradNorm: number
  readonly learningRate: number
  /** Of every episode of the batch: sum of its rewards, and info of its last step. */
  readonly returns: readonly number[]
  readonly infos: readonly Info[]
}

/** Everything that changes while learning, as plain data. */
export interface ReinforceState<Act> {
  readonly updates: number
  readonly episodes: number
  readonly learningRate: number
  readonly weights: Float32Array
  readonly adam: AdamState
  readonly streams: readonly ReturnType<Rng["save"]>[]
  readonly best: readonly (BestEpisode<Act> | null)[]
}

/** Names of the agent's random streams. */
const STREAMS = ["problems", "resets", "actions"] as const

/** The learner. `update` until `done`; it may be saved and stopped between any two updates. */
export class Reinforce<Obs, Act> {
  readonly options: ReinforceOptions
  readonly #tf: TensorFlow
  readonly #envs: readonly Env<Obs, Act>[]
  readonly #policy: Policy<Obs, Act>
  readonly #rng: Rng
  #streams: Rng[]
  #updates = 0
  #episodes = 0
  #learningRate: number
  readonly #weights: Float32Array
  readonly #adam: Adam
  readonly #best: (BestEpisode<Act> | null)[]

  /** @param envs the problems to learn on: usually one, a pool for a policy that shall work on others too */
  constructor(
    tf: TensorFlow,
    envs: readonly Env<Obs, Act>[],
    policy: Policy<Obs, Act>,
    rng: Rng,
    options: Partial<ReinforceOptions> = {},
  ) {
    this.options = checkOptions({ ...REINFORCE_DEFAULTS, ...options })
    this.#tf = tf
    this.#envs = envs
    this.#policy = policy
    this.#rng = rng
    this.#streams = STREAMS.map(name => rng.split(name))
    this.#learningRate = this.options.learningRate
    this.#weights = readWeights(policy.variables)
    this.#adam = new Adam(this.#weights.length)
    this.#best = envs.map(() => null)
  }

  /** Episodes sampled so far. */
  get episodes(): number {
    return this.#episodes
  }

  /** Whether all episodes have been sampled. */
  get done(): boolean {
    return this.#episodes >= this.options.episodes
  }

  /** The best episode of a problem so far; null while all have failed. */
  best(problem = 0): BestEpisode<Act> | null {
    return this.#best[problem]
  }

  /** Samples a batch and learns from it. */
  update(): UpdateMetrics {
    const { options } = this
    const progress = this.#episodes / options.episodes
    if (options.schedule === "linear") {
      this.#learningRate = options.learningRate + (options.finalLearningRate - options.learningRate) * progress
    }
    const groups: Episode<Obs, Act>[][] = []
    for (let g = 0; g < options.problems && !this.done; g++) groups.push(this.#sampleGroup())
    const advantages = groups.flatMap(group => this.#advantages(group))
    const batch = groups.flat()
    const trajectories = batch.map(episode => episode.trajectory)
    const learnt = this.#learn(trajectories, advantages, options.entropy * (1 - progress))
    const metrics = {
      update: ++this.#updates,
      episodes: this.#episodes,
      feasible: batch.filter(episode => scoreEpisode(episode) > Number.NEGATIVE_INFINITY).length,
      meanReturn: batch.reduce((sum, episode) => sum + episode.total, 0) / batch.length,
      batchBest: Math.max(...batch.map(scoreEpisode)),
      best: Math.max(...this.#best.map(best => best?.score ?? Number.NEGATIVE_INFINITY)),
      ...learnt,
      learningRate: this.#learningRate,
      returns: batch.map(episode => episode.total),
      infos: batch.map(episode => episode.info),
    }
    if (options.schedule === "on-success" && this.#episodes % DECAY_EPISODES === 0 && metrics.best > -Infinity) {
      this.#learningRate = Math.max(options.finalLearningRate, DECAY * this.#learningRate)
    }
    return metrics
  }

  /** A batch of episodes of one problem from one starting state. */
  #sampleGroup(): Episode<Obs, Act>[] {
    const [problems, resets, actions] = this.#streams
    const problem = problems.int(this.#envs.length)
    let reset = { seed: resets.next() }
    const count = Math.min(this.options.batch, this.options.episodes - this.#episodes)
    return Array.from({ length: count }, (_, i) => {
      if (i > 0 && !this.options.sharedSeed) reset = { seed: resets.next() }
      const episode = runEpisode(this.#envs[problem], this.#policy, reset, actions)
      this.#consider(problem, episode, { source: "sample", reset })
      this.#episodes++
      return episode
    })
  }

  /** Keeps the episode if it is the best of its problem. */
  #consider(problem: number, episode: Episode<Obs, Act>, how: Pick<BestEpisode<Act>, "source" | "reset">): void {
    const score = scoreEpisode(episode)
    if (!(score > (this.#best[problem]?.score ?? Number.NEGATIVE_INFINITY))) return
    const { trajectory, info } = episode
    this.#best[problem] = { score, ...how, episode: this.#episodes, actions: trajectory.actions, info }
  }

  #advantages(group: readonly Episode<Obs, Act>[]): Float64Array[] {
    const rewards = group.map(episode => episode.trajectory.rewards)
    if (this.options.advantage === "leave-one-out") return leaveOneOut(rewards, this.options.gamma)
    return rewards.map(r => standardisedReturns(r, this.options.gamma))
  }

  /** One gradient step. */
  #learn(batch: Trajectory<Obs, Act>[], advantages: Float64Array[], entropyWeight: number) {
    const { variables, recurrent } = this.#policy
    const { maxGradNorm, maxRecurrentGradNorm } = this.options
    const { loss, entropy, gradient } = this.gradient(batch, advantages, entropyWeight)
    const gradNorm = clipNorm(gradient, maxGradNorm)
    if (recurrent !== undefined && maxRecurrentGradNorm !== null) {
      clipNorm(gradient, maxRecurrentGradNorm, ...spanOf(variables, recurrent))
    }
    this.#adam.apply(this.#weights, gradient, this.#learningRate)
    this.#writeWeights()
    return { loss, entropy, gradNorm }
  }

  /** Loss, mean entropy and gradient (all variables one after another) for given episodes and advantages. */
  gradient(batch: readonly Trajectory<Obs, Act>[], advantages: readonly Float64Array[], entropyWeight: number) {
    const tf = this.#tf
    const credit = Float32Array.from(advantages.flatMap(a => [...a]))
    const divisor = this.options.reduction === "mean" ? credit.length : 1
    let entropy = 0
    let loss = 0
    const flat = new Float32Array(this.#weights.length)
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => {
        const evaluation = this.#policy.evaluate(batch)
        entropy = tf.mean(evaluation.entropy).dataSync()[0]
        const gain = tf.add(tf.mul(evaluation.logProb, tf.tensor1d(credit)), tf.mul(evaluation.entropy, entropyWeight))
        return tf.div(tf.sum(gain), -divisor) as Scalar
      }, [...this.#policy.variables])
      loss = value.dataSync()[0]
      let offset = 0
      for (const variable of this.#policy.variables) {
        flat.set(grads[variable.name].dataSync(), offset)
        offset += variable.size
      }
    })
    return { loss, entropy, gradient: flat }
  }

  /** The flat weights to the variables, and from there to the policy's fast path. */
  #writeWeights(): void {
    let offset = 0
    for (const variable of this.#policy.variables) {
      const values = this.#weights.slice(offset, offset + variable.size)
      this.#tf.tidy(() => variable.assign(this.#tf.tensor(values, variable.shape)))
      offset += variable.size
    }
    this.#policy.sync()
  }

  /**
   * The answer for a problem: the best of all sampled episodes, the greedy one, and those of option `decodes`.
   * Null if every one of them failed.
   */
  answer(problem = 0): BestEpisode<Act> | null {
    for (const { episode, reset } of decode(this.#envs[problem], this.#policy, this.#rng, this.options.decodes)) {
      this.#consider(problem, episode, { source: "greedy", reset })
    }
    return this.#best[problem]
  }

  /** A copy of everything that changes. */
  save(): ReinforceState<Act> {
    return {
      updates: this.#updates,
      episodes: this.#episodes,
      learningRate: this.#learningRate,
      weights: this.#weights.slice(),
      adam: this.#adam.save(),
      streams: this.#streams.map(stream => stream.save()),
      best: [...this.#best],
    }
  }

  /** Continues where `save` left off, given the same problems, policy shape, seed and options. */
  restore(state: ReinforceState<Act>): void {
    if (state.weights.length !== this.#weights.length || state.best.length !== this.#best.length) {
      throw new InputError(
        `the saved state has ${state.weights.length} weights and ${state.best.length} problems, ` +
          `this run has ${this.#weights.length} and ${this.#best.length}`,
      )
    }
    this.#updates = state.updates
    this.#episodes = state.episodes
    this.#learningRate = state.learningRate
    this.#weights.set(state.weights)
    this.#adam.restore(state.adam)
    this.#streams = state.streams.map(stream => Rng.restore(stream))
    for (const [problem, best] of state.best.entries()) this.#best[problem] = best
    this.#writeWeights()
  }
}

/** The variables' values one after another. */
function readWeights(variables: readonly Variable[]): Float32Array {
  const flat = new Float32Array(variables.reduce((sum, variable) => sum + variable.size, 0))
  let offset = 0
  for (const variable of variables) {
    flat.set(variable.dataSync(), offset)
    offset += variable.size
  }
  return flat
}

/** Start and end of some neighbours among the flat weights. */
function spanOf(variables: readonly Variable[], part: readonly Variable[]): [number, number] {
  const first = variables.indexOf(part[0])
  const from = variables.slice(0, first).reduce((sum, variable) => sum + variable.size, 0)
  return [from, from + part.reduce((sum, variable) => sum + variable.size, 0)]
}

function checkOptions(options: ReinforceOptions): ReinforceOptions {
  checkInteger("episodes", options.episodes, 1)
  checkInteger("batch", options.batch, 1)
  checkInteger("problems", options.problems, 1)
  checkNumber("gamma", options.gamma, 0, 1)
  checkName("advantage", options.advantage, ["leave-one-out", "standardised"])
  checkName("reduction", options.reduction, ["mean", "sum"])
  checkNumber("learningRate", options.learningRate, 0)
  checkNumber("finalLearningRate", options.finalLearningRate, 0)
  checkName("schedule", options.schedule, ["linear", "on-success"])
  checkNumber("entropy", options.entropy, 0)
  return options
}
