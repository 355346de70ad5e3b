// What a run's TensorBoard events hold: curves and distributions by tag, the part before the slash being the stage.

import type { Genetic } from "../../agents/genetic.ts"
import type { UpdateMetrics } from "../../agents/reinforce.ts"
import type { Allocation } from "../../src/allocation/problem.ts"
import { type ChoiceGrid, COARSE_GRID, FINE_GRID, gridSize, peOf, tileOf } from "../../src/core/choices.ts"
import type { StepSummary } from "../../src/formats/tensorboard.ts"
import type { Learner } from "./learner.ts"

/** An update of REINFORCE: its numbers, the returns of its episodes and what they chose. */
export function reinforceSummary(
  metrics: UpdateMetrics,
  best: Allocation | null,
  optimum: number,
  learner: Pick<Learner, "choicesOf">,
): StepSummary {
  const chosen = metrics.infos.flatMap(info => learner.choicesOf(info))
  return {
    scalars: {
      "reinforce/best_objective": best?.objective ?? null,
      "reinforce/gap": best === null ? null : best.objective / optimum - 1,
      ...updateScalars(metrics),
      "reinforce/feasible_share": metrics.feasible / metrics.infos.length,
    },
    histograms: { "reinforce/returns": metrics.returns, ...choiceHistograms("reinforce", chosen, COARSE_GRID) },
  }
}

/** What updates of the learner have in common, whatever they are about. */
export function updateScalars(metrics: UpdateMetrics): Record<string, number> {
  return {
    "reinforce/mean_return": metrics.meanReturn,
    "reinforce/loss": metrics.loss,
    "reinforce/entropy": metrics.entropy,
    "reinforce/grad_norm": metrics.gradNorm,
    "reinforce/learning_rate": metrics.learningRate,
  }
}

/** A generation: its numbers and what its population chose. */
export function geneticSummary(genetic: Genetic, optimum: number): StepSummary {
  const chosen = genetic.population().flatMap(choice => Array.from(choice))
  return {
    scalars: {
      "genetic/best_objective": genetic.best.objective,
      "genetic/gap": genetic.best.objective / optimum - 1,
      "genetic/mean_objective": genetic.summary().meanObjective,
    },
    histograms: choiceHistograms("genetic", chosen, FINE_GRID),
  }
}

/** PEs and tiles of some choices of a grid, or of several dataflows' grids one after another. */
function choiceHistograms(stage: string, choices: readonly number[], grid: ChoiceGrid): Record<string, number[]> {
  const size = gridSize(grid)
  return {
    [`${stage}/pe`]: choices.map(choice => peOf(grid, choice % size)),
    [`${stage}/tile`]: choices.map(choice => tileOf(grid, choice % size)),
  }
}
