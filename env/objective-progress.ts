// The reward of a decision: by how much it improves the objective, while the layers not decided yet count as in a
// reference.

import type { Allocation, AllocationProblem } from "../src/allocation/problem.ts"

/** The estimated objective of an episode as its layers are decided, and what changes of it are worth. */
export class ObjectiveProgress {
  readonly #problem: AllocationProblem
  readonly #reference: Allocation
  /** Objective per unit of reward: the reference's per layer. */
  readonly scale: number
  /** Per value table: Σ over decided layers of the chosen values and over the others of the reference's. */
  readonly #sums: Float64Array
  /** For "max": per layer the value of its choice, or the reference's. */
  readonly #current: Float64Array
  #estimate = 0

  constructor(problem: AllocationProblem, reference: Allocation) {
    this.#problem = problem
    this.#reference = reference
    this.scale = reference.objective / problem.layers || 1
    this.#sums = new Float64Array(problem.values.length)
    this.#current = new Float64Array(problem.layers)
  }

  /** An episode starts: no layer is decided. */
  start(): void {
    const { values, choices, layers } = this.#problem
    const { choice } = this.#reference
    for (const [i, table] of values.entries()) {
      this.#sums[i] = choice.reduce((sum, k, l) => sum + table[l * choices + k], 0)
    }
    for (let l = 0; l < layers; l++) this.#current[l] = values[0][l * choices + choice[l]]
    this.#estimate = this.#estimateNow()
  }

  /** A layer is decided; what it is worth that its values, one per table, take the place of the reference's. */
  decide(layer: number, valueOf: (table: number) => number): number {
    const { values, choices } = this.#problem
    const reference = layer * choices + this.#reference.choice[layer]
    for (let i = 0; i < this.#sums.length; i++) {
      const value = valueOf(i)
      this.#sums[i] += value - values[i][reference]
      if (i === 0) this.#current[layer] = value
    }
    const objective = this.#estimateNow()
    const reward = (this.#estimate - objective) / this.scale
    this.#estimate = objective
    return reward
  }

  /** The objective with the choices made so far and the reference's for the other layers. */
  #estimateNow(): number {
    if (this.#problem.aggregation === "max") return this.#current.reduce((most, v) => Math.max(most, v), 0)
    return this.#sums.reduce((product, sum) => product * sum, 1)
  }
}
