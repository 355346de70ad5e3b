// Mappings costed: what a search calls, by the hundred thousand.
//
// Under profile "physical" a repaired genome is legal, so that every evaluation has numbers. Under "maestro" the reference's
// figures come out, the impossible ones included; only published behaviour is compared there.

import { InputError } from "../core/errors.ts"
import { checkDataflow, type Dataflow } from "../maestro/dataflow.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import type { Hardware } from "../maestro/hardware.ts"
import { Kernel } from "../maestro/kernel.ts"
import * as Row from "../maestro/row.ts"
import { judge, type Verdict } from "../maestro/verdict.ts"
import { completeChoices, type PhysicalChoices } from "../physical/options.ts"
import { PhysicalKernel } from "../physical/packed/kernel.ts"
import { DONE, LEFT } from "../physical/packed/procedure.ts"
import { boundsOf, type LayerBounds } from "./bounds.ts"
import { decode, writeLevels } from "./decode.ts"
import { Estimator } from "./estimate.ts"
import { type Dimensions, type Genome, PES } from "./genome.ts"

/** Limits a mapping has to keep; absent ones do not bind. Sizes in elements (bytes), area in µm². */
export interface Limits {
  readonly l1?: number
  readonly l2?: number
  readonly area?: number
}

/** What mappings are costed on. */
export interface MappingTask {
  readonly dimensions: Dimensions
  readonly hardware: Hardware
  readonly limits: Limits
  readonly choices: PhysicalChoices
  readonly profile: "physical" | "maestro"
}

/** The cost of genomes of one layer. Not reentrant. */
export class MappingEvaluator {
  readonly task: MappingTask
  readonly estimator: Estimator
  readonly bounds: LayerBounds
  /** The row (maestro/grid/grid-row.ts) of the last evaluation. */
  readonly row = new Float64Array(Grid.GRID_ROW_SIZE)
  /** Evaluations so far, and those of them that the model had no numbers for. */
  evaluations = 0
  failures = 0
  readonly #kernel: PhysicalKernel
  /** Hardware by PE count, for searches that choose it. */
  readonly #hardware = new Map<number, Hardware>()

  constructor(task: Omit<MappingTask, "choices" | "limits" | "profile"> & Partial<MappingTask>) {
    const choices = completeChoices(task.choices ?? {})
    const { l1, l2, area } = task.limits ?? {}
    this.task = {
      dimensions: task.dimensions,
      hardware: task.hardware,
      limits: { l1, l2, area },
      choices,
      profile: task.profile ?? "physical",
    }
    this.estimator = new Estimator(task.dimensions, task.hardware.simdLanes)
    this.bounds = boundsOf(task.dimensions, task.hardware, choices)
    this.#kernel = new PhysicalKernel(choices)
    this.#hardware.set(task.hardware.numPEs, task.hardware)
  }

  /** PEs of a genome. */
  pesOf(genome: Genome): number {
    return genome[PES] > 0 ? genome[PES] : this.task.hardware.numPEs
  }

  /** The hardware with the PEs of a genome. */
  hardwareOf(genome: Genome): Hardware {
    const numPEs = this.pesOf(genome)
    let hardware = this.#hardware.get(numPEs)
    if (hardware === undefined) {
      hardware = { ...this.task.hardware, numPEs }
      this.#hardware.set(numPEs, hardware)
    }
    return hardware
  }

  /** Whether the buffers hold a repaired genome; cheap, no evaluation. */
  fits(genome: Genome): boolean {
    const { l1, l2 } = this.task.limits
    if (l1 !== undefined && this.estimator.l1Need(genome) > l1) return false
    return l2 === undefined || this.estimator.l2Need(genome, this.pesOf(genome)) <= l2
  }

  /** Evaluates a repaired genome into `row`. Returns whether the model has numbers and every limit is kept. */
  evaluate(genome: Genome): boolean {
    this.evaluations++
    const { limits, profile } = this.task
    const { row } = this
    const hardware = this.hardwareOf(genome)
    const known =
      profile === "physical" ? this.#physicalInto(row, genome, hardware) : this.#referenceInto(row, genome, hardware)
    if (!known) {
      this.failures++
      return false
    }
    return (
      (limits.l1 === undefined || row[Grid.L1_SIZE] <= limits.l1) &&
      (limits.l2 === undefined || row[Grid.L2_SIZE] <= limits.l2) &&
      (limits.area === undefined || row[Grid.AREA] <= limits.area)
    )
  }

  #physicalInto(row: Float64Array, genome: Genome, hardware: Hardware): boolean {
    const { dimensions } = this.task
    const { layer } = dimensions
    const levels = writeLevels(dimensions, genome, hardware.numPEs)
    const result = levels === 0 ? LEFT : this.#kernel.evaluateWritten(row, 0, layer, levels, hardware)
    if (result !== LEFT) return result === DONE
    return this.#kernel.evaluateInto(row, 0, layer, decode(dimensions, genome), hardware)
  }

  /** The reference's figures, valid as GAMMA has it: numbers there are, and run time and needs of at least 1. */
  #referenceInto(row: Float64Array, genome: Genome, hardware: Hardware): boolean {
    const { layer } = this.task.dimensions
    const full = referenceRow(layer, decode(this.task.dimensions, genome), hardware)
    if (full === null) return false
    Grid.fromRow(full, row, 0)
    return row[Grid.RUNTIME] >= 1 && row[Grid.L1_SIZE] >= 1 && row[Grid.L2_SIZE] >= 1
  }

  /** Whether the last row is physically possible. */
  verdict(genome: Genome): Verdict {
    const { row } = this
    const { dimensions, hardware } = this.task
    const lanes = this.pesOf(genome) * hardware.simdLanes
    return judge(row[Grid.RUNTIME], row[Grid.ENERGY], row[Grid.MACS], dimensions.macs, lanes)
  }
}

/** The reference's row for a mapping, null where it stops or refuses. */
export function referenceRow(layer: Dimensions["layer"], dataflow: Dataflow, hardware: Hardware): Float64Array | null {
  const row = new Float64Array(Row.ROW_SIZE)
  try {
    checkDataflow(dataflow, layer)
    new Kernel(dataflow, layer, { overflowIsImpossible: true }).evaluateInto(row, 0, hardware)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
  return Number.isNaN(row[Row.RUNTIME]) ? null : row
}
