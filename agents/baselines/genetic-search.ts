// A genetic algorithm from scratch: random first population, nothing known of what an entry is worth.
//
// Generational, with the usual operators (Holland, "Adaptation in natural and artificial systems", 1975; Goldberg,
// 1989): tournament selection, uniform crossover, mutation of single genes, the best kept. The fine-tuner
// (genetic.ts) is another thing: it reads the table and starts from given allocations.

import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { checkInteger, checkNumber } from "../../src/core/check.ts"
import type { Rng } from "../../src/core/rng.ts"
import { type Optimiser, type OptimiserPlan, ranked } from "./optimiser.ts"
import { drawCandidate, drawEntry, openPositions, searchSpace } from "./search-space.ts"

export interface GeneticSearchOptions {
  /** Individuals per generation, ≥ 2. */
  readonly population: number
  /** Best individuals that go on unchanged, at least 1. */
  readonly elite: number
  /** Individuals of which the best becomes a parent, ≥ 1. */
  readonly tournament: number
  /** Chance that a child takes half of its genes from a second parent, in [0, 1]. */
  readonly crossover: number
  /** Expected number of genes that a mutation draws anew, > 0. */
  readonly mutations: number
}

export const GENETIC_SEARCH_DEFAULTS: GeneticSearchOptions = {
  population: 50,
  elite: 5,
  tournament: 5,
  crossover: 0.8,
  mutations: 1,
}

interface Individual {
  readonly entries: Int32Array
  /** Infinite for an infeasible one. */
  readonly objective: number
}

/** Starts a genetic search. */
export function geneticSearch(
  problem: AllocationProblem,
  _plan: OptimiserPlan,
  rng: Rng,
  options: Partial<GeneticSearchOptions> = {},
): Optimiser {
  const settings = checkOptions({ ...GENETIC_SEARCH_DEFAULTS, ...options })
  const space = searchSpace(problem)
  const open = openPositions(space)
  /** By rising objective; empty before the first `tell`. */
  let population: Individual[] = []
  let asked: Int32Array[] = []

  // The population is sorted: the best of a tournament is the one of least index.
  const parent = (): Int32Array => {
    let index = population.length
    for (let i = 0; i < settings.tournament; i++) index = Math.min(index, rng.int(population.length))
    return population[index].entries
  }
  const child = (): Int32Array => {
    const entries = parent().slice()
    if (rng.float() < settings.crossover) {
      const other = parent()
      for (let p = 0; p < space.positions; p++) if (rng.float() < 0.5) entries[p] = other[p]
    }
    const rate = settings.mutations / open.length
    for (const p of open) if (rng.float() < rate) entries[p] = drawEntry(space, p, rng)
    space.fit(entries, rng)
    return entries
  }
  const fresh = (): Int32Array => {
    const entries = new Int32Array(space.positions)
    drawCandidate(space, entries, rng)
    return entries
  }
  return {
    ask(limit) {
      const first = population.length === 0
      const wanted = first ? settings.population : settings.population - settings.elite
      asked = Array.from({ length: Math.min(limit, wanted) }, first ? fresh : child)
      return asked.map(entries => space.decode(entries))
    },
    tell(objectives, feasible) {
      const values = ranked(objectives, feasible)
      const kept = population.slice(0, settings.elite)
      population = [...kept, ...asked.map((entries, i) => ({ entries, objective: values[i] }))]
      population.sort(byObjective)
    },
  }
}

function byObjective(a: Individual, b: Individual): number {
  return a.objective === b.objective ? 0 : a.objective - b.objective
}

function checkOptions(options: GeneticSearchOptions): GeneticSearchOptions {
  checkInteger("population", options.population, 2)
  checkInteger("elite", options.elite, 1, options.population - 1)
  checkInteger("tournament", options.tournament, 1)
  checkNumber("crossover", options.crossover, 0, 1)
  checkNumber("mutations", options.mutations, 0)
  return options
}
