// CartPole: balance a pole on a cart by pushing the cart.
//
// Source: Barto, Sutton and Anderson, "Neuronlike Adaptive Elements That Can Solve Difficult Learning Control
// Problems" (IEEE Trans. SMC 13, 1983), with the constants of Gymnasium 1.4.0, envs/classic_control/cartpole.py.

import { Env, type Frame, type Metadata, type ResetOptions, type ResetResult, type StepResult } from "../core.ts"
import { ResetNeeded, ValueError } from "../errors.ts"
import { warn } from "../logger.ts"
import { Box } from "../spaces/box.ts"
import { Discrete } from "../spaces/discrete.ts"
import { Raster, turnedRectangle } from "./raster.ts"
import { warnNoRenderMode } from "./render-mode.ts"
import { resetBounds } from "./reset-bounds.ts"
import { cos, sin } from "./trigonometry.ts"

const GRAVITY = 9.8
const CART_MASS = 1
const POLE_MASS = 0.1
const TOTAL_MASS = POLE_MASS + CART_MASS
/** Half the pole's length. */
const LENGTH = 0.5
const POLE_MASS_LENGTH = POLE_MASS * LENGTH
const FORCE = 10
/** Seconds per step. */
const TAU = 0.02
const LARGEST_ANGLE = (12 * 2 * Math.PI) / 360
const LARGEST_POSITION = 2.4

/** Arguments of CartPoleEnv. */
export interface CartPoleOptions {
  /** Rewards 0 per step and -1 at the end instead of 1 per step. Default false. */
  suttonBartoReward?: boolean
  /** "rgb_array", or null. */
  renderMode?: string | null
}

/**
 * Balance a pole that stands on a cart on a track without friction.
 *
 * ## Action space
 * `Discrete(2)`: push the cart to the left (0) or to the right (1).
 *
 * ## Observation space
 * `Box` float32 [4]; an episode ends well within the bounds.
 *
 * | | | min | max |
 * | --- | --- | --- | --- |
 * | 0 | position of the cart | -4.8 | 4.8 |
 * | 1 | its velocity | -∞ | ∞ |
 * | 2 | angle of the pole, radians | -0.418 | 0.418 |
 * | 3 | its velocity | -∞ | ∞ |
 *
 * ## Rewards
 * 1 per step, the last included. With `suttonBartoReward`: 0, and -1 at the last.
 *
 * ## Starting state
 * All four uniform in [-0.05, 0.05), or within reset's options `low` and `high`.
 *
 * ## Episode end
 * Termination: angle beyond 12°, or position beyond 2.4. Truncation: after 500 steps (TimeLimit).
 *
 * ## Version history
 * * v1: as Gymnasium's v1.
 */
export class CartPoleEnv extends Env<Float32Array, number> {
  static override readonly metadata: Metadata = { renderModes: ["rgb_array"], renderFps: 50 }
  readonly observationSpace: Box
  readonly actionSpace = new Discrete(2)
  readonly #suttonBartoReward: boolean
  /** Position, velocity, angle, angular velocity. */
  readonly #state = new Float64Array(4)
  #hasReset = false
  /** Steps since the episode ended; null while it goes on. */
  #beyond: number | null = null

  constructor({ suttonBartoReward = false, renderMode = null }: CartPoleOptions = {}) {
    super()
    const high = [2 * LARGEST_POSITION, Number.POSITIVE_INFINITY, 2 * LARGEST_ANGLE, Number.POSITIVE_INFINITY]
    const rounded = Float32Array.from(high)
    this.observationSpace = new Box(
      rounded.map(x => -x),
      rounded,
    )
    this.#suttonBartoReward = suttonBartoReward
    this.renderMode = renderMode
  }

  override reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    this.seedFrom(options)
    const [low, high] = resetBounds(options, -0.05, 0.05)
    for (let i = 0; i < 4; i++) this.#state[i] = this.npRandom.uniform(low, high)
    this.#hasReset = true
    this.#beyond = null
    return [new Float32Array(this.#state), {}]
  }

  override step(action: number): StepResult<Float32Array> {
    if (action !== 0 && action !== 1) throw new ValueError(`CartPole: action ${this.actionSpace.explain(action)}`)
    if (!this.#hasReset) throw new ResetNeeded("step() before the first reset(); call reset() first")
    const [x, velocity, angle, spin] = this.#state
    const cosine = cos(angle)
    const sine = sin(angle)
    const push = ((action === 1 ? FORCE : -FORCE) + POLE_MASS_LENGTH * (spin * spin) * sine) / TOTAL_MASS
    const turn = (GRAVITY * sine - cosine * push) / (LENGTH * (4 / 3 - (POLE_MASS * (cosine * cosine)) / TOTAL_MASS))
    const acceleration = push - (POLE_MASS_LENGTH * turn * cosine) / TOTAL_MASS
    const s = this.#state
    s[0] = x + TAU * velocity
    s[1] = velocity + TAU * acceleration
    s[2] = angle + TAU * spin
    s[3] = spin + TAU * turn
    const terminated = Math.abs(s[0]) > LARGEST_POSITION || Math.abs(s[2]) > LARGEST_ANGLE
    return [new Float32Array(s), this.#reward(terminated), terminated, false, {}]
  }

  override render(): Frame | null {
    if (this.renderMode === null) return warnNoRenderMode(this)
    if (!this.#hasReset) return null
    const scale = 600 / (2 * LARGEST_POSITION)
    const x = this.#state[0] * scale + 300
    const raster = new Raster(600, 400)
    raster.line([0, 100], [599, 100], [0, 0, 0])
    raster.polygon(turnedRectangle([-25, -15, 25, 15], 0, [x, 100]), [0, 0, 0])
    const pole = turnedRectangle([-5, -5, 5, scale * 2 * LENGTH - 5], -this.#state[2], [x, 107.5])
    raster.polygon(pole, [202, 152, 101])
    raster.circle([x, 107.5], 5, [129, 132, 203])
    return raster.frame
  }

  #reward(terminated: boolean): number {
    if (!terminated) return this.#suttonBartoReward ? 0 : 1
    if (this.#beyond === 0)
      warn("CartPole: step() after the end of the episode is undefined; call reset() once terminated is true")
    const first = this.#beyond === null
    this.#beyond = first ? 0 : (this.#beyond as number) + 1
    if (this.#suttonBartoReward) return -1
    return first ? 1 : 0
  }
}
