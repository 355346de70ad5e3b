// A network's mappings: every distinct shape searched once, then once more with what similar shapes found.
//
// Two rounds, each a batch of independent jobs. The genetic search spends a quarter of its evaluations in the second one, which
// begins with its own best mapping and those of the most similar shapes, scaled; other methods have one round.

import * as Grid from "../../src/maestro/grid/grid-row.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import { Dimensions } from "../../src/mapping/genome.ts"
import { isBetter, scoreInto, valuesOf } from "../../src/mapping/objectives.ts"
import { compared, type LayerJob, type LayerResult } from "../../src/mapping/search-layer.ts"
import { similarTo } from "../../src/mapping/warm-start.ts"
import type { Stopper } from "../training/stopper.ts"
import { runJobs } from "./layer-jobs.ts"

/** A network's search. */
export interface NetworkSearch {
  /** Distinct shapes. */
  readonly layers: readonly Layer[]
  /** Everything but the layer, the stream and the start. */
  readonly job: Omit<LayerJob, "layer" | "stream" | "start">
  readonly workers: number
}

/** Results per round and shape; null where still to come. */
export type Rounds = (LayerResult | null)[][]

/** Share of the evaluations for the second round. */
const SECOND = 0.25
/** Shapes whose mappings begin it. */
const SIMILAR = 3

/** Rounds of a search before it begins. */
export function emptyRounds({ layers, job }: NetworkSearch): Rounds {
  const rounds = job.method === "gamma" && layers.length > 1 && job.evaluations >= 8 ? 2 : 1
  return Array.from({ length: rounds }, () => layers.map(() => null))
}

/**
 * Fills the rounds.
 *
 * @param onResult called after every job, with how many are done
 * @throws Stopped when the user has asked to stop
 */
export async function searchNetwork(
  search: NetworkSearch,
  rounds: Rounds,
  stopper: Pick<Stopper, "stopped">,
  onResult: (done: number) => void | Promise<void>,
): Promise<LayerResult[]> {
  const { layers, workers } = search
  const dimensions = layers.map(layer => new Dimensions(layer))
  for (const [round, results] of rounds.entries()) {
    const jobs = layers.map((_, shape) =>
      results[shape] === null ? jobOf(search, dimensions, rounds, round, shape) : null,
    )
    await runJobs(jobs, {
      workers,
      stopper,
      onResult: (shape, result) => {
        results[shape] = result
        return onResult(rounds.reduce((sum, of) => sum + of.filter(r => r !== null).length, 0))
      },
    })
  }
  return layers.map((layer, shape) => {
    const best = combined(
      rounds.map(results => results[shape] as LayerResult),
      search.job.goal,
    )
    return compared(best, layer, search.job.hardware)
  })
}

function jobOf(
  { layers, job }: NetworkSearch,
  dimensions: readonly Dimensions[],
  rounds: Rounds,
  round: number,
  shape: number,
): LayerJob {
  const second = rounds.length === 1 ? 0 : Math.floor(job.evaluations * SECOND)
  const evaluations = round === 0 ? job.evaluations - second : second
  const stream = [round === 0 ? "shape" : "again", shape] as const
  const own = { ...job, evaluations, layer: layers[shape], stream, isCompared: false }
  if (round === 0) return { ...own, start: [] }
  const start = [shape, ...similarTo(dimensions, shape, SIMILAR)].flatMap(from => {
    const best = rounds[0][from]?.best ?? null
    return best === null ? [] : [{ layer: layers[from], genome: best.genome }]
  })
  return { ...own, start }
}

/** The better answer of the rounds, with the work of both. */
function combined(rounds: readonly LayerResult[], goal: LayerJob["goal"]): LayerResult {
  const row = new Float64Array(Grid.GRID_ROW_SIZE)
  const scores = rounds.map(({ best }) => {
    const score = new Float64Array(valuesOf(goal)).fill(Number.POSITIVE_INFINITY)
    if (best === null) return score
    row[Grid.RUNTIME] = best.cycles
    row[Grid.ENERGY] = best.energy
    row[Grid.AREA] = best.area
    row[Grid.POWER] = best.power
    row[Grid.L1_SIZE] = best.l1
    row[Grid.L2_SIZE] = best.l2
    row[Grid.MACS] = best.macs
    scoreInto(score, goal, row, best.pes)
    return score
  })
  const winner = scores.reduce((best, score, i) => (isBetter(score, scores[best]) ? i : best), 0)
  const sum = (of: (r: LayerResult) => number) => rounds.reduce((total, r) => total + of(r), 0)
  let spent = 0
  const trace = rounds.flatMap(r => {
    const steps = r.trace.map(([at, value]) => [at + spent, value] as const)
    spent += r.evaluations
    return steps
  })
  return {
    ...rounds[winner],
    evaluations: sum(r => r.evaluations),
    screened: sum(r => r.screened),
    unusable: sum(r => r.unusable),
    impossible: sum(r => r.impossible),
    proven: rounds.some(r => r.proven),
    trace: trace.filter(([, value], i) => trace.slice(0, i).every(([, earlier]) => value < earlier)),
  }
}
