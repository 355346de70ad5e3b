// MountainCar: an engine too weak for the hill, so swing up.
//
// Source: Moore, "Efficient Memory-based Learning for Robot Control" (PhD thesis, Cambridge, 1990), with the
// constants of Gymnasium 1.4.0, envs/classic_control/mountain_car.py.

import { Env, type Frame, type Metadata, type ResetOptions, type ResetResult, type StepResult } from "../core.ts"
import { ResetNeeded, ValueError } from "../errors.ts"
import { Box } from "../spaces/box.ts"
import { Discrete } from "../spaces/discrete.ts"
import { type Point, Raster, turnedRectangle } from "./raster.ts"
import { warnNoRenderMode } from "./render-mode.ts"
import { resetBounds } from "./reset-bounds.ts"
import { cos, sin } from "./trigonometry.ts"

const LEFT = -1.2
const RIGHT = 0.6
const LARGEST_SPEED = 0.07
const GOAL = 0.5
const FORCE = 0.001
const GRAVITY = 0.0025

/** Arguments of MountainCarEnv. */
export interface MountainCarOptions {
  /** Least velocity at the goal. Default 0. */
  goalVelocity?: number
  /** "rgb_array", or null. */
  renderMode?: string | null
}

/**
 * Reach the flag on the right hill with a car that cannot climb it from rest.
 *
 * ## Action space
 * `Discrete(3)`: accelerate to the left (0), not at all (1), to the right (2).
 *
 * ## Observation space
 * `Box` float32 [2]: position in [-1.2, 0.6], velocity in [-0.07, 0.07].
 *
 * ## Rewards
 * -1 per step.
 *
 * ## Starting state
 * Position uniform in [-0.6, -0.4), or within reset's options `low` and `high`; velocity 0.
 *
 * ## Episode end
 * Termination: position at least 0.5 with at least `goalVelocity`. Truncation: after 200 steps (TimeLimit).
 *
 * ## Version history
 * * v0: as Gymnasium's v0.
 */
export class MountainCarEnv extends Env<Float32Array, number> {
  static override readonly metadata: Metadata = { renderModes: ["rgb_array"], renderFps: 30 }
  readonly observationSpace = new Box([LEFT, -LARGEST_SPEED], [RIGHT, LARGEST_SPEED])
  readonly actionSpace = new Discrete(3)
  readonly #goalVelocity: number
  #position = Number.NaN
  #velocity = 0

  constructor({ goalVelocity = 0, renderMode = null }: MountainCarOptions = {}) {
    super()
    this.#goalVelocity = goalVelocity
    this.renderMode = renderMode
  }

  override reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    this.seedFrom(options)
    this.#position = this.npRandom.uniform(...resetBounds(options, -0.6, -0.4))
    this.#velocity = 0
    return [this.#observe(), {}]
  }

  override step(action: number): StepResult<Float32Array> {
    if (!this.actionSpace.contains(action))
      throw new ValueError(`MountainCar: action ${this.actionSpace.explain(action)}`)
    if (Number.isNaN(this.#position)) throw new ResetNeeded("step() before the first reset(); call reset() first")
    const velocity = this.#velocity + ((action - 1) * FORCE + cos(3 * this.#position) * -GRAVITY)
    this.#velocity = Math.min(LARGEST_SPEED, Math.max(-LARGEST_SPEED, velocity))
    this.#position = Math.min(RIGHT, Math.max(LEFT, this.#position + this.#velocity))
    if (this.#position === LEFT && this.#velocity < 0) this.#velocity = 0
    const terminated = this.#position >= GOAL && this.#velocity >= this.#goalVelocity
    return [this.#observe(), -1, terminated, false, {}]
  }

  override render(): Frame | null {
    if (this.renderMode === null) return warnNoRenderMode(this)
    if (Number.isNaN(this.#position)) return null
    const scale = 600 / (RIGHT - LEFT)
    const place = (x: number): Point => [(x - LEFT) * scale, (sin(3 * x) * 0.45 + 0.55) * scale]
    const raster = new Raster(600, 400)
    for (let i = 0; i < 99; i++) {
      const x = (step: number) => LEFT + ((RIGHT - LEFT) * step) / 99
      raster.line(place(x(i)), place(x(i + 1)), [0, 0, 0])
    }
    const slope = cos(3 * this.#position)
    const [x, y] = place(this.#position)
    raster.polygon(turnedRectangle([-20, 0, 20, 20], slope, [x, y + 10]), [0, 0, 0])
    for (const side of [-10, 10]) raster.circle([x + side * cos(slope), y + 10 + side * sin(slope)], 8, [128, 128, 128])
    const [flagX, flagY] = place(GOAL)
    raster.line([flagX, flagY], [flagX, flagY + 50], [0, 0, 0])
    const flag: Point[] = [
      [flagX, flagY + 40],
      [flagX + 25, flagY + 45],
      [flagX, flagY + 50],
    ]
    raster.polygon(flag, [204, 204, 0])
    return raster.frame
  }

  #observe(): Float32Array {
    return Float32Array.of(this.#position, this.#velocity)
  }
}
