// The baselines on tiny problems with known optima: plain, two values, bottleneck, several constraints, shared array.

import { describe, expect, test } from "vitest"
import { baselineNamed } from "../../../agents/baselines/methods.ts"
import { BASELINE_NAMES, type BaselineName } from "../../../agents/baselines/names.ts"
import { runOptimiser, type SearchRun } from "../../../agents/baselines/run.ts"
import {
  type Allocation,
  type AllocationProblem,
  costsOf,
  evaluateAllocation,
  limitsOf,
  smallestBudget,
} from "../../../src/allocation/problem.ts"
import { Rng } from "../../../src/core/rng.ts"
import { forEachAllocation } from "../../allocation/problems.ts"
import { describeOptimiserContract } from "../../contract/optimiser.ts"
import { bruteForce, randomProblem } from "../../env/problems.ts"

const SEEDS = [0, 1, 2, 3]
const EVALUATIONS = 1000

const made = (seed: number, options: Partial<Parameters<typeof randomProblem>[1]> = {}): AllocationProblem =>
  randomProblem(Rng.fromSeed(seed), { layers: 5, choices: 6, ratio: 0.3, forbidden: 0.1, ...options })

/** Another constraint, on costs that have nothing to do with the first: Σ at most `most`. */
function limited(problem: AllocationProblem, most = 20): AllocationProblem {
  const rng = Rng.fromSeed(99)
  return { ...problem, further: [{ cost: problem.cost.map(() => 1 + rng.int(9)), budget: most }] }
}

/** Three arrays of two dataflows each. */
function shared(problem: AllocationProblem): AllocationProblem {
  return { ...problem, array: Int32Array.from([0, 1, 2, 0, 1, 2]), budget: 6, allowed: problem.allowed.map(() => 1) }
}

const KINDS: Readonly<Record<string, (seed: number) => AllocationProblem>> = {
  sum: seed => made(seed),
  "product of sums": seed => made(seed, { aggregation: "product-of-sums" }),
  bottleneck: seed => ({ ...made(seed), aggregation: "max" }),
  "two constraints": seed => limited(made(seed)),
  "shared array": seed => shared(made(seed)),
}

function runs(name: BaselineName, problem: AllocationProblem, evaluations: number, seed: number): SearchRun {
  return runOptimiser(problem, baselineNamed(name)(problem, { evaluations }, Rng.fromSeed(seed)), evaluations)
}

/** Whether a method is for that kind of problem. */
function fits(name: BaselineName, kind: string): boolean {
  return name !== "lagrangian" || kind !== "shared array"
}

/** Methods without a random part, which end by themselves. */
const RULES: ReadonlySet<BaselineName> = new Set(["greedy", "lagrangian"])
/** Largest gaps of the rules on these problems; 0 where nothing is said, as for all searches. */
const GAPS: Readonly<Record<string, Partial<Record<BaselineName, number>>>> = {
  "product of sums": { greedy: 0.05, lagrangian: 0.05 },
  // What is known of the rules there is tested below.
  "two constraints": { greedy: Number.POSITIVE_INFINITY, lagrangian: Number.POSITIVE_INFINITY },
}

describe.each(Object.keys(KINDS))("%s", kind => {
  test.each(BASELINE_NAMES.filter(name => fits(name, kind)))("%s comes to the optimum, or a stated gap", name => {
    for (const seed of SEEDS) {
      const problem = KINDS[kind](seed)
      const { best } = runs(name, problem, EVALUATIONS, seed)
      const gap = (best?.objective ?? Number.POSITIVE_INFINITY) / bruteForce(problem) - 1
      expect(gap, `seed ${seed}`).toBeGreaterThanOrEqual(0)
      expect(gap, `seed ${seed}`).toBeLessThanOrEqual(GAPS[kind]?.[name] ?? 0)
    }
  })

  for (const name of BASELINE_NAMES.filter(n => fits(n, kind))) {
    describeOptimiserContract(`${name}, ${kind}`, baselineNamed(name), KINDS[kind](1), { seeds: [0, 5] })
  }
})

test("lagrangian says what it is not for", () => {
  expect(() => runs("lagrangian", shared(made(1)), 10, 0)).toThrow("with a shared array none is")
})

/** Twelve problems with two constraints, tight and loose ones. */
const twoConstraints = (): AllocationProblem[] =>
  Array.from({ length: 12 }, (_, seed) => limited(made(seed), 18 + (seed % 3) * 5)).filter(
    problem => bruteForce(problem) < Number.POSITIVE_INFINITY,
  )

test("two constraints: no change of one layer improves what greedy ends with", () => {
  for (const problem of twoConstraints()) {
    const best = runs("greedy", problem, EVALUATIONS, 0).best as Allocation
    const changed = Array.from({ length: problem.layers * problem.choices }, (_, e) =>
      evaluateAllocation(problem, best.choice.with(Math.floor(e / problem.choices), e % problem.choices)),
    )
    const better = changed.filter(({ feasible, objective }) => feasible && objective < best.objective)
    expect(better).toEqual([])
  }
})

/**
 * What one price on both constraints, each in shares of its budget, leads to at worst. As the price rises, the allocation of least
 * value + price · cost moves along the corners of the lower left hull of (cost, value) (Everett). The bisection ends between two neighbours, of
 * which the dearer breaks a budget and the cheaper does not.
 */
