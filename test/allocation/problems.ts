// Problems for the tests of this folder: small random ones with a brute-force answer, and large ones shaped like
// layers on an accelerator.

import { type Arbitrary, array, boolean, constantFrom, integer, oneof, record } from "fast-check"
import { BUDGET_TOLERANCE } from "../../src/allocation/budget.ts"
import {
  type Aggregation,
  type AllocationProblem,
  evaluateAllocation,
  smallestBudget,
} from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"

/** What a random problem is made from; one row is layer after layer. */
interface Draft {
  readonly choices: number
  /** Per layer: which of the rows it uses; equal numbers make equal layers. */
  readonly rows: number[]
  readonly first: number[]
  readonly second: number[]
  readonly cost: number[]
  readonly blocked: boolean[]
  readonly scale: Scale
  readonly budget: "least" | "half" | "tight" | "all" | "infinite"
}

/** Integers as drawn; the areas of the compatible platform; numbers that rounding touches. */
type Scale = "integer" | "area" | "rounded"

const ROWS = 4
const MAX_CHOICES = 5
const drawn = array(oneof(integer({ min: 0, max: 6 }), integer({ min: 0, max: 1000 })), {
  minLength: ROWS * MAX_CHOICES,
  maxLength: ROWS * MAX_CHOICES,
})

const draft: Arbitrary<Draft> = record({
  choices: integer({ min: 1, max: MAX_CHOICES }),
  rows: array(integer({ min: 0, max: ROWS - 1 }), { minLength: 1, maxLength: 4 }),
  first: drawn,
  second: drawn,
  cost: drawn,
  blocked: array(boolean(), { minLength: ROWS * MAX_CHOICES, maxLength: ROWS * MAX_CHOICES }),
  scale: constantFrom<Scale[]>("integer", "area", "rounded"),
  budget: constantFrom<Draft["budget"][]>("least", "half", "tight", "all", "infinite"),
})

/** Random problems of 1–4 layers and 1–5 choices with ties, zeros, equal layers and blocked entries. */
export function smallProblems(aggregation: Aggregation): Arbitrary<AllocationProblem> {
  return draft.map(d => problemOf(d, aggregation))
}

/**
 * Random problems with one or two further constraints (seen from the first by shuffling its costs), which may contradict
 * each other, and with `arrays` > 0 on shared arrays.
 */
export function fullProblems(aggregation: Aggregation, limits: 1 | 2 | 3, arrays = 0): Arbitrary<AllocationProblem> {
  return record({
    first: draft,
    more: array(drawn, { minLength: limits - 1, maxLength: limits - 1 }),
    shares: array(constantFrom(0, 0.15, 0.3, 0.6, 1.2), { minLength: limits - 1, maxLength: limits - 1 }),
    homes: array(integer({ min: 0, max: Math.max(0, arrays - 1) }), { minLength: MAX_CHOICES, maxLength: MAX_CHOICES }),
  }).map(({ first, more, shares, homes }) => {
    const plain = problemOf(first, aggregation)
    const further = more.map((numbers, i) => {
      const cost = plain.cost.map((c, e) => {
        const [l, k] = [Math.floor(e / first.choices), e % first.choices]
        return Number.isNaN(c) ? c : numbers[first.rows[l] * MAX_CHOICES + k] / (first.scale === "integer" ? 1 : 3)
      })
      const [least, most] = spanOf({ ...plain, cost })
      return { cost, budget: least + shares[i] * (most - least) }
    })
    const shared = arrays > 0 ? { array: Int32Array.from(homes.slice(0, first.choices)) } : {}
    return { ...plain, ...(limits > 1 ? { further } : {}), ...shared }
  })
}

/** What a cost or value may be at the edge: nothing, ordinary numbers, ones of 13 digits that differ in the last, very small and large ones. */
const EDGE_NUMBERS: Arbitrary<number> = oneof(
  constantFrom(0, 0, 1, 2, 3),
  integer({ min: 0, max: 50 }).map(n => n / 7),
  integer({ min: 0, max: 20 }).map(n => 2.4096e11 + 1.22265e11 * (n % 3) + 137.3 * n),
  integer({ min: -12, max: 15 }).map(n => 1.1 * 10 ** n),
)

/** How a budget at the edge comes about. */
type EdgeBudget = "sum" | "limit" | "least" | "zero" | "infinite"

