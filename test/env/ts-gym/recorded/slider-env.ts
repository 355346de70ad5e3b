// The Slider of test/fixtures/ts-gym-envs/record.py: an environment with actions of a Box.

import { Box, Env, type ResetOptions, type ResetResult, type StepResult } from "../../../../env/ts-gym/index.ts"

const clip = (x: number) => Math.min(4, Math.max(-4, x))

/** Two positions that follow the action, a seeded start, ends at the first above 1. */
export class SliderEnv extends Env<Float32Array, Float32Array> {
  readonly observationSpace = new Box(-4, 4, [2])
  readonly actionSpace = new Box([-1, -2], [1, 3])
  #state: [number, number] = [0, 0]

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    this.seedFrom(options)
    this.#state = [this.npRandom.uniform(-1, 0), this.npRandom.uniform(-1, 0)]
    return [Float32Array.from(this.#state), {}]
  }

  override step(action: Float32Array): StepResult<Float32Array> {
    const [x, y] = this.#state
    this.#state = [clip(x + 0.25 * action[0]), clip(y + 0.25 * action[1])]
    return [Float32Array.from(this.#state), -this.#state[0] * this.#state[1], this.#state[0] > 1, false, {}]
  }
}
