// checkOptimiser: what every search method must do, for methods of one's own as well.

import { type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import type { MakeOptimiser, Optimiser } from "./optimiser.ts"

/** What the checks may be given. */
export interface CheckOptimiserOptions {
  /** Evaluations of each run, ≥ 1. */
  readonly evaluations: number
  readonly seeds: readonly number[]
}

export const CHECK_OPTIMISER_DEFAULTS: CheckOptimiserOptions = { evaluations: 300, seeds: [0, 7, 123] }

/** How large an `ask` may be, in turn: one, a few, all that is left. */
const LIMITS = [1, 3, 1000]

function require(kept: boolean, rule: string): void {
  if (!kept) throw new Error(rule)
}

/**
 * Checks a method on a problem: candidates are whole, allowed, no more than asked for and the caller's own; equal
 * seeds give equal candidates, also with two at work side by side; the problem is left as it was; being told that
 * nothing is feasible is borne; what is finished stays so; and some candidate is feasible.
 *
 * @throws Error with the broken rule, at the first one
 */
export function checkOptimiser(
  make: MakeOptimiser,
  problem: AllocationProblem,
  options: Partial<CheckOptimiserOptions> = {},
): void {
  const { evaluations, seeds } = { ...CHECK_OPTIMISER_DEFAULTS, ...options }
  const before = JSON.stringify(tablesOf(problem))
  for (const seed of seeds) {
    const start = () => make(problem, { evaluations }, Rng.fromSeed(seed))
    const [one, other] = sideBySide(problem, start(), start(), evaluations)
    require(one.join(";") === other.join(";"), "Equal seeds must give equal candidates, also side by side")
    require(one.some(
      choice => evaluateAllocation(problem, choice).feasible,
    ), `Some candidate must be feasible; of ${one.length} none was`)
    hopeless(problem, start(), evaluations)
  }
  require(JSON.stringify(tablesOf(problem)) === before, "The problem must be left as it was")
}

/** Runs two optimisers in turn and returns their candidates. */
function sideBySide(
  problem: AllocationProblem,
  a: Optimiser,
  b: Optimiser,
  evaluations: number,
): [Int32Array[], Int32Array[]] {
  const found: [Int32Array[], Int32Array[]] = [[], []]
  for (let turn = 0; found[0].length < evaluations; turn++) {
    const limit = Math.min(LIMITS[turn % LIMITS.length], evaluations - found[0].length)
    const asked = [a, b].map((optimiser, i) => {
      const candidates = checkedAsk(problem, optimiser, limit)
      found[i].push(...candidates)
      return candidates
    })
    if (asked[0].length === 0) {
      require(checkedAsk(problem, a, limit).length === 0, "An optimiser without candidates must stay without")
      break
    }
    for (const [i, optimiser] of [a, b].entries()) tellWorth(problem, optimiser, asked[i])
  }
  return found
}

function tellWorth(problem: AllocationProblem, optimiser: Optimiser, asked: readonly Int32Array[]): void {
  const valued = asked.map(choice => evaluateAllocation(problem, choice))
  const copies = asked.map(choice => choice.join())
  optimiser.tell(
    Float64Array.from(valued, a => a.objective),
    Uint8Array.from(valued, a => Number(a.feasible)),
  )
  const same = asked.every((choice, i) => choice.join() === copies[i])
  require(same, "A candidate is the caller's: it must not change when its worth is told")
}

/** Runs an optimiser that is told that nothing is feasible. */
function hopeless(problem: AllocationProblem, optimiser: Optimiser, evaluations: number): void {
  for (let done = 0; done < evaluations; ) {
    const asked = checkedAsk(problem, optimiser, evaluations - done)
    if (asked.length === 0) return
    done += asked.length
    optimiser.tell(new Float64Array(asked.length).fill(1), new Uint8Array(asked.length))
  }
}

function checkedAsk(problem: AllocationProblem, optimiser: Optimiser, limit: number): readonly Int32Array[] {
  const { layers, choices, allowed } = problem
  const asked = optimiser.ask(limit)
  require(asked.length <= limit, `ask(${limit}) must give at most ${limit} candidates; it gave ${asked.length}`)
  require(new Set(asked).size === asked.length, "Every candidate must have an array of its own")
  for (const choice of asked) {
    require(choice.length === layers, `A candidate must have ${layers} choices, one per layer; it has ${choice.length}`)
    for (const [l, k] of choice.entries()) {
      require(k >= 0 && k < choices, `Choice ${k} of layer ${l + 1} is out of range; there are ${choices}`)
      require(allowed[l * choices + k] !== 0, `Choice ${k} of layer ${l + 1} is not allowed`)
    }
  }
  return asked
}

function tablesOf({ values, cost, allowed, further = [] }: AllocationProblem): unknown {
  return [values, cost, allowed, further].map(table => (ArrayBuffer.isView(table) ? [...(table as Uint8Array)] : table))
}