const edgeLimit = record({
  numbers: array(EDGE_NUMBERS, { minLength: ROWS * MAX_CHOICES, maxLength: ROWS * MAX_CHOICES }),
  kind: constantFrom<EdgeBudget[]>("sum", "sum", "limit", "limit", "least", "zero", "infinite"),
  /** Whose cost the budget is, added up from the last layer to the first. */
  choice: array(integer({ min: 0, max: MAX_CHOICES - 1 }), { minLength: 4, maxLength: 4 }),
  /** Doubles by which the budget is off. */
  off: integer({ min: -3, max: 3 }),
})

/**
 * Random problems whose budgets are at the edge: the cost of an allocation added in another order, or such that the limit of budget and
 * tolerance is that cost, give or take some last digits; the least; zero; infinite. Costs and values differ by many orders of magnitude.
 */
export function edgeProblems(aggregation: Aggregation, limits: 1 | 2 | 3, arrays = 0): Arbitrary<AllocationProblem> {
  const numbers = array(EDGE_NUMBERS, { minLength: ROWS * MAX_CHOICES, maxLength: ROWS * MAX_CHOICES })
  return record({
    choices: integer({ min: 1, max: MAX_CHOICES }),
    rows: array(integer({ min: 0, max: ROWS - 1 }), { minLength: 1, maxLength: 4 }),
    values: array(numbers, { minLength: 2, maxLength: 2 }),
    limits: array(edgeLimit, { minLength: limits, maxLength: limits }),
    homes: array(integer({ min: 0, max: Math.max(0, arrays - 1) }), { minLength: MAX_CHOICES, maxLength: MAX_CHOICES }),
  }).map(({ choices, rows, values, limits: drafts, homes }) => {
    const table = (row: number[]): Float64Array =>
      Float64Array.from(
        { length: rows.length * choices },
        (_, e) => row[rows[Math.floor(e / choices)] * MAX_CHOICES + (e % choices)],
      )
    const allowed = new Uint8Array(rows.length * choices).fill(1)
    const tables = (aggregation === "product-of-sums" ? values : values.slice(0, 1)).map(table)
    const shape = { layers: rows.length, choices, values: tables, aggregation, allowed }
    const [first, ...further] = drafts.map(limit => {
      const plain = { ...shape, cost: table(limit.numbers), budget: 0 }
      return { cost: plain.cost, budget: edgeBudget(plain, limit) }
    })
    return {
      ...shape,
      ...first,
      ...(limits > 1 ? { further } : {}),
      ...(arrays > 0 ? { array: Int32Array.from(homes.slice(0, choices)) } : {}),
    }
  })
}

function edgeBudget(
  problem: AllocationProblem,
  { kind, choice, off }: { kind: EdgeBudget; choice: number[]; off: number },
): number {
  const { layers, choices, cost } = problem
  if (kind === "zero") return 0
  if (kind === "infinite") return Number.POSITIVE_INFINITY
  if (kind === "least") return smallestBudget(problem)
  let sum = 0
  for (let l = layers - 1; l >= 0; l--) sum += cost[l * choices + (choice[l] % choices)]
  return (kind === "sum" ? sum : sum / (1 + BUDGET_TOLERANCE)) * (1 + off * 2 ** -52)
}

function problemOf(d: Draft, aggregation: Aggregation): AllocationProblem {
  const { choices, rows, scale } = d
  const table = (numbers: number[], of: (n: number) => number): Float64Array =>
    Float64Array.from({ length: rows.length * choices }, (_, e) =>
      of(numbers[rows[Math.floor(e / choices)] * MAX_CHOICES + (e % choices)]),
    )
  const value = (n: number): number => (scale === "rounded" ? n / 7 : n)
  const price = (n: number): number => (scale === "area" ? 2.4096e11 + 1.22265e11 * (n % 7) + 137.3 * n : value(n))
  // The first choice of a layer stays allowed; numbers of blocked entries must not be read.
  const allowed = Uint8Array.from({ length: rows.length * choices }, (_, e) => {
    const k = e % choices
    return k > 0 && d.blocked[rows[Math.floor(e / choices)] * MAX_CHOICES + k] ? 0 : 1
  })
  const tables =
    aggregation === "product-of-sums" ? [table(d.first, value), table(d.second, value)] : [table(d.first, value)]
  const cost = table(d.cost, price)
  for (const t of [...tables, cost]) allowed.forEach((a, e) => (t[e] = a === 0 ? Number.NaN : t[e]))
  const problem = { layers: rows.length, choices, values: tables, aggregation, cost, allowed, budget: 0 }
  return { ...problem, budget: budgetOf(problem, d.budget) }
}

function budgetOf(problem: AllocationProblem, kind: Draft["budget"]): number {
  const [least, most] = spanOf(problem)
  const shares = { least: 0, tight: 0.2, half: 0.5, all: 1, infinite: Number.POSITIVE_INFINITY }
  return kind === "infinite" ? shares.infinite : least + shares[kind] * (most - least)
}

