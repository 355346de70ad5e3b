// The fine-tuner: properties of every population, exact resume, and small problems that must be solved.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Genetic, type GeneticOptions } from "../../agents/genetic.ts"
import { RefillOperators } from "../../agents/genetic-operators.ts"
import { budgetLimit } from "../../src/allocation/budget.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Allocation, type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { type ChoiceLists, undominated } from "../../src/allocation/undominated.ts"
import { type ChoiceGrid, FINE_GRID } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { integers, optimumByCost, optimumByTrying, type ProblemShape, randomProblem } from "./genetic-problems.ts"

const SMALL: ChoiceGrid = { pe: integers(1, 8), tile: integers(1, 4) }
const SEEDS = [0, 1, 2]

function run(
  problem: AllocationProblem,
  grid: ChoiceGrid,
  seed: number,
  options: Partial<GeneticOptions> = {},
): Genetic {
  const genetic = Genetic.start({ problem, grid }, [], options, Rng.fromSeed(seed))
  while (!genetic.done) genetic.generation()
  return genetic
}

/** A problem with one value table from [value, cost] pairs per layer. */
function problemOf(rows: readonly (readonly [number, number])[][], budget: number): AllocationProblem {
  const choices = rows[0].length
  return {
    layers: rows.length,
    choices,
    values: [Float64Array.from(rows.flat(), r => r[0])],
    aggregation: "sum",
    cost: Float64Array.from(rows.flat(), r => r[1]),
    allowed: new Uint8Array(rows.length * choices).fill(1),
    budget,
  }
}

function operatorsOf(problem: AllocationProblem): { operators: RefillOperators; lists: ChoiceLists } {
  const lists = undominated(problem)
  return { operators: new RefillOperators(problem, lists), lists }
}

function advance(genetic: Genetic, generations: number): Genetic {
  for (let g = 0; g < generations; g++) genetic.generation()
  return genetic
}

function cheapest(problem: AllocationProblem): Allocation {
  const { start, choice } = undominated(problem)
  return evaluateAllocation(
    problem,
    start.slice(0, problem.layers).map(first => choice[first]),
  )
}

const shapes: fc.Arbitrary<ProblemShape> = fc.record({
  layers: fc.integer({ min: 1, max: 9 }),
  grid: fc.constant(SMALL),
  aggregation: fc.constantFrom("sum" as const, "product-of-sums" as const),
  ratio: fc.constantFrom(0, 0.03, 0.2, 0.7, 1),
  tileCost: fc.integer({ min: 0, max: 3 }),
  forbidden: fc.constantFrom(0, 0.5),
})

describe("refill operators", () => {
  test("keep every individual allowed and within the budget; the best never worsens", () => {
    fc.assert(
      fc.property(shapes, fc.integer(), fc.boolean(), (shape, seed, descent) => {
        const rng = Rng.fromSeed(seed)
        const problem = randomProblem(rng, shape)
        // Any choices will do as a start: forbidden and over budget ones are moved and repaired.
        const starts = SEEDS.map(() =>
          evaluateAllocation(
            problem,
            Int32Array.from({ length: problem.layers }, () => rng.int(problem.choices)),
          ),
        )
        const genetic = Genetic.start({ problem, grid: SMALL }, starts, { generations: 6, descent }, rng)
        const given = starts.filter(start => start.feasible).map(start => start.objective)
        expect(genetic.best.objective).toBeLessThanOrEqual(Math.min(...given))
        for (;;) {
          const population = genetic.population().map(choice => evaluateAllocation(problem, choice))
          for (const individual of population) expect(individual.feasible).toBe(true)
          const best = Math.min(...population.map(individual => individual.objective))
          expect(genetic.best).toEqual(evaluateAllocation(problem, genetic.best.choice))
          expect(best).toBe(genetic.best.objective)
          expect(new Set(population.map(x => x.choice.join())).size).toBe(population.length)
          if (genetic.done) return
          const before = genetic.best.objective
          genetic.generation()
          expect(genetic.best.objective).toBeLessThanOrEqual(before)
        }
      }),
      { numRuns: 60 },
    )
  })

  test("the first population holds the all-cheapest, the greedy and the given allocation", () => {
    const problem = randomProblem(Rng.fromSeed(3), { layers: 8, grid: SMALL, ratio: 0.3, tileCost: 1 })
    const lists = undominated(problem)
    const start = evaluateAllocation(
      problem,
      lists.start.slice(0, 8).map((first, l) => lists.choice[Math.min(first + 1, lists.start[l + 1] - 1)]),
    )
    const genetic = Genetic.start({ problem, grid: SMALL, lists }, [start], { descent: false }, Rng.fromSeed(0))
    const expected = [
      start.choice,
      solveGreedy(problem).choice,
      lists.start.slice(0, 8).map(first => lists.choice[first]),
    ]
    expect(new Set(genetic.population().map(String))).toEqual(new Set(expected.map(String)))
  })

  test("without a budget every layer takes its best choice", () => {
    const problem = { ...randomProblem(Rng.fromSeed(1), { layers: 12, grid: SMALL, ratio: 1 }), budget: Infinity }
    const least = integers(0, 11).map(l => Math.min(...problem.values[0].subarray(l * 32, (l + 1) * 32)))
    const { best } = run(problem, SMALL, 0, { generations: 3 })
    expect(best.objective).toBe(least.reduce((sum, value) => sum + value, 0))
  })
})