function worstOfOnePrice(problem: AllocationProblem): number {
  const points: { cost: number; value: number; feasible: boolean }[] = []
  forEachAllocation(problem, choice => {
    if (choice.some((k, l) => problem.allowed[l * problem.choices + k] === 0)) return
    const allocation = evaluateAllocation(problem, choice)
    const cost = costsOf(allocation).reduce((sum, c, j) => sum + c / limitsOf(problem)[j].budget, 0)
    points.push({ cost, value: allocation.objective, feasible: allocation.feasible })
  })
  const [best] = points.toSorted((a, b) => a.value - b.value || a.cost - b.cost)
  let worst = best.feasible ? best.value : Number.NEGATIVE_INFINITY
  for (let corner = best; ; ) {
    const cheaper = points.filter(p => p.cost < corner.cost)
    if (cheaper.length === 0) return worst
    const slope = (p: { cost: number; value: number }) => (p.value - corner.value) / (corner.cost - p.cost)
    const next = cheaper.reduce((a, b) => (slope(b) < slope(a) || (slope(b) === slope(a) && b.cost < a.cost) ? b : a))
    if (!corner.feasible && next.feasible) worst = Math.max(worst, next.value)
    corner = next
  }
}

test("two constraints: lagrangian is no worse than a price on both can make it", () => {
  let bounded = 0
  for (const problem of twoConstraints()) {
    const worst = worstOfOnePrice(problem)
    if (worst === Number.NEGATIVE_INFINITY) continue
    bounded++
    expect(runs("lagrangian", problem, EVALUATIONS, 0).best?.objective).toBeLessThanOrEqual(worst)
  }
  expect(bounded).toBeGreaterThan(5)
})

test("the second constraint binds", () => {
  const optima = SEEDS.map(seed => ({ limited: bruteForce(limited(made(seed))), alone: bruteForce(made(seed)) }))
  expect(Math.max(...optima.map(o => o.limited))).toBeLessThan(Number.POSITIVE_INFINITY)
  expect(optima.filter(o => o.limited > o.alone).length).toBeGreaterThan(1)
})

describe("every method", () => {
  test.each(BASELINE_NAMES)("%s keeps the evaluations granted, and counts them exactly", name => {
    const problem = made(3)
    for (const granted of [1, 2, 7, 101, 260]) {
      let valued = 0
      const optimiser = baselineNamed(name)(problem, { evaluations: granted }, Rng.fromSeed(0))
      const counting = {
        ask(limit: number) {
          const asked = optimiser.ask(limit)
          valued += asked.length
          return asked
        },
        tell: optimiser.tell,
      }
      const run = runOptimiser(problem, counting, granted)
      expect(run.evaluations).toBe(valued)
      expect(run.evaluations).toBeLessThanOrEqual(granted)
      // Rules end by themselves, searches use all they are granted.
      expect(run.evaluations === granted || RULES.has(name)).toBe(true)
    }
  })

  test.each(BASELINE_NAMES)("%s takes a budget of exactly the least, an infinite one, one choice, one layer", name => {
    const problem = made(2)
    const least = { ...problem, budget: smallestBudget(problem) }
    expect(runs(name, least, 50, 0).best?.cost).toBe(least.budget)
    const unbound = { ...problem, budget: Number.POSITIVE_INFINITY }
    expect(runs(name, unbound, 500, 0).best?.objective).toBe(bruteForce(unbound))
    for (const shape of [{ choices: 1 }, { layers: 1 }]) {
      const small = made(4, shape)
      expect(runs(name, small, 100, 0).best?.objective).toBe(bruteForce(small))
    }
  })

  test.each(BASELINE_NAMES)("%s refuses a budget that admits nothing", name => {
    const problem = made(2)
    const less = { ...problem, budget: 0.9 * smallestBudget(problem) }
    expect(() => runs(name, less, 50, 0)).toThrow(/budget is .*, the cheapest allocation needs/)
  })

  test.each(BASELINE_NAMES)("%s: the curve ends at the best, and falls", name => {
    const { best, curve, feasible, evaluations } = runs(name, made(6), 300, 1)
    expect(curve.at(-1)?.objective).toBe(best?.objective)
    for (const [i, point] of curve.entries()) {
      if (i === 0) continue
      expect(point.objective).toBeLessThan(curve[i - 1].objective)
      expect(point.evaluation).toBeGreaterThan(curve[i - 1].evaluation)
    }
    expect(evaluations).toBeGreaterThanOrEqual(feasible)
    expect(evaluateAllocation(made(6), best?.choice ?? []).feasible).toBe(true)
  })
})

test("one constraint: every candidate of the searches is feasible", () => {
  for (const name of ["random", "annealing", "genetic", "cross-entropy"] as const) {
    const { feasible, evaluations } = runs(name, made(5, { ratio: 0.02 }), 200, 0)
    expect(feasible).toBe(evaluations)
  }
})

test("a method that proposes more than it was asked for is an error", () => {
  const problem = made(1)
  const greedyOnes = { ask: () => [new Int32Array(5), new Int32Array(5)], tell() {} }
  expect(() => runOptimiser(problem, greedyOnes, 1)).toThrow("ask(1) gave 2 candidates")
})

test("an unknown method is answered with the nearest", () => {
  expect(() => baselineNamed("anealing")).toThrow('Did you mean "annealing"?')
})
