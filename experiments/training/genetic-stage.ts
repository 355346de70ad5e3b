// Stage two of a run: the genetic fine-tuner on the fine grid, ours or as published.

import { Genetic, type GeneticOptions, type GeneticState, type GeneticTask } from "../../agents/genetic.ts"
import { type Allocation, evaluateAllocation } from "../../src/allocation/problem.ts"
import { undominated } from "../../src/allocation/undominated.ts"
import { COARSE_GRID, FINE_GRID, gridSize, peOf, tileOf } from "../../src/core/choices.ts"
import type { Rng } from "../../src/core/rng.ts"
import type { Instance } from "../load.ts"
import type { GeneticSettings } from "./train-settings.ts"

/** Makes the fine-tuner of a run, from a coarse-grid start or from what it saved. */
export interface GeneticStage {
  start(from: Allocation, rng: Rng): Genetic
  restore(state: GeneticState): Genetic
}

/** The stage that the settings ask for. */
export function geneticStage(instance: Instance, settings: GeneticSettings): GeneticStage {
  const published = settings.env === "ConfuciuX-v0"
  const { problem } = instance.fine()
  const [range] = instance.ranges
  const { generations } = settings
  const task: GeneticTask = { problem, grid: FINE_GRID, ...(published ? {} : { lists: undominated(problem) }) }
  const options: Partial<GeneticOptions> = published
    ? { operators: "confuciux", generations, mul: (problem.budget - range.lowest) / (range.highest - range.lowest) }
    : { operators: "refill", generations }
  return {
    start({ choice, objective, cost }, rng) {
      const onFine = Int32Array.from(choice, toFine)
      const start = published
        ? { choice: onFine, objective, cost, feasible: true }
        : evaluateAllocation(problem, onFine)
      return Genetic.start(task, [start], options, rng)
    },
    restore: state => Genetic.restore(task, options, state),
  }
}

/** The choice of the fine grid with the dataflow, PEs and tile of a coarse one. */
function toFine(choice: number): number {
  const onGrid = choice % gridSize(COARSE_GRID)
  const dataflow = Math.floor(choice / gridSize(COARSE_GRID))
  const pe = FINE_GRID.pe.indexOf(peOf(COARSE_GRID, onGrid))
  const tile = FINE_GRID.tile.indexOf(tileOf(COARSE_GRID, onGrid))
  return dataflow * gridSize(FINE_GRID) + pe * FINE_GRID.tile.length + tile
}
