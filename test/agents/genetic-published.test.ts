// The published operators, rule by rule (ConfuciuX specification, section 9).

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Genetic } from "../../agents/genetic.ts"
import type { Individual } from "../../agents/genetic-entries.ts"
import {
  evaluateSlot,
  mutateGenes,
  mutateSlots,
  type PublishedContext,
  publishedGeneration,
  stepGene,
  swapGene,
} from "../../agents/genetic-published.ts"
import { type AllocationProblem, evaluateAllocation } from "../../src/allocation/problem.ts"
import { FINE_GRID, peOf, tileOf } from "../../src/core/choices.ts"
import { Rng } from "../../src/core/rng.ts"
import { randomProblem } from "./genetic-problems.ts"

const choiceOf = (pe: number, tile: number): number => (pe - 1) * 12 + tile - 1

/** Cost = PEs, so the slack of a slot can be read off its choices. */
function contextOf(layers: number, mul: number, seed = 0): PublishedContext {
  const problem = randomProblem(Rng.fromSeed(1), { layers, grid: FINE_GRID, ratio: 0.25 })
  return { problem, grid: FINE_GRID, mul, rng: Rng.fromSeed(seed) }
}

function slotOf(problem: AllocationProblem, choice: number): Individual {
  const slot = { genes: new Int32Array(problem.layers).fill(choice), objective: 0, cost: 0 }
  evaluateSlot(problem, slot)
  return slot
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length
}

const totalPes = (genes: Int32Array): number => genes.reduce((sum, k) => sum + peOf(FINE_GRID, k), 0)

describe("a mutation step", () => {
  const pe = fc.integer({ min: 1, max: 128 })
  const tile = fc.integer({ min: 1, max: 12 })

  test("moves by trunc(u T), T = 64 PEs or 6 tiles, and is clamped to the grid", () => {
    const u = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(pe, tile, u, (p, t, x) => {
        const stepped = stepGene(FINE_GRID, choiceOf(p, t), "pe", x)
        expect(peOf(FINE_GRID, stepped)).toBe(Math.min(128, Math.max(1, p + Math.trunc(x * 64))))
        expect(tileOf(FINE_GRID, stepped)).toBe(t)
        const other = stepGene(FINE_GRID, choiceOf(p, t), "tile", x)
        expect(tileOf(FINE_GRID, other)).toBe(Math.min(12, Math.max(1, t + Math.trunc(x * 6))))
        expect(peOf(FINE_GRID, other)).toBe(p)
      }),
    )
  })

  test.each([
    ["pe", 0.999, 63],
    ["pe", -0.999, -63],
    ["pe", 0.0156, 0],
    ["pe", -0.0157, -1],
    ["tile", 0.5, 3],
    ["tile", -0.1666, 0],
  ] as const)("of %s with u = %f changes it by %i", (gene, u, delta) => {
    const from = choiceOf(64, 6)
    expect(stepGene(FINE_GRID, from, gene, u) - from).toBe(delta * (gene === "pe" ? 12 : 1))
  })

  test("Quirk Q5: at mul 0.1 tiles never move and PEs by at most 6, at mul 0.5 by 2 and 31", () => {
    for (const [mul, mostPe, mostTile] of [
      [0.1, 6, 0],
      [0.5, 31, 2],
    ] as const) {
      const context = contextOf(1, mul)
      const steps = { pe: new Set<number>(), tile: new Set<number>() }
      for (let i = 0; i < 5000; i++) {
        const u = context.rng.uniform(-mul, mul)
        const from = choiceOf(64, 6)
        steps.pe.add(Math.abs(peOf(FINE_GRID, stepGene(FINE_GRID, from, "pe", u)) - 64))
        steps.tile.add(Math.abs(tileOf(FINE_GRID, stepGene(FINE_GRID, from, "tile", u)) - 6))
      }
      expect(Math.max(...steps.pe)).toBe(mostPe)
      expect(Math.max(...steps.tile)).toBe(mostTile)
      const genes = new Int32Array([choiceOf(64, 6)])
      for (let i = 0; i < 300; i++) {
        genes[0] = choiceOf(64, 6)
        mutateGenes(context, genes, Number.POSITIVE_INFINITY)
        expect(Math.abs(peOf(FINE_GRID, genes[0]) - 64)).toBeLessThanOrEqual(3 * mostPe)
        expect(Math.abs(tileOf(FINE_GRID, genes[0]) - 6)).toBeLessThanOrEqual(3 * mostTile)
      }
    }
  })
})

