// The operators of ConfuciuX's genetic stage, exactly as published, quirks included.
//
// Source: ConfuciuX 2885eef as described in the ConfuciuX specification, section 9.
// An individual is one Int32Array of choices (grid index: PE index * tiles + tile index).
// Kept on purpose: Quirk Q5, the step width scales with the budget ratio; Quirk Q6, the slack of a
// mutated slot is that of the individual the slot held, not that of the parent copied into it.

import { budgetLimit } from "../src/allocation/budget.ts"
import { type AllocationProblem } from "../src/allocation/problem.ts"
import { type ChoiceGrid, gridSize } from "../src/core/choices.ts"
import { InputError } from "../src/core/errors.ts"
import type { Rng } from "../src/core/rng.ts"
import type { Individual } from "./genetic-entries.ts"

/** Individuals that may be parents. */
export const PUBLISHED_PARENTS = 8
/** Tries per slot, and slot attempts per individual of the population (40 for the published 20). */
const TRIES = 3
const ATTEMPTS_PER_SLOT = 2
const SELF_CROSSOVER = 0.2

/** Which of the two genes of a layer. */
export type Gene = "pe" | "tile"

/** Throws an `InputError` unless the grid holds consecutive integers in both directions and fits the problem. */
export function checkPublishedGrid(problem: AllocationProblem, grid: ChoiceGrid): void {
  for (const [name, list] of Object.entries(grid) as [Gene, readonly number[]][]) {
    const gap = list.findIndex((x, i) => x !== list[0] + i)
    if (gap < 0) continue
    throw new InputError(
      `grid.${name}[${gap}] is ${list[gap]}, expected ${list[0] + gap}: this search steps by integers`,
    )
  }
  if (gridSize(grid) === problem.choices) return
  throw new InputError(`grid has ${gridSize(grid)} choices, expected those of the problem (${problem.choices})`)
}

/**
 * The choice after a step of one gene: delta = trunc(u · T) with T half the largest value (64 PEs, tile 6 on the
 * published grid), clamped to the grid. `u` is in (-mul, mul), mul being the budget ratio.
 */
export function stepGene(grid: ChoiceGrid, choice: number, gene: Gene, u: number): number {
  const list = grid[gene]
  const tiles = grid.tile.length
  const index = gene === "pe" ? Math.floor(choice / tiles) : choice % tiles
  const delta = Math.trunc((u * list[list.length - 1]) / 2)
  const next = Math.min(list.length - 1, Math.max(0, index + delta))
  return choice + (next - index) * (gene === "pe" ? tiles : 1)
}

/** Exchanges one gene between two layers (possibly the same one) in place. */
export function swapGene(grid: ChoiceGrid, genes: Int32Array, gene: Gene, a: number, b: number): void {
  const tiles = grid.tile.length
  const tileA = genes[a] % tiles
  const tileB = genes[b] % tiles
  const swap = gene === "pe" ? genes[b] - tileB - (genes[a] - tileA) : tileB - tileA
  genes[a] += swap
  genes[b] -= swap
}

/** Cost of a layer's choice; Infinity when it is not allowed. */
function costOf(problem: AllocationProblem, layer: number, choice: number): number {
  const row = layer * problem.choices + choice
  return problem.allowed[row] === 0 ? Number.POSITIVE_INFINITY : problem.cost[row]
}

function drawGene(rng: Rng): Gene {
  return rng.float() < 0.5 ? "pe" : "tile"
}

/** Evaluates `slot` in place: over budget or with a choice that is not allowed it is invalid. */
export function evaluateSlot(problem: AllocationProblem, slot: Individual): void {
  slot.cost = 0
  slot.objective = 1
  for (let l = 0; l < problem.layers; l++) slot.cost += costOf(problem, l, slot.genes[l])
  for (const table of problem.values) {
    let sum = 0
    for (let l = 0; l < problem.layers; l++) sum += table[l * problem.choices + slot.genes[l]]
    slot.objective *= sum
  }
  if (slot.cost > budgetLimit(problem)) slot.objective = Number.POSITIVE_INFINITY
}

/** What the published operators need to know; `mul` is the budget ratio. */
export interface PublishedContext {
  readonly problem: AllocationProblem
  readonly grid: ChoiceGrid
  readonly mul: number
  readonly rng: Rng
}

/**
 * One mutation attempt: three tries to step a random gene of a random layer of `genes`, each kept when its cost
 * increase is within what is left of `slack` and the new choice is allowed. Returns whether any was kept (a step of zero counts).
 */
export function mutateGenes(context: PublishedContext, genes: Int32Array, slack: number): boolean {
  const { problem, grid, mul, rng } = context
  let left = slack
  let kept = false
  for (let t = 0; t < TRIES; t++) {
    const gene = drawGene(rng)
    const layer = rng.int(problem.layers)
    const next = stepGene(grid, genes[layer], gene, rng.uniform(-mul, mul))
    const cost = costOf(problem, layer, next)
    const increase = cost - costOf(problem, layer, genes[layer])
    if (cost === Number.POSITIVE_INFINITY || increase > left) continue
    genes[layer] = next
    left -= increase
    kept = true
  }
  return kept
}

/** Mutates the sorted slots in order from the parents; at most 40 attempts (two per slot) in all. Returns the attempts used. */
export function mutateSlots(
  context: PublishedContext,
  slots: readonly Individual[],
  parents: readonly Int32Array[],
): number {
  const limit = ATTEMPTS_PER_SLOT * slots.length
  let attempts = 0
  for (let i = 0; i < slots.length && attempts < limit; i++) {
    const slack = budgetLimit(context.problem) - slots[i].cost
    let kept = false
    while (!kept && attempts < limit) {
      attempts++
      slots[i].genes.set(parents[i % parents.length])
      kept = mutateGenes(context, slots[i].genes, slack)
    }
  }
  return attempts
}

/** One published generation, in place: selection, mutation, self-crossover, elitism, evaluation. */
export function publishedGeneration(context: PublishedContext, slots: Individual[]): void {
  const { problem, grid, rng } = context
  const invalid = slots.filter(s => s.objective === Number.POSITIVE_INFINITY).length
  const parentCount = Math.max(1, Math.min(PUBLISHED_PARENTS, slots.length - invalid))
  slots.sort((a, b) => (a.objective === b.objective ? 0 : a.objective - b.objective))
  const parents = slots.slice(0, parentCount).map(s => s.genes.slice())
  mutateSlots(context, slots, parents)
  for (let i = 1; i < slots.length; i++) {
    if (rng.float() >= SELF_CROSSOVER) continue
    swapGene(grid, slots[i].genes, drawGene(rng), rng.int(problem.layers), rng.int(problem.layers))
  }
  slots[0].genes.set(parents[0])
  for (const slot of slots) evaluateSlot(problem, slot)
}