describe("one operator at a time", () => {
  test("fill from the cheapest entries is the greedy rule", () => {
    for (let seed = 0; seed < 40; seed++) {
      const problem = randomProblem(Rng.fromSeed(seed), { layers: 15, grid: SMALL, ratio: 0.3, tileCost: seed % 3 })
      const { operators } = operatorsOf(problem)
      const genes = new Int32Array(15)
      operators.cheapest(genes)
      operators.begin(genes)
      // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- not an array
      operators.fill(genes)
      expect(operators.decode(genes)).toEqual(solveGreedy(problem).choice)
    }
  })

  test("a choice is encoded as one that is no worse in anything, a forbidden one as the cheapest", () => {
    for (const aggregation of ["sum", "product-of-sums"] as const) {
      const shape: ProblemShape = { layers: 3, grid: SMALL, aggregation, ratio: 0.5, tileCost: 1, forbidden: 0.3 }
      const problem = randomProblem(Rng.fromSeed(2), shape)
      const { operators, lists } = operatorsOf(problem)
      const genes = new Int32Array(3)
      for (let k = 0; k < problem.choices; k++) {
        operators.encode([k, k, k], genes)
        for (const [l, choice] of operators.decode(genes).entries()) {
          const [from, to] = [l * problem.choices + k, l * problem.choices + choice]
          const noWorse = [problem.cost, ...problem.values].every(table => table[to] <= table[from])
          expect(noWorse || (problem.allowed[from] === 0 && genes[l] === lists.start[l])).toBe(true)
        }
      }
    }
  })

  test("a crossover of two full individuals keeps the budget", () => {
    const problem = randomProblem(Rng.fromSeed(4), { layers: 10, grid: SMALL, ratio: 0.3, tileCost: 1 })
    const { operators } = operatorsOf(problem)
    const rng = Rng.fromSeed(1)
    const parents = [new Int32Array(10), new Int32Array(10)]
    const genes = new Int32Array(10)
    for (let i = 0; i < 100; i++) {
      for (const parent of parents) {
        operators.cheapest(parent)
        operators.begin(parent)
        operators.ruin(parent, rng)
      }
      genes.set(parents[0])
      operators.begin(genes)
      operators.crossover(genes, parents[1], rng)
      expect(evaluateAllocation(problem, operators.decode(genes)).cost).toBeLessThanOrEqual(budgetLimit(problem))
    }
  })

  test("repair takes the downgrade of least loss per unit freed, counting 1.5 times the need at most", () => {
    // Cost 30 against a budget of 26. Per unit: layer 0 loses 12 / min(10, 6) = 2, layer 1 loses 6 / min(4, 6) = 1.5,
    // layer 2 loses 20 / min(10, 6) = 3.3. Counted in full, layer 0 would be the least (1.2).
    const rows: (readonly [number, number])[][] = [
      [
        [12, 0],
        [0, 10],
      ],
      [
        [6, 6],
        [0, 10],
      ],
      [
        [20, 0],
        [0, 10],
      ],
    ]
    const { operators, lists } = operatorsOf(problemOf(rows, 26))
    const genes = Int32Array.from([1, 1, 1], (k, l) => lists.start[l] + k)
    operators.begin(genes)
    operators.repair(genes)
    expect([...operators.decode(genes)]).toEqual([1, 0, 1])
  })

  test("after the descent no exchange between two layers improves", () => {
    for (let seed = 0; seed < 10; seed++) {
      const rng = Rng.fromSeed(seed)
      const problem = randomProblem(rng, { layers: 7, grid: SMALL, ratio: 0.25, tileCost: 2, forbidden: 0.2 })
      const { operators, lists } = operatorsOf(problem)
      const genes = new Int32Array(7)
      operators.cheapest(genes)
      operators.descend(genes)
      const { objective, choice, feasible } = evaluateAllocation(problem, operators.decode(genes))
      expect(feasible).toBe(true)
      for (let a = 0; a < 7; a++) {
        for (let b = 0; b < a; b++) {
          for (const i of lists.choice.subarray(lists.start[a], lists.start[a + 1])) {
            for (const j of lists.choice.subarray(lists.start[b], lists.start[b + 1])) {
              const other = evaluateAllocation(problem, choice.with(a, i).with(b, j))
              expect(other.feasible && other.objective < objective).toBe(false)
            }
          }
        }
      }
    }
  })

  test("an exchange, a ruin and a forced entry keep the budget and use what they free", () => {
    const problem = randomProblem(Rng.fromSeed(9), { layers: 10, grid: SMALL, ratio: 0.4, tileCost: 1 })
    const { operators } = operatorsOf(problem)
    const rng = Rng.fromSeed(0)
    const genes = new Int32Array(10)
    const seen = new Set<string>()
    for (const move of ["exchange", "ruin", "force"] as const) {
      for (let i = 0; i < 200; i++) {
        operators.encode(solveGreedy(problem).choice, genes)
        operators.begin(genes)
        operators[move](genes, rng)
        expect(evaluateAllocation(problem, operators.decode(genes)).cost).toBeLessThanOrEqual(budgetLimit(problem))
        seen.add(`${move} ${genes}`)
      }
    }
    expect([...seen].filter(s => s.startsWith("exchange")).length).toBeGreaterThan(50)
    expect([...seen].filter(s => s.startsWith("ruin")).length).toBeGreaterThan(20)
    expect([...seen].filter(s => s.startsWith("force")).length).toBeGreaterThan(20)
  })
})

