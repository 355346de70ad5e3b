// The contract finds what is wrong with a method.

import { expect, test } from "vitest"
import { checkOptimiser } from "../../../agents/baselines/check-optimiser.ts"
import { greedy } from "../../../agents/baselines/greedy.ts"
import type { MakeOptimiser } from "../../../agents/baselines/optimiser.ts"
import { randomSearch } from "../../../agents/baselines/random-search.ts"
import { Rng } from "../../../src/core/rng.ts"
import { randomProblem } from "../../env/problems.ts"

const problem = randomProblem(Rng.fromSeed(0), { layers: 4, choices: 5, ratio: 0.3, forbidden: 0.2 })
const check = (make: MakeOptimiser) => () => checkOptimiser(make, problem)
/** Random search with a fault in what it asks. */
const asking =
  (fault: (candidates: readonly Int32Array[], limit: number) => readonly Int32Array[]): MakeOptimiser =>
  (p, plan, rng) => {
    const search = randomSearch(p, plan, rng)
    return { ask: limit => fault(search.ask(limit), limit), tell: search.tell }
  }

/** Changes candidates it has given away. */
const changing: MakeOptimiser = (p, plan, rng) => {
  const search = randomSearch(p, plan, rng)
  let asked: readonly Int32Array[] = []
  return {
    ask(limit) {
      asked = search.ask(limit)
      return asked
    },
    tell: () => asked.forEach(choice => choice.fill(0)),
  }
}

/** Has more after its end. */
const waking: MakeOptimiser = p => {
  let asks = 0
  return { ask: () => (asks++ === 1 ? [] : greedy(p).ask(1)), tell() {} }
}

/** Writes into the problem. */
const writing: MakeOptimiser = p => {
  p.cost[0] += 1e-9
  return greedy(p)
}

test("nothing is wrong with random search and greedy", () => {
  expect(check(randomSearch)).not.toThrow()
  expect(check(greedy)).not.toThrow()
})

test("more candidates than asked for", () => {
  expect(check(asking(c => [...c, c[0].slice()]))).toThrow("ask(1) must give at most 1 candidates; it gave 2")
})

test("one array for all candidates", () => {
  expect(check(asking(c => c.map(() => c[0])))).toThrow("an array of its own")
})

test("too few choices, choices out of range, choices that are not allowed", () => {
  expect(check(asking(c => c.map(x => x.slice(1))))).toThrow("4 choices, one per layer; it has 3")
  expect(check(asking(c => c.map(x => x.fill(5))))).toThrow("Choice 5 of layer 1 is out of range")
  const blocked = problem.allowed.indexOf(0) % 5
  expect(check(asking(c => c.map(x => x.fill(blocked))))).toThrow("is not allowed")
})

test("randomness from elsewhere", () => {
  let calls = 0
  const elsewhere: MakeOptimiser = (p, plan) => randomSearch(p, plan, Rng.fromSeed(calls++))
  expect(check(elsewhere)).toThrow("Equal seeds must give equal candidates")
})

test("a candidate that changes when its worth is told", () => {
  expect(check(changing)).toThrow("must not change when its worth is told")
})

test("candidates again after the end", () => {
  expect(check(waking)).toThrow("must stay without")
})

test("nothing feasible, and a changed problem", () => {
  const dear = { ...problem, budget: 0 }
  expect(() => checkOptimiser(p => greedy({ ...p, budget: 1e9 }), dear)).toThrow("Some candidate must be feasible")
  expect(check(writing)).toThrow("left as it was")
})