test("a swap exchanges one gene of two layers and leaves the other", () => {
  const genes = Int32Array.from([choiceOf(5, 2), choiceOf(9, 7), choiceOf(1, 1)])
  swapGene(FINE_GRID, genes, "pe", 0, 1)
  expect([...genes]).toEqual([choiceOf(9, 2), choiceOf(5, 7), choiceOf(1, 1)])
  swapGene(FINE_GRID, genes, "tile", 2, 1)
  expect([...genes]).toEqual([choiceOf(9, 2), choiceOf(5, 1), choiceOf(1, 7)])
  swapGene(FINE_GRID, genes, "pe", 2, 2)
  expect([...genes]).toEqual([choiceOf(9, 2), choiceOf(5, 1), choiceOf(1, 7)])
})

describe("the slack of a mutation", () => {
  test("is never exceeded by what is kept, and is used up try by try", () => {
    const context = contextOf(6, 0.5)
    const rises = new Set<number>()
    for (let i = 0; i < 500; i++) {
      const genes = new Int32Array(6).fill(choiceOf(40, 6))
      mutateGenes(context, genes, 20)
      rises.add(totalPes(genes) - 240)
    }
    expect(Math.max(...rises)).toBe(20)
    expect(Math.min(...rises)).toBeLessThan(-31)
  })

  test("when negative undoes even a step of zero", () => {
    const context = contextOf(6, 0)
    const genes = new Int32Array(6).fill(choiceOf(40, 6))
    expect(mutateGenes(context, genes, 0)).toBe(true)
    expect(mutateGenes(context, genes, -1)).toBe(false)
  })

  test("a choice that is not allowed is undone", () => {
    const context = contextOf(1, 0.5)
    const allowed = new Uint8Array(1536)
    allowed[choiceOf(40, 6)] = 1
    const genes = Int32Array.from([choiceOf(40, 6)])
    const strict = { ...context, problem: { ...context.problem, allowed } }
    for (let i = 0; i < 100; i++) mutateGenes(strict, genes, Number.POSITIVE_INFINITY)
    expect([...genes]).toEqual([choiceOf(40, 6)])
  })

  test("Quirk Q6: is that of the slot, whatever the parent costs", () => {
    const context = contextOf(4, 0.5)
    const { budget } = context.problem
    const parent = new Int32Array(4).fill(choiceOf(Math.floor(budget / 4), 6))
    // Slots that seem to cost little may take their child far over the budget; slots at the budget may only shrink.
    const roomy = Array.from({ length: 20 }, () => slotOf(context.problem, choiceOf(1, 1)))
    mutateSlots(context, roomy, [parent])
    expect(Math.max(...roomy.map(slot => totalPes(slot.genes)))).toBeGreaterThan(budget)
    const tight = Array.from({ length: 20 }, () => ({ ...slotOf(context.problem, choiceOf(1, 1)), cost: budget }))
    const poor = new Int32Array(4).fill(choiceOf(10, 6))
    mutateSlots(context, tight, [poor])
    expect(Math.max(...tight.map(slot => totalPes(slot.genes)))).toBeLessThanOrEqual(40)
  })
})

describe("slot attempts", () => {
  test("end after 40 in all; the slots not reached keep what they held", () => {
    const context = contextOf(4, 0)
    const slots = Array.from({ length: 20 }, (_, i) => slotOf(context.problem, choiceOf(i + 1, 1)))
    // Steps of zero are kept in slots 0 to 2; slot 3 has no slack and never succeeds.
    slots[3].cost = context.problem.budget + 1
    const parent = new Int32Array(4).fill(choiceOf(3, 3))
    expect(mutateSlots(context, slots, [parent])).toBe(40)
    const firsts = slots.map(slot => slot.genes[0])
    expect(firsts.slice(0, 4)).toEqual(Array(4).fill(choiceOf(3, 3)))
    expect(firsts.slice(4)).toEqual(Array.from({ length: 16 }, (_, i) => choiceOf(i + 5, 1)))
  })

  test("are one per slot when all succeed", () => {
    const context = contextOf(4, 0)
    const slots = Array.from({ length: 20 }, () => slotOf(context.problem, choiceOf(1, 1)))
    expect(mutateSlots(context, slots, [slots[0].genes.slice()])).toBe(20)
  })
})