describe("solves", () => {
  test.each(["sum", "product-of-sums"] as const)("small %s problems to the optimum", aggregation => {
    const grid: ChoiceGrid = { pe: [1, 2, 3, 5, 8], tile: [1, 2] }
    for (let seed = 0; seed < 12; seed++) {
      const shape: ProblemShape = {
        layers: 5,
        grid,
        aggregation,
        ratio: 0.1 + 0.05 * seed,
        tileCost: 1,
        forbidden: 0.1,
      }
      const problem = randomProblem(Rng.fromSeed(seed), shape)
      const { best } = run(problem, grid, seed, { generations: 60 })
      expect(best.objective / optimumByTrying(problem)).toBeCloseTo(1, 12)
    }
  })

  test.each([
    [8, 7, 0.4],
    [8, 8, 0.4],
    [52, 7, 0.1],
    [52, 8, 0.4],
  ])("%i layers of 1,536 choices, problem %i at ratio %f, to the optimum that greedy misses", (layers, seed, ratio) => {
    const problem = randomProblem(Rng.fromSeed(seed), { layers, grid: FINE_GRID, ratio })
    const optimum = optimumByCost(problem)
    expect(solveGreedy(problem).objective / optimum).toBeGreaterThan(1.00005)
    const gaps = SEEDS.map(s => run(problem, FINE_GRID, s).best.objective / optimum - 1)
    expect(Math.max(...gaps)).toBeLessThan(1e-3)
    expect(Math.min(...gaps)).toBeLessThan(1e-9)
  })

  test("a lumpy problem that greedy misses", () => {
    // Gain per cost prefers the small upgrade of layer 0, which blocks the large ones of the others.
    const lump: (readonly [number, number])[] = [
      [100, 0],
      [10, 10],
    ]
    const problem = problemOf(
      [
        [
          [20, 0],
          [8, 1],
        ],
        lump,
        lump,
      ],
      20,
    )
    expect(solveGreedy(problem).objective).toBe(118)
    expect(run(problem, SMALL, 0, { generations: 20 }).best.objective).toBe(40)
  })

  test("from a start that is better than greedy it never falls back", () => {
    const problem = randomProblem(Rng.fromSeed(5), { layers: 20, grid: SMALL, ratio: 0.15, tileCost: 3 })
    const good = run(problem, SMALL, 1).best
    const again = Genetic.start({ problem, grid: SMALL }, [good], {}, Rng.fromSeed(2))
    expect(again.best.objective).toBeLessThanOrEqual(good.objective)
  })
})