/** Σ of the cheapest and of the dearest allowed costs. */
function spanOf({ layers, choices, cost, allowed }: AllocationProblem): [number, number] {
  let [least, most] = [0, 0]
  for (let l = 0; l < layers; l++) {
    const row = cost.subarray(l * choices, (l + 1) * choices).filter((_, k) => allowed[l * choices + k] !== 0)
    least += Math.min(...row)
    most += Math.max(...row)
  }
  return [least, most]
}

/** Calls `visit` with every choice vector (one array, reused). */
export function forEachAllocation(problem: AllocationProblem, visit: (choice: Int32Array) => void): void {
  const choice = new Int32Array(problem.layers)
  for (;;) {
    visit(choice)
    let l = 0
    while (l < choice.length && ++choice[l] === problem.choices) choice[l++] = 0
    if (l === choice.length) return
  }
}

/** The least objective over all feasible allocations. */
export function bruteForce(problem: AllocationProblem): number {
  let least = Number.POSITIVE_INFINITY
  forEachAllocation(problem, choice => {
    const { feasible, objective } = evaluateAllocation(problem, choice)
    if (feasible) least = Math.min(least, objective)
  })
  return least
}

/**
 * Relative difference of objectives that is rounding, at most. A sum of n numbers is off by (n − 1) · 2^-53 of itself. The solver calls
 * a total better when it is lower by four times the rounding of a sum over all N entries, itself twice as large as needed and with
 * 16 to spare: (N + 16) · 2^-50; both totals compared are sums of n more. The product of two such sums is off by four times that.
 */
export function roundingOfProblem({ layers, choices, values, aggregation }: AllocationProblem): number {
  const isWhole = values.every(table => table.every(v => Number.isNaN(v) || (Number.isInteger(v) && v < 2 ** 40)))
  if (aggregation === "max" || (aggregation === "sum" && isWhole)) return 0
  const ofSum = (layers * choices + 16) * 2 ** -50 + 2 * layers * 2 ** -53
  return aggregation === "sum" ? ofSum : 4 * ofSum
}

/** Shape of a made-up network problem. */
interface NetworkShape {
  readonly layers: number
  /** PE counts offered; with twelve tiles each. */
  readonly pe: readonly number[]
  readonly aggregation: Aggregation
  /** Where the budget lies between the cheapest and the dearest corner. */
  readonly ratio: number
  readonly seed: number
}

/**
 * Convolutions with channels on the PEs: values fall with ceil(C / pe) and have a tile overhead, costs are the areas of
 * the compatible platform, 2.4096e11 + 1.22265e11 · pe and a small part for the buffer. Half of the layers are repeats.
 */
export function networkProblem({ layers, pe, aggregation, ratio, seed }: NetworkShape): AllocationProblem {
  const rng = Rng.fromSeed(seed)
  const shapes = Array.from({ length: Math.ceil(layers / 2) }, () => {
    return { k: 8 * (1 + rng.int(100)), c: 8 * (1 + rng.int(100)), out: 7 << rng.int(5), r: 1 + 2 * rng.int(2) }
  })
  const choices = 12 * pe.length
  const [latency, energy, cost] = [0, 1, 2].map(() => new Float64Array(layers * choices))
  for (let l = 0; l < layers; l++) {
    const { k, c, out, r } = shapes[rng.int(shapes.length)]
    for (let i = 0; i < choices; i++) {
      const [n, tile] = [pe[Math.floor(i / 12)], 1 + (i % 12)]
      const e = l * choices + i
      const folds = Math.ceil(c / n) * Math.ceil(k / tile)
      latency[e] = folds * out * out * (r * r * tile + Math.ceil((tile * Math.min(n, c)) / 32))
      energy[e] = 0.0043 * (Math.ceil(k / tile) * c * out * out + folds * tile * out * out * 1.3 + k * c * r * r)
      cost[e] = 2.4096e11 + 1.22265e11 * n + 4.16 * (2 * r * r * tile * n + tile * out)
    }
  }
  const corner = (i: number): number => Array.from({ length: layers }, (_, l) => cost[l * choices + i]).reduce(add)
  const budget = corner(0) + ratio * (corner(choices - 1) - corner(0))
  const values = aggregation === "sum" ? [latency] : [latency, energy]
  return { layers, choices, values, aggregation, cost, allowed: new Uint8Array(layers * choices).fill(1), budget }
}

function add(a: number, b: number): number {
  return a + b
}
