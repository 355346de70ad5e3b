// Environments small enough to be solved in a second.

import type { ChoiceObservation } from "../../agents/scorer.ts"
import {
  Box,
  Dict,
  Discrete,
  Env,
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