describe("a generation", () => {
  /** With one layer and steps of zero, mutation copies the parent and self-crossover does nothing. */
  const copying = contextOf(1, 0)

  test("breeds from the best eight in turn", () => {
    const slots = Array.from({ length: 20 }, (_, i) => slotOf(copying.problem, choiceOf(i + 1, 1)))
    const byValue = slots
      .map(slot => slot.genes[0])
      .sort((a, b) => copying.problem.values[0][a] - copying.problem.values[0][b])
    publishedGeneration(copying, slots)
    const expected = Array.from({ length: 20 }, (_, i) => copying.problem.values[0][byValue[i % 8]])
    expect(slots.map(slot => slot.objective)).toEqual(expected)
  })

  test("breeds from the valid ones only, and from one when none is", () => {
    const slots = Array.from({ length: 20 }, (_, i) =>
      slotOf(copying.problem, choiceOf(i < 3 ? 20 : 100, i + 1 > 12 ? 1 : i + 1)),
    )
    expect(slots.filter(slot => slot.objective === Number.POSITIVE_INFINITY).length).toBe(17)
    publishedGeneration(copying, slots)
    // Slots 3 and later held individuals over the budget: no slack, so slot 3 uses up the attempts as a copy.
    expect(slots.slice(0, 4).every(slot => peOf(FINE_GRID, slot.genes[0]) === 20)).toBe(true)
    const invalid = Array.from({ length: 20 }, () => slotOf(copying.problem, choiceOf(100, 1)))
    publishedGeneration(copying, invalid)
    expect(invalid.every(slot => slot.objective === Number.POSITIVE_INFINITY)).toBe(true)
  })

  test("swaps a gene within every fifth individual but the first", () => {
    const context = contextOf(2, 0)
    let changed = 0
    for (let g = 0; g < 200; g++) {
      const slots = Array.from({ length: 20 }, () => slotOf(context.problem, choiceOf(5, 3)))
      for (const slot of slots) slot.genes[1] = choiceOf(9, 6)
      const before = slots[0].genes.slice()
      publishedGeneration(context, slots)
      expect(slots[0].genes).toEqual(before)
      changed += slots.filter(slot => slot.genes.join() !== before.join()).length
    }
    // 200 generations of 19 individuals, chance 0.2, and two different layers in half of the draws: 380 expected.
    expect(Math.abs(changed - 380)).toBeLessThan(80)
  })

  test("keeps the best parent in slot 0", () => {
    const context = contextOf(6, 0.5)
    const slots = Array.from({ length: 20 }, (_, i) => slotOf(context.problem, choiceOf(i + 5, 4)))
    for (let g = 0; g < 30; g++) {
      const best = slots.reduce((a, b) => (b.objective < a.objective ? b : a)).genes.slice()
      publishedGeneration(context, slots)
      expect(slots[0].genes).toEqual(best)
    }
  })

  test("evaluates to the totals of the problem, infinite when over budget or not allowed", () => {
    const { problem } = contextOf(3, 0.5)
    const slot = slotOf(problem, choiceOf(20, 3))
    expect(evaluateAllocation(problem, slot.genes)).toMatchObject({ objective: slot.objective, cost: slot.cost })
    expect(slotOf(problem, choiceOf(128, 3))).toMatchObject({ objective: Number.POSITIVE_INFINITY, cost: 384 })
    const nothing = { ...problem, allowed: new Uint8Array(problem.allowed.length) }
    expect(slotOf(nothing, choiceOf(1, 1))).toMatchObject({
      objective: Number.POSITIVE_INFINITY,
      cost: Number.POSITIVE_INFINITY,
    })
  })
})

describe("the published search", () => {
  const { problem } = contextOf(10, 0.25)
  const task = { problem, grid: FINE_GRID }
  const start = evaluateAllocation(problem, new Int32Array(10).fill(choiceOf(12, 6)))
  const search = (from = start, generations = 150) => {
    const options = { operators: "confuciux", mul: 0.25, generations } as const
    const genetic = Genetic.start(task, [from], options, Rng.fromSeed(0))
    const history = [genetic.best.objective]
    while (!genetic.done) {
      genetic.generation()
      history.push(genetic.best.objective)
    }
    return { genetic, history }
  }

  test("starts from 20 copies and improves on them without ever getting worse", () => {
    expect(search(start, 0).genetic.population()).toEqual(Array(20).fill(start.choice))
    const { genetic, history } = search()
    expect(genetic.best.feasible).toBe(true)
    expect(genetic.best).toEqual(evaluateAllocation(problem, genetic.best.choice))
    expect(history).toEqual(history.toSorted((a, b) => b - a))
    expect(genetic.best.objective).toBeLessThan(0.9 * start.objective)
  })

  test("Quirk Q2: takes the totals of its start as given and moves once they are beaten", () => {
    const claimed = { ...start, objective: 0.95 * start.objective }
    const { history } = search(claimed)
    expect(history[0]).toBe(claimed.objective)
    expect(new Set(history.filter(value => value >= claimed.objective)).size).toBe(1)
    expect(history[150]).toBeLessThan(claimed.objective)
  })

  test("summarises the valid individuals", () => {
    const { genetic } = search(start, 5)
    const valid = genetic
      .population()
      .map(choice => evaluateAllocation(problem, choice))
      .filter(x => x.feasible)
    expect(genetic.summary().valid).toBe(valid.length)
    expect(genetic.summary().meanObjective).toBeCloseTo(mean(valid.map(x => x.objective)), 3)
    expect(genetic.summary().meanCost).toBeCloseTo(mean(valid.map(x => x.cost)), 6)
  })
})
