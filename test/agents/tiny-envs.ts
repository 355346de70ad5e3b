// Environments small enough to be solved in a second.

import type { ChoiceObservation } from "../../agents/scorer-network.ts"
import {
  Box,
  Dict,
  Discrete,
  Env,
  MultiDiscrete,
  type ResetOptions,
  type ResetResult,
  type StepResult,
} from "../../env/ts-gym/index.ts"

/** Every step shows K choices, one of them marked; taking that one earns 1. Five steps. */
export class IdentityEnv extends Env<ChoiceObservation, number> {
  readonly observationSpace: Dict<{ choices: Box; situation: Box; action_mask: Box<"uint8"> }>
  readonly actionSpace: Discrete
  #target = 0
  #step = 0

  constructor(choices = 4) {
    super()
    this.actionSpace = new Discrete(choices)
    this.observationSpace = new Dict({
      choices: new Box(0, 1, [choices, 1]),
      situation: new Box(0, 1, [1]),
      action_mask: new Box(0, 1, [choices], "uint8"),
    })
  }

  reset(options: ResetOptions = {}): ResetResult<ChoiceObservation> {
    this.seedFrom(options)
    this.#step = 0
    return [this.#observe(), {}]
  }

  step(action: number): StepResult<ChoiceObservation> {
    const reward = action === this.#target ? 1 : 0
    const ended = ++this.#step === 5
    return [this.#observe(), reward, ended, false, {}]
  }

  #observe(): ChoiceObservation {
    const n = this.actionSpace.n
    this.#target = this.npRandom.integers(n)
    const choices = Float32Array.from({ length: n }, (_, k) => (k === this.#target ? 1 : 0))
    return { choices, situation: Float32Array.of(this.#step / 5), action_mask: new Uint8Array(n).fill(1) }
  }
}

/** Every step shows a number below 4; answering its parity earns 1. Eight steps, then the episode is cut. */
export class ParityEnv extends Env<number, number> {
  readonly observationSpace = new Discrete(4)
  readonly actionSpace = new Discrete(2)
  #number = 0
  #step = 0

  reset(options: ResetOptions = {}): ResetResult<number> {
    this.seedFrom(options)
    this.#step = 0
    this.#number = this.npRandom.integers(4)
    return [this.#number, {}]
  }

  step(action: number): StepResult<number> {
    const reward = action === this.#number % 2 ? 1 : 0
    this.#number = this.npRandom.integers(4)
    return [this.#number, reward, false, ++this.#step === 8, {}]
  }
}

/**
 * Six numbers; info.actionMask admits some of the six actions, and the largest number among them earns 1. A masked
 * action is an error. One to five steps; the rewards are divided by their number.
 */
export class MaskedEnv extends Env<Float32Array, number> {
  readonly observationSpace = new Box(0, 1, [6])
  readonly actionSpace = new Discrete(6)
  #numbers = new Float32Array(6)
  #mask = new Uint8Array(6)
  #steps = 0
  #left = 0

  reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    this.seedFrom(options)
    this.#steps = 1 + this.npRandom.integers(5)
    this.#left = this.#steps
    return [this.#observe(), { actionMask: this.#mask.slice() }]
  }

  step(action: number): StepResult<Float32Array> {
    if (this.#mask[action] === 0) throw new Error(`action ${action} is masked`)
    const best = Math.max(...this.#numbers.filter((_, k) => this.#mask[k] === 1))
    const reward = this.#numbers[action] === best ? 1 / this.#steps : 0
    const ended = --this.#left === 0
    return [this.#observe(), reward, ended, false, { actionMask: this.#mask.slice() }]
  }

  /** One number is 1, another 0.5, the others 0; at least one of the two is admitted. */
  #observe(): Float32Array {
    const [first, second] = this.npRandom.permutation(6)
    this.#numbers = new Float32Array(6)
    this.#numbers[first] = 1
    this.#numbers[second] = 0.5
    this.#mask = Uint8Array.from({ length: 6 }, () => this.npRandom.integers(2))
    this.#mask[second] = 1
    return this.#numbers.slice()
  }
}

/** Two dials are to be set as the signs of two numbers say, the second the other way round; each right one earns 1. Four steps. */
export class DialsEnv extends Env<Float32Array, Int32Array> {
  readonly observationSpace = new Box(-1, 1, [2])
  readonly actionSpace = new MultiDiscrete([2, 2], { start: [0, 1] })
  #signs = new Float32Array(2)
  #step = 0

  reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    this.seedFrom(options)
    this.#step = 0
    return [this.#observe(), {}]
  }

  step(action: Int32Array): StepResult<Float32Array> {
    const [first, second] = this.#signs
    const reward = (action[0] === (first > 0 ? 1 : 0) ? 1 : 0) + (action[1] === (second > 0 ? 1 : 2) ? 1 : 0)
    return [this.#observe(), reward, ++this.#step === 4, false, {}]
  }

  #observe(): Float32Array {
    this.#signs = Float32Array.from({ length: 2 }, () => 2 * this.npRandom.integers(2) - 1)
    return this.#signs.slice()
  }
}
