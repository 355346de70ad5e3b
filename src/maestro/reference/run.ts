// The reference program as a function: flags and file texts in, everything it prints out.
//
// Source: specification "cost model", sections 2.4, 2.5, 3 and 6; the order of checks and outputs from
// MAESTRO 4eb08d1. All layers are first cut into levels, then all are evaluated, then results are printed,
// so an error anywhere suppresses all results. Texts are byte strings (one character per byte).

import { CSV_HEADER, csvRow } from "../csv.ts"
import type { Dataflow, Directive } from "../dataflow.ts"
import type { Hardware } from "../hardware.ts"
import { Kernel } from "../kernel.ts"
import { dimensionTable, type LayerKind } from "../layer.ts"
import { ReaderStop, type ReferenceEnd } from "../mapping-text/problems.ts"
import { readHardware } from "../mapping-text/read-hardware.ts"
import { type ReadLayer, type ReadMapping, readMapping } from "../mapping-text/read-mapping.ts"
import { declaresBatch, MAX_LEVELS } from "../plan.ts"
import { type LayerReport, reportOf } from "../report.ts"
import { ROW_SIZE } from "../row.ts"
import {
  ABORTED,
  crash,
  DIVIDED_BY_ZERO,
  type ExplainedEnd,
  endOf,
  precedesTopDivision,
  SEGMENTATION_FAULT,
} from "./end.ts"
import type { ReferenceFlags } from "./flags.ts"
import { bandwidthText, bufferText, layerText } from "./text-report.ts"

/** What the program finds when it starts. */
export interface ReferenceInputs {
  /** Content of the mapping file; null when it cannot be opened. */
  readonly mapping: string | null
  /** The same of the hardware file; looked at only when one is named. */
  readonly hardware: string | null
  /** Whether the CSV file exists already: then it gets no header. */
  readonly csvExists: boolean
}

/** What the program leaves behind. */
export interface ReferenceOutput {
  readonly stdout: string
  /** Explanations of this replacement; the reference's own crash messages are not repeated. */
  readonly stderr: string
  /** 0, or what a shell reports for the reference: 134, 136, 139, 255. */
  readonly exitCode: number
  /** Text to append to the CSV file; null when it is not even opened. */
  readonly csv: string | null
}

/** Hardware with the sizes that needs are held against. */
interface Settings extends Hardware {
  readonly l1Size: number
  readonly l2Size: number
}

/** Bandwidth of the levels above the innermost in the sweep. */
const SWEEP_BANDWIDTH = 70000
/** Levels the sweep has a network for. */
const SWEEP_LEVELS = 6

/** Thrown where the program ends early. */
class Ended extends Error {
  readonly end: ExplainedEnd
  constructor(end: ExplainedEnd) {
    super(end.explanation)
    this.end = end
  }
}

/** Runs the program. */
export function runReference(flags: ReferenceFlags, inputs: ReferenceInputs): ReferenceOutput {
  const run = new Run(flags, inputs)
  try {
    if (flags.bw_sweep && flags.top_bw_only) run.sweep()
    else run.once(null)
  } catch (error) {
    if (!(error instanceof Ended)) throw error
    const { output, explanation, exitCode } = error.end
    const stderr = explanation === "" ? "" : `maestro: ${explanation}\n`
    return { stdout: run.stdout + output, stderr, exitCode, csv: run.csv }
  }
  return { stdout: run.stdout, stderr: "", exitCode: 0, csv: run.csv }
}

class Run {
  readonly #flags: ReferenceFlags
  readonly #inputs: ReferenceInputs
  stdout = ""
  csv: string | null = null

  constructor(flags: ReferenceFlags, inputs: ReferenceInputs) {
    this.#flags = flags
    this.#inputs = inputs
  }

  /** The program once per bandwidth. */
  sweep(): void {
    const { min_noc_bw: min, max_noc_bw: max, bw_tick: tick } = this.#flags
    if (min <= max && tick <= 0) {
      const explanation = `bw_tick is ${tick}, expected at least 1: the reference program would sweep without end`
      throw new Ended({ output: "", exitCode: ABORTED, explanation })
    }
    for (let bandwidth = min; bandwidth <= max; bandwidth += tick) this.once(bandwidth)
  }

  /** One analysis of the file. @param swept the bandwidth of the innermost level in the sweep, else null */
  once(swept: number | null): void {
    const mapping = this.#readMapping()
    const hardware = this.#readHardware(swept)
    const layers = cutLayers(mapping, hardware)
    const reports = evaluateLayers(layers, hardware)
    if (this.#flags.print_res) {
      for (const report of reports) this.stdout += layerText(report)
      this.stdout += bufferText(reports, hardware.l1Size, hardware.l2Size)
    }
    if (swept === null && !this.#flags.print_res_csv_file) return
    this.#writeCsv(mapping.network, reports)
    this.stdout += bandwidthText(reports, hardware.nocBandwidth, hardware.offchipBandwidth)
  }

  #writeCsv(network: string, reports: readonly LayerReport[]): void {
    const isNew = !this.#inputs.csvExists && this.csv === null
    this.csv ??= ""
    if (isNew) {
      if (reports.length === 0) throw new Ended(crash(ABORTED, "there is no layer to print"))
      this.csv += `${CSV_HEADER}\n`
    }
    for (const report of reports) this.csv += `${csvRow(network, report)}\n`
  }

