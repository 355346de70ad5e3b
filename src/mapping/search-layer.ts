// One layer's search as a plain job: what worker threads are given, and what they answer.

import { checkInteger } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import { Rng } from "../core/rng.ts"
import type { Dataflow } from "../maestro/dataflow.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import type { Hardware } from "../maestro/hardware.ts"
import type { Layer } from "../maestro/layer.ts"
import * as Row from "../maestro/row.ts"
import { verdictOf } from "../maestro/verdict.ts"
import type { PhysicalChoices } from "../physical/options.ts"
import type { LayerBounds } from "./bounds.ts"
import { decode } from "./decode.ts"
import { type Limits, MappingEvaluator, referenceRow } from "./evaluate.ts"
import { exhaustive } from "./exhaustive.ts"
import { gamma } from "./gamma.ts"
import { gammaCompatible } from "./gamma-compatible.ts"
import { Dimensions } from "./genome.ts"
import { marvel } from "./marvel/search.ts"
import { boundOf, type Goal } from "./objectives.ts"
import { nsga2 } from "./pareto.ts"
import { randomSearch } from "./random-search.ts"
import { runSearch, type SearchMethod, type SearchOutcome } from "./search.ts"
import { MapSpace } from "./space.ts"
import type { SpaceRules } from "./space-rules.ts"
import { scaleGenome } from "./warm-start.ts"

/** Methods that need no learning library. */
export const SEARCH_METHODS = ["gamma", "marvel", "random", "exhaustive", "nsga2", "gamma-compatible"] as const
export type SearchMethodName = (typeof SEARCH_METHODS)[number]

/** What to search. Plain data. */
export interface LayerJob {
  readonly layer: Layer
  readonly hardware: Hardware
  readonly limits: Limits
  readonly choices: Partial<PhysicalChoices>
  readonly profile: "physical" | "maestro"
  readonly rules: Partial<SpaceRules>
  readonly goal: Goal
  readonly method: SearchMethodName
  readonly evaluations: number
  /** The stream of random numbers: equal paths give equal results. */
  readonly seed: number
  readonly stream: readonly [name: string, index: number]
  /** PEs to choose from, 1 … this; 0: those of the hardware. */
  readonly pesUpTo: number
  /** Mappings of this or similar layers to begin with. */
  readonly start: readonly { readonly layer: Layer; readonly genome: readonly number[] }[]
  /** Whether the answer is also costed as the reference program would: true if absent. */
  readonly isCompared?: boolean
}

/** What came out. Plain data; figures are cycles, nJ, µm², mW, bytes. */
export interface LayerResult {
  /** Null if no mapping kept the limits. */
  readonly best: FoundMapping | null
  readonly evaluations: number
  readonly screened: number
  readonly unusable: number
  readonly impossible: number
  readonly proven: boolean
  readonly report: object | null
  readonly trace: SearchOutcome["trace"]
  readonly bounds: LayerBounds
  /** Bound of the goal's first objective, null where none is known. */
  readonly bound: number | null
  /** Mappings in the space, as text: they exceed any number. */
  readonly spaceSize: string
}

/** A mapping that was found. */
export interface FoundMapping {
  readonly genome: readonly number[]
  readonly dataflow: Dataflow
  readonly pes: number
  readonly cycles: number
  readonly energy: number
  readonly area: number
  readonly power: number
  readonly l1: number
  readonly l2: number
  readonly macs: number
  /** What the reference program says of the same mapping; null where it stops. */
  readonly reference: { readonly cycles: number; readonly energy: number; readonly verdict: string } | null
}

/** Fewest elements any mapping needs: a single element of each tensor, double buffered. */
const LEAST_NEED = 6

/** Searches one layer. @throws InputError for hardware on which nothing fits, and rules that contradict the layer */
export function searchLayer(job: LayerJob): LayerResult {
  const { layer, hardware, limits } = job
  checkInteger("evaluations", job.evaluations, 1)
  for (const [name, limit] of [
    ["L1", limits.l1],
    ["L2", limits.l2],
  ] as const) {
    if (limit !== undefined && limit < LEAST_NEED) {
      throw new InputError(
        `${name} of ${limit} bytes holds no mapping: one element of each tensor, double buffered, takes ${LEAST_NEED}`,
        "impossible-hardware",
      )
    }
  }
  const dimensions = new Dimensions(layer)
  const space = new MapSpace(dimensions, job.pesUpTo > 0 ? job.pesUpTo : hardware.numPEs, job.rules)
  const { choices, profile } = job
  const evaluator = new MappingEvaluator({ dimensions, hardware, limits, choices: choices as PhysicalChoices, profile })
  const start = job.start.map(({ layer: of, genome }) =>
    scaleGenome(Int32Array.from(genome), new Dimensions(of), dimensions),
  )
  const outcome = runSearch(methodOf(job), {
    space,
    evaluator,
    goal: job.goal,
    evaluations: job.evaluations,
    rng: Rng.fromSeed(job.seed).split(...job.stream),
    start,
  })
  return resultOf(outcome, job, space, evaluator)
}

function methodOf({ method, pesUpTo }: LayerJob): SearchMethod {
  if (method === "gamma") return gamma({ pesUpTo })
  if (method === "gamma-compatible") return gammaCompatible({ pesUpTo })
  if (method === "nsga2") return nsga2({ pesUpTo })
  if (method === "marvel") return marvel()
  return method === "exhaustive" ? exhaustive : randomSearch
}

/** Names what an outcome holds. */
export function resultOf(
  outcome: SearchOutcome,
  { goal, isCompared = true }: Pick<LayerJob, "goal" | "isCompared">,
  space: MapSpace,
  evaluator: MappingEvaluator,
): LayerResult {
  const { genome, row, ...rest } = outcome
  const { dimensions } = space
  const pes = genome === null ? evaluator.task.hardware.numPEs : evaluator.pesOf(genome)
  const { bounds, task } = evaluator
  const result: LayerResult = {
    ...rest,
    best:
      genome === null
        ? null
        : {
            genome: [...genome],
            dataflow: decode(dimensions, genome),
            pes,
            cycles: row[Grid.RUNTIME],
            energy: row[Grid.ENERGY],
            area: row[Grid.AREA],
            power: row[Grid.POWER],
            l1: row[Grid.L1_SIZE],
            l2: row[Grid.L2_SIZE],
            macs: dimensions.macs,
            reference: null,
          },
    bounds,
    bound: goal.weights === null ? boundOf(goal.objectives[0], bounds, dimensions.macs, pes) : null,
    spaceSize: String(space.size),
  }
  return isCompared ? compared(result, task.dimensions.layer, task.hardware) : result
}

/** The same result with what the reference program says of its mapping. */
export function compared(result: LayerResult, layer: Layer, hardware: Hardware): LayerResult {
  const { best } = result
  if (best === null) return result
  const own = { ...hardware, numPEs: best.pes }
  const row = referenceRow(layer, best.dataflow, own)
  if (row === null) return result
  const verdict = verdictOf(row, 0, best.macs, own)
  return {
    ...result,
    best: { ...best, reference: { cycles: row[Row.RUNTIME], energy: row[Row.ENERGY], verdict } },
  }
}
