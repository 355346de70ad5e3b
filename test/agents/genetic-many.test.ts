// The fine-tuner under several constraints: every individual keeps all budgets, exact resume, and problems it must solve.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Genetic } from "../../agents/genetic.ts"
import { ManyOperators } from "../../agents/genetic-many.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { AGGREGATIONS, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import type { ChoiceGrid } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { fullProblems } from "../allocation/problems.ts"
import { integers, randomProblem } from "./genetic-problems.ts"

const SMALL: ChoiceGrid = { pe: integers(1, 8), tile: integers(1, 4) }

/** A random problem whose further constraint is cheap where the first is dear, so that both bind. */
function twoLimits(seed: number, layers: number, aggregation: AllocationProblem["aggregation"]): AllocationProblem {
  const shape = { layers, grid: SMALL, ratio: 0.3, tileCost: 2 }
  const product = aggregation === "product-of-sums"
  const problem = randomProblem(Rng.fromSeed(seed), product ? { ...shape, aggregation } : shape)
  const cost = problem.cost.map((c, e) => 5 * SMALL.tile[e % 4] + ((c * 7 + e) % 5))
  return { ...problem, aggregation, further: [{ cost, budget: 11 * layers }] }
}

/** Null when the budgets admit no allocation. */
function optimumOf(problem: AllocationProblem): number | null {
  try {
    return solveExact(problem).allocation.objective
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

function run(problem: AllocationProblem, seed: number, generations: number): Genetic {
  const genetic = Genetic.start({ problem, grid: SMALL }, [], { generations }, Rng.fromSeed(seed))
  while (!genetic.done) genetic.generation()
  return genetic
}

describe.each(AGGREGATIONS)("%s", aggregation => {
  test.each([2, 3] as const)("%d constraints: all individuals keep all budgets, none beats the optimum", limits => {
    fc.assert(
      fc.property(fullProblems(aggregation, limits), fc.integer(), (problem, seed) => {
        const optimum = optimumOf(problem)
        if (optimum === null) return
        const rng = Rng.fromSeed(seed)
        const start = evaluateAllocation(
          problem,
          Int32Array.from({ length: problem.layers }, () => rng.int(problem.choices)),
        )
        const genetic = Genetic.start({ problem, grid: SMALL }, [start], { generations: 4 }, rng)
        const given = start.feasible ? start.objective : Number.POSITIVE_INFINITY
        expect(genetic.best.objective).toBeLessThanOrEqual(given)
        for (;;) {
          for (const choice of genetic.population()) expect(evaluateAllocation(problem, choice).feasible).toBe(true)
          expect(genetic.best).toEqual(evaluateAllocation(problem, genetic.best.choice))
          // Equal layers exchanged give the same total but for its last digit.
          expect(genetic.best.objective).toBeGreaterThanOrEqual(optimum * (1 - 1e-12))
          if (genetic.done) return
          const before = genetic.best.objective
          genetic.generation()
          expect(genetic.best.objective).toBeLessThanOrEqual(before)
        }
      }),
      { numRuns: 60 },
    )
  })

  test("comes to the optimum that greedy misses", () => {
    let missed = 0
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const problem = twoLimits(seed, 10, aggregation)
      const optimum = solveExact(problem).allocation.objective
      if (solveGreedy(problem).objective > optimum) missed++
      expect(run(problem, seed, 60).best.objective / optimum - 1, `problem ${seed}`).toBeLessThan(1e-12)
    }
    expect(missed).toBeGreaterThan(0)
  })

  test("resumed after every generation equals the uninterrupted run", () => {
    const problem = twoLimits(4, 12, aggregation)
    const task = { problem, grid: SMALL }
    const options = { generations: 8 }
    let parts = Genetic.start(task, [], options, Rng.fromSeed(1))
    while (!parts.done) {
      parts = Genetic.restore(task, options, JSON.parse(JSON.stringify(parts.save())))
      parts.generation()
    }
    expect(parts.save()).toEqual(run(problem, 1, 8).save())
  })
})

test("repair brings what can be brought within all budgets, and mutations keep it there", () => {
  const problem = twoLimits(7, 15, "sum")
  const operators = new ManyOperators(problem, undominated(problem))
  const rng = Rng.fromSeed(0)
  const genes = operators.start.slice(1).map(end => end - 1)
  const feasible = () => evaluateAllocation(problem, operators.decode(genes)).feasible
  expect(feasible()).toBe(false)
  operators.begin(genes)
  operators.repair(genes)
  expect(feasible()).toBe(true)
  for (let i = 0; i < 150; i++) {
    operators.begin(genes)
    operators[(["ruin", "exchange", "force"] as const)[i % 3]](genes, rng)
    expect(feasible()).toBe(true)
  }
})

test("the published operators refuse several constraints, every fine-tuner a shared array", () => {
  const problem = twoLimits(0, 3, "sum")
  const start = solveGreedy(problem)
  const attempt = (task: AllocationProblem, operators: "refill" | "confuciux") => () =>
    Genetic.start({ problem: task, grid: SMALL }, [start], { operators }, Rng.fromSeed(0))
  expect(attempt(problem, "confuciux")).toThrow("the problem has 2 constraints, the genetic stage takes one")
  const shared = { ...problem, array: Int32Array.from(integers(0, 31)) }
  expect(attempt(shared, "refill")).toThrow("the problem has a shared array (LS)")
})