describe.each(["refill", "confuciux"] as const)("%s runs", operators => {
  const problem = randomProblem(Rng.fromSeed(11), { layers: 20, grid: SMALL, ratio: 0.2, tileCost: 1, forbidden: 0.1 })
  const task = { problem, grid: SMALL }
  const start = cheapest(problem)
  const options = { operators, generations: 20 }
  const begin = (seed: number) => Genetic.start(task, [start], options, Rng.fromSeed(seed))
  test("resumed after every generation equal the uninterrupted one", () => {
    const whole = advance(begin(4), 20)
    let parts = begin(4)
    while (!parts.done) {
      parts = Genetic.restore(task, options, JSON.parse(JSON.stringify(parts.save())))
      parts.generation()
    }
    expect(parts.save()).toEqual(whole.save())
    expect(parts.best).toEqual(whole.best)
    expect(parts.summary()).toEqual(whole.summary())
  })

  test("are the same for the same seed and differ between seeds", () => {
    expect(advance(begin(1), 8).save()).toEqual(advance(begin(1), 8).save())
    expect(advance(begin(1), 8).population()).not.toEqual(advance(begin(2), 8).population())
  })

  test("count evaluations and generations", () => {
    const genetic = begin(0)
    const first = genetic.evaluations
    advance(genetic, 3)
    expect(genetic.evaluations - first).toBe(60)
    expect([genetic.generations, genetic.done]).toEqual([3, false])
    expect(advance(genetic, 17).done).toBe(true)
  })
})

describe("refuses", () => {
  const problem = randomProblem(Rng.fromSeed(0), { layers: 3, grid: SMALL, ratio: 0.5 })
  const start = evaluateAllocation(problem, [0, 0, 0])
  const attempt = (options: object, starts = [start], grid = SMALL, changed: Partial<AllocationProblem> = {}) => {
    return () => Genetic.start({ problem: { ...problem, ...changed }, grid }, starts, options, Rng.fromSeed(0))
  }
  const wrong = { ...start, choice: Int32Array.from([0, 32, 0]) }
  const short = { ...start, choice: Int32Array.from([0, 0]) }

  test.each([
    [
      "an unknown operator set",
      attempt({ operators: "refil" }),
      'operators "refil" is unknown; known: refill, confuciux. Did you mean "refill"?',
    ],
    ["a chance above one", attempt({ ruin: 1.5 }), "ruin is 1.5, expected a number in [0, 1]"],
    ["an empty population", attempt({ population: 0 }), "population is 0, expected an integer of at least 1"],
    ["a choice off the grid", attempt({}, [wrong]), "starts[0].choice[1] is 32, expected an integer in [0, 31]"],
    ["a start of another size", attempt({}, [short]), "starts[0].choice has 2 choices, expected one per layer (3)"],
    ["a budget below the cheapest", attempt({}, [], SMALL, { budget: 1 }), "budget is 1"],
    [
      "several published starts",
      attempt({ operators: "confuciux" }, [start, start]),
      'starts has 2 allocations, "confuciux" expects one',
    ],
    [
      "a grid with gaps",
      attempt({ operators: "confuciux" }, [start], { pe: [1, 2, 4, 8], tile: integers(1, 8) }),
      "grid.pe[2] is 4, expected 3",
    ],
    [
      "another grid",
      attempt({ operators: "confuciux" }, [start], { pe: [1, 2], tile: [1] }),
      "grid has 2 choices, expected those of the problem (32)",
    ],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(InputError)
    expect(act).toThrow(message)
  })

  test("a state of another problem", () => {
    const state = attempt({})().save()
    const other = randomProblem(Rng.fromSeed(0), { layers: 4, grid: SMALL, ratio: 0.5 })
    expect(() => Genetic.restore({ problem: other, grid: SMALL }, {}, state)).toThrow(
      "population[0].choice has 3 choices",
    )
  })
})
