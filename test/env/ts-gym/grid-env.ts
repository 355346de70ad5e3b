// Environments for tests: small, and each rule of the contract can be broken by a subclass.

import {
  Box,
  Dict,
  Discrete,
  Env,
  type Info,
  type Metadata,
  MultiDiscrete,
  type ResetOptions,
  type ResetResult,
  type StepResult,
} from "../../../env/ts-gym/index.ts"

/** Arguments of GridEnv. */
export interface GridOptions {
  /** Cells per side, ≥ 2. */
  size?: number
  renderMode?: string | null
}

/**
 * Walk on a grid from a random cell to the far corner. A move slips, with probability 0.1, and is then not made.
 *
 * Observation: Box float32 of row and column over size - 1. Action: 0 down, 1 right, 2 up, 3 left; `info.actionMask`
 * admits the moves that stay on the grid. Reward: 1 at the corner, else -0.1. Terminated at the corner.
 */
export class GridEnv extends Env<Float32Array, number> {
  static override readonly metadata: Metadata = { renderModes: ["ansi"], renderFps: 4 }
  readonly observationSpace = new Box(0, 1, [2])
  readonly actionSpace = new Discrete(4)
  readonly size: number
  protected row = 0
  protected column = 0

  constructor({ size = 4, renderMode = null }: GridOptions = {}) {
    super()
    this.size = size
    this.renderMode = renderMode
  }

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    this.seedFrom(options)
    this.row = this.npRandom.integers(this.size - 1)
    this.column = this.npRandom.integers(this.size - 1)
    return [this.observe(), this.info()]
  }

  override step(action: number): StepResult<Float32Array> {
    const distance = action < 2 ? 1 : -1
    if (this.npRandom.random() >= 0.1) {
      if (action % 2 === 0) this.row = this.clip(this.row + distance)
      else this.column = this.clip(this.column + distance)
    }
    const done = this.row === this.size - 1 && this.column === this.size - 1
    return [this.observe(), done ? 1 : -0.1, done, false, this.info()]
  }

  override render(): unknown {
    if (this.renderMode === null) return null
    const row = (r: number) =>
      Array.from({ length: this.size }, (_, c) => (r === this.row && c === this.column ? "x" : "."))
    return Array.from({ length: this.size }, (_, r) => row(r).join("")).join("\n")
  }

  protected observe(): Float32Array {
    return Float32Array.of(this.row / (this.size - 1), this.column / (this.size - 1))
  }

  protected info(): Info {
    const last = this.size - 1
    const mask = [this.row < last, this.column < last, this.row > 0, this.column > 0]
    return { actionMask: Uint8Array.from(mask, Number), cell: [this.row, this.column] }
  }

  private clip(x: number): number {
    return Math.min(this.size - 1, Math.max(0, x))
  }
}

/** Say what you see: the observation is the action that earns 1. Ten steps; Dict observation, MultiDiscrete action. */
export class IdentityEnv extends Env<{ target: Int32Array; step: number }, Int32Array> {
  readonly observationSpace = new Dict({ target: new MultiDiscrete([3, 4]), step: new Discrete(11) })
  readonly actionSpace = new MultiDiscrete([3, 4])
  #target = new Int32Array(2)
  #step = 0

  override reset(options?: ResetOptions): ResetResult<{ target: Int32Array; step: number }> {
    this.seedFrom(options)
    this.#step = 0
    return [this.#observe(), {}]
  }

  override step(action: Int32Array): StepResult<{ target: Int32Array; step: number }> {
    const reward = action.every((a, i) => a === this.#target[i]) ? 1 : 0
    this.#step++
    return [this.#observe(), reward, this.#step === 10, false, { reward }]
  }

  #observe() {
    this.#target = Int32Array.from(this.actionSpace.nvec, n => this.npRandom.integers(n))
    return { target: this.#target.slice(), step: this.#step }
  }
}
