// Environments for workers to run: well-behaved, slow, faulty.

import { threadId } from "node:worker_threads"
import { Discrete, Env, type ResetOptions, register, Text } from "../../../../env/ts-gym/index.ts"
import { GridEnv, type GridOptions, IdentityEnv } from "../grid-env.ts"

register({ id: "workers/Grid-v0", entryPoint: (options: GridOptions) => new GridEnv(options), maxEpisodeSteps: 20 })

/** A function that makes an environment. */
export const makeGrid = (options: GridOptions) => new GridEnv(options)

/** Tells the info it is made with. */
export class Telling extends GridEnv {
  readonly #info: Record<string, unknown>

  constructor({ info }: { info: Record<string, unknown> }) {
    super()
    this.#info = info
  }

  protected override info(): Record<string, unknown> {
    return this.#info
  }
}

/** An environment class. */
export class Identity extends IdentityEnv {}

/** Observes a text and takes one: neither goes into shared memory. */
export class Echo extends Env<string, string> {
  readonly observationSpace = new Text(5)
  readonly actionSpace = new Text(5)

  override reset(options?: ResetOptions): [string, { seed: number }] {
    this.seedFrom(options)
    return ["start", { seed: this.npRandomSeed }]
  }

  override step(action: string): [string, number, boolean, boolean, { threadId: number }] {
    return [action, action.length, action === "end", false, { threadId }]
  }
}

/** What Faulty may do at its third step, or elsewhere. */
export type Fault = "construct" | "reset" | "throw" | "exit" | "hang" | "memory" | "function"

/** Counts steps, with a fault. */
export class Faulty extends Env<number, number> {
  readonly observationSpace = new Discrete(100)
  readonly actionSpace = new Discrete(2)
  readonly #fault: Fault | null
  #steps = 0

  constructor({ fault = null }: { fault?: Fault | null }) {
    super()
    this.#fault = fault
    if (fault === "construct") throw new TypeError("no such thing")
  }

  override reset(options?: ResetOptions): [number, object] & [number, Record<string, unknown>] {
    this.seedFrom(options)
    this.#steps = 0
    if (this.#fault === "reset") throw new RangeError("no way to start")
    return [0, {}]
  }

  override step(): [number, number, boolean, boolean, Record<string, unknown>] {
    this.#steps++
    if (this.#steps === 3) this.#fail()
    return [this.#steps, 1, false, false, this.#fault === "function" ? { f: () => 0 } : {}]
  }

  #fail(): void {
    if (this.#fault === "throw") throw new RangeError("a wall")
    if (this.#fault === "exit") process.exit(7)
    if (this.#fault === "hang") for (;;);
    const rows: number[][] = []
    if (this.#fault === "memory") for (;;) rows.push(Array.from({ length: 1e5 }, Math.sqrt))
  }
}