  #readMapping(): ReadMapping {
    const { mapping } = this.#inputs
    if (mapping === null) this.stdout += "Failed to open the input file\n"
    return stopping(() => readMapping(mapping ?? "", { file: this.#flags.Mapping_file, strict: true }))
  }

  #readHardware(swept: number | null): Settings {
    const f = this.#flags
    const fromFlags: Settings = {
      numPEs: f.num_pes,
      simdLanes: f.num_simd_lanes,
      nocBandwidth: swept ?? f.noc_bw_cstr,
      nocLatency: Math.imul(f.noc_hops, f.noc_hop_latency),
      offchipBandwidth: f.offchip_bw_cstr,
      l1Size: f.l1_size_cstr,
      l2Size: f.l2_size_cstr,
    }
    const outer = Array.from({ length: SWEEP_LEVELS - 1 }, () => ({ bandwidth: SWEEP_BANDWIDTH, latency: 1 }))
    if (f.HW_file === "") {
      if (swept === null) return fromFlags
      return { ...fromFlags, nocByHeight: [{ bandwidth: swept, latency: fromFlags.nocLatency }, ...outer] }
    }
    const { hardware } = this.#inputs
    if (hardware === null) this.stdout += "Failed to open the input file\n"
    const { values, emptyLines } = stopping(() => readHardware(hardware ?? "", { file: f.HW_file, strict: true }))
    this.stdout += "\n".repeat(emptyLines)
    const fromFile = { ...fromFlags, ...values }
    if (swept === null) return fromFile
    // The file's network replaces that of the four innermost levels.
    const own = Array.from({ length: MAX_LEVELS }, () => ({
      bandwidth: values.nocBandwidth,
      latency: values.nocLatency,
    }))
    return { ...fromFile, nocByHeight: [...own, ...outer.slice(MAX_LEVELS - 1)] }
  }
}

/** Turns a reader's stop into the end of the program. */
function stopping<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ReaderStop) throw new Ended(explained(error.end, error.problem.message))
    throw error
  }
}

function explained(end: ReferenceEnd, message: string): ExplainedEnd {
  return end.exitCode === SEGMENTATION_FAULT ? crash(SEGMENTATION_FAULT, message) : { ...end, explanation: "" }
}

/** A layer cut into levels. */
interface CutLayer {
  readonly read: ReadLayer
  readonly kernel: Kernel
  readonly batched: boolean
}

/** Cuts all layers. Whether a kind has a batch dimension is decided by the file's first layer of that kind. */
function cutLayers(mapping: ReadMapping, hardware: Settings): CutLayer[] {
  const batchedKinds = new Map<LayerKind, boolean>()
  let list: readonly Directive[] = []
  return mapping.layers.map(read => {
    ending(() => dimensionTable(read.layer))
    const { kind } = read.layer
    if (!batchedKinds.has(kind)) batchedKinds.set(kind, declaresBatch(read.layer))
    const batched = batchedKinds.get(kind) === true
    if (read.badCluster)
      throw new Ended(crash(SEGMENTATION_FAULT, `layer ${read.layer.name}: a Cluster is neither P nor L`))
    if (read.closed.length > 0) list = read.closed
    const kernel = cutLayer(read, list, batched, hardware)
    list = analysedList(list, hardware.numPEs)
    return { read, kernel, batched }
  })
}

function cutLayer(read: ReadLayer, list: Dataflow, batched: boolean, hardware: Settings): Kernel {
  const clusters = list.reduce((product, d) => (d.kind === "cluster" ? product * d.size : product), 1)
  const noUnits = Math.abs(hardware.numPEs) < clusters
  const zero = crash(DIVIDED_BY_ZERO, `clusters of ${clusters} units do not fit ${hardware.numPEs} PEs`)
  let kernel: Kernel
  try {
    const maxLevels = hardware.nocByHeight?.length ?? MAX_LEVELS
    kernel = new Kernel(list, read.layer, { batched, maxLevels })
  } catch (error) {
    throw new Ended(noUnits && !precedesTopDivision(error) ? zero : endOf(error))
  }
  if (noUnits) throw new Ended(zero)
  return kernel
}

/** Quirk 21: what is left of a directive list after its analysis, which a layer without a dataflow inherits. */
function analysedList(list: Dataflow, numPEs: number): Dataflow {
  const last = list.findLast(d => d.kind === "cluster")
  const centred = list.map(d =>
    d.kind === "cluster" ? d : { ...d, dim: d.dim === "X'" ? "X" : d.dim === "Y'" ? "Y" : d.dim },
  )
  return [...centred, { kind: "cluster", size: last?.size ?? numPEs }]
}

function evaluateLayers(layers: readonly CutLayer[], hardware: Hardware): LayerReport[] {
  if (layers.length > 0 && hardware.simdLanes === 0) throw new Ended(crash(DIVIDED_BY_ZERO, "a PE has 0 lanes"))
  let previous: Float64Array | null = null
  return layers.map(({ read, kernel, batched }) => {
    const row = new Float64Array(ROW_SIZE)
    ending(() => kernel.evaluateInto(row, 0, hardware, previous))
    previous = row
    return reportOf(read.layer, hardware, row, { batched })
  })
}

/** Runs a part of the model; what it refuses is the end of the program. */
function ending(part: () => void): void {
  try {
    part()
  } catch (error) {
    throw new Ended(endOf(error))
  }
}

/**
 * Where the CSV file goes, relative to the current folder: the mapping's path without its first two
 * folders, up to the first dot (section 2.5).
 */
export function csvPath(mappingFile: string): string {
  return `${
    mappingFile
      .replace(/^[^/]*\//, "")
      .replace(/^[^/]*\//, "")
      .split(".")[0]
  }.csv`
}
