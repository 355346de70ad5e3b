// How the learners' recipes are shortened to the evaluations granted to every method.

import { ALLOCATION_RECIPE } from "../../agents/recipes.ts"

/** Greedy decodes of REINFORCE's answer, the one in the order of the network included. */
export const DECODES = 1 + ALLOCATION_RECIPE.decodes.length
/** Evaluations of the genetic stage's first population with its descents, the last one included. */
const GENETIC_START = 10
const POPULATION = 20
/** Generations of the genetic stage where there is room for them. */
const GENERATIONS = 150

/** Episodes and generations within the evaluations: a third for REINFORCE when the genetic stage follows. */
export function stageLengths(evaluations: number, twoStage: boolean): { episodes: number; generations: number } {
  const episodes = Math.min(ALLOCATION_RECIPE.episodes, Math.floor(twoStage ? evaluations / 3 : evaluations) - DECODES)
  const left = evaluations - episodes - DECODES - GENETIC_START
  return { episodes, generations: twoStage ? Math.min(GENERATIONS, Math.floor(left / POPULATION)) : 0 }
}
