// Candidates of a layer-sequential problem: which shared array, and a choice of every layer on it.
//
// A cost is the largest over the layers, so a choice keeps the budgets or not whatever the others are: those that do
// not are left out, and every candidate is feasible.

import { budgetLimit } from "../../src/allocation/budget.ts"
import { type AllocationProblem, arrayCount, limitsOf } from "../../src/allocation/problem.ts"
import type { ChoiceLists } from "../../src/allocation/undominated.ts"
import { InputError } from "../../src/core/errors.ts"
import type { SearchSpace } from "./search-space.ts"

/**
 * Position 0 is the array; position l + 1 is layer l, whose entries count through its choices on the candidate's array
 * (cyclically, where another array has more).
 */
export class ArraySpace implements SearchSpace {
  readonly positions: number
  readonly start: Int32Array
  /** Per usable array, per layer: the choices. */
  readonly #choices: readonly (readonly number[])[][]

  constructor(problem: AllocationProblem, lists: ChoiceLists, array: Int32Array) {
    const arrays = choicesByArray(problem, lists, array)
    this.#choices = arrays.filter(layers => layers.every(choices => choices.length > 0))
    if (this.#choices.length === 0) throw new InputError("no shared array keeps all budgets in every layer")
    this.positions = problem.layers + 1
    this.start = new Int32Array(this.positions + 1)
    this.start[1] = this.#choices.length
    for (let l = 0; l < problem.layers; l++) {
      const most = this.#choices.reduce((n, layers) => Math.max(n, layers[l].length), 0)
      this.start[l + 2] = this.start[l + 1] + most
    }
  }

  fit(): void {}

  decode(entries: Int32Array): Int32Array {
    const layers = this.#choices[entries[0]]
    return Int32Array.from(layers, (choices, l) => choices[(entries[l + 1] - this.start[l + 1]) % choices.length])
  }
}

/** Per array and layer: the choices that keep all budgets. */
function choicesByArray(problem: AllocationProblem, lists: ChoiceLists, array: Int32Array): number[][][] {
  const { layers, choices } = problem
  const limits = limitsOf(problem)
  const found = Array.from({ length: arrayCount(array) }, () => Array.from({ length: layers }, (): number[] => []))
  for (let l = 0; l < layers; l++) {
    for (const k of lists.choice.subarray(lists.start[l], lists.start[l + 1])) {
      const keeps = limits.every(limit => limit.cost[l * choices + k] <= budgetLimit(limit))
      if (keeps) found[array[k]][l].push(k)
    }
  }
  return found
}
