// The populations of specification "physical", section 5: what profile `physical` says of known workloads
// beside the reference. Every figure is counted here; nothing is taken from the specification.

import { platformNamed } from "../../src/allocation/platforms.ts"
import { COARSE_GRID, peOf, tileOf } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { median } from "../../src/core/stats.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import { closeDataflow, type Dataflow } from "../../src/maestro/dataflow.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { type Layer, macsOf } from "../../src/maestro/layer.ts"
import { ReaderStop } from "../../src/maestro/mapping-text/problems.ts"
import { type ReadMapping, readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { parseFlags } from "../../src/maestro/reference/flags.ts"
import type { LayerReport } from "../../src/maestro/report.ts"
import { templateFor } from "../../src/maestro/templates.ts"
import { analyzePhysical, type PhysicalOptions, type PhysicalReport } from "../../src/physical/analyze.ts"
import { findRefusal } from "../../src/physical/legality.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { type RecordedMapping, recordedText } from "./recorded.ts"

/** The array alone: off-chip sets no floor, as in the specification's tables. */
const PREFETCH: PhysicalOptions = { innerFill: "prefetch", offchipFloor: false }
const EXPOSED: PhysicalOptions = { innerFill: "exposed", offchipFloor: false }

/** Relative changes of physical against reference: how many exceed 1 % and 10 % either way, and their range. */
export interface Changes {
  readonly one: number
  readonly ten: number
  readonly min: number
  readonly median: number
  readonly max: number
}

function changesOf(changes: readonly number[]): Changes {
  const beyond = (limit: number) => changes.filter(change => Math.abs(change) > limit).length
  const [min, max] = [Math.min(...changes), Math.max(...changes)]
  return { one: beyond(0.01), ten: beyond(0.1), min, median: median(changes), max }
}

/** One row of table 5.1: the choices (layer, PE count, tile) of a network under a dataflow. */
export interface GridTable {
  readonly network: string
  readonly dataflow: string
  readonly entries: number
  readonly legal: number
  /** Rows of the reference with other MACs than the layer's, and with a result no machine could have. */
  readonly wrongMacs: number
  readonly impossible: number
  /** Of the legal entries: run time, the energy column, the completed energy, buffer needs. */
  readonly changes: Readonly<Record<GridQuantity, Changes>>
}

/** What is compared on a legal entry, as (physical, reference). */
const GRID_QUANTITIES = {
  "run time, exposed": (_: PhysicalReport, reference: LayerReport, exposed: PhysicalReport) =>
    exposed.runtime / reference.runtime,
  "run time, prefetch": (physical: PhysicalReport, reference: LayerReport) => physical.runtime / reference.runtime,
  "energy, column": (physical: PhysicalReport, reference: LayerReport) => physical.energy / reference.energy,
  "energy, completed": (physical: PhysicalReport, reference: LayerReport) => physical.energy / reference.ownEnergy,
  "L1 need": (physical: PhysicalReport, reference: LayerReport) => physical.l1Size / reference.l1Size,
  "L2 need": (physical: PhysicalReport, reference: LayerReport) => physical.l2Size / reference.l2Size,
}

/** Their names. */
export type GridQuantity = keyof typeof GRID_QUANTITIES
const GRID_NAMES = Object.keys(GRID_QUANTITIES) as readonly GridQuantity[]

/** The populations of table 5.1. */
export const GRIDS = ["mobilenet_v2", "resnet50"].flatMap(network =>
  ["dla", "shi", "eye", ...(network === "mobilenet_v2" ? ["dpt"] : [])].map(dataflow => ({ network, dataflow })),
)

/** Table 5.1 for one network and dataflow; `dpt` is the dataflow of depthwise layers, the others of convolutions. */
export function gridTable(network: string, dataflow: string): GridTable {
  const kind = dataflow === "dpt" ? "DSCONV" : "CONV"
  const layers = builtInNetwork(network)
    .distinct.map(d => d.layer)
    .filter(layer => layer.kind === kind)
  const open = templateFor(dataflow === "dpt" ? "dla" : dataflow, kind)
  const platform = platformNamed("confuciux")
  const changes = new Map<GridQuantity, number[]>(GRID_NAMES.map(name => [name, []]))
  let [entries, legal, wrongMacs, impossible] = [0, 0, 0, 0]
  for (const layer of layers) {
    for (let choice = 0; choice < COARSE_GRID.pe.length * COARSE_GRID.tile.length; choice++) {
      const parameters = { pe: peOf(COARSE_GRID, choice), tile: tileOf(COARSE_GRID, choice) }
      const hardware = hardwareFor(platform, parameters.pe)
      const reference = analyze(layer, open, hardware, { parameters })
      entries++
      if (reference.macs !== reference.trueMacs) wrongMacs++
      if (isImpossible(reference)) impossible++
      if (findRefusal(layer, closeDataflow(open, layer, parameters), parameters.pe) !== null) continue
      legal++
      const prefetch = analyzePhysical(layer, open, hardware, { parameters, ...PREFETCH })
      const exposed = analyzePhysical(layer, open, hardware, { parameters, ...EXPOSED })
      for (const [name, list] of changes) list.push(GRID_QUANTITIES[name](prefetch, reference, exposed) - 1)
    }
  }
  return {
    network,
    dataflow,
    entries,
    legal,
    wrongMacs,
    impossible,
    changes: Object.fromEntries(
      GRID_NAMES.map(name => [name, changesOf(changes.get(name) ?? [])]),
    ) as GridTable["changes"],
  }
}

function hardwareFor(
  { simdLanes, nocBandwidth, nocLatency, offchipBandwidth }: Omit<Hardware, "numPEs">,
  numPEs: number,
) {
  return { numPEs, simdLanes, nocBandwidth, nocLatency, offchipBandwidth }
}

/** Nothing or less computed or taken, or more MACs per cycle than there are lanes. */
function isImpossible({ macs, runtime, throughput, hardware }: LayerReport): boolean {
  return !(macs > 0 && runtime > 0 && throughput <= hardware.numPEs * hardware.simdLanes)
}

/** Section 5.2: the mapping files that come with the reference program. */
export interface ShippedTable {
  readonly files: number
  readonly parsed: number
  readonly layers: number
  readonly legal: number
  /** Refused layers by reason, and by file. */
  readonly refused: Readonly<Record<string, number>>
  readonly refusedFiles: Readonly<Record<string, number>>
  /** Legal layers that the reference does not cost. */
  readonly notCosted: number
  readonly wrongMacs: number
  readonly runtime: Changes
  readonly traffic: Changes
}

/** 256 PEs, unlimited bandwidth, latency 1; every layer by itself. */
const SHIPPED_HARDWARE: Hardware = {
  numPEs: 256,
  simdLanes: 1,
  nocBandwidth: 2 ** 31 - 1,
  nocLatency: 1,
  offchipBandwidth: 2 ** 31 - 1,
}

/** Section 5.2. */
export function shippedTable(): ShippedTable {
  const texts: Record<string, string> = JSON.parse(recordedText("mappings.json.gz"))
  const files = Object.entries(texts).map(([name, text]) => ({ name, mapping: parsed(text) }))
  const layers = files.flatMap(({ name, mapping }) => (mapping?.layers ?? []).map(layer => ({ name, ...layer })))
  const refused: Record<string, number> = {}
  const refusedFiles: Record<string, number> = {}
  const runtime: number[] = []
  const traffic: number[] = []
  let [legal, notCosted, wrongMacs] = [0, 0, 0]
  for (const { name, layer, closed } of layers) {
    const refusal = findRefusal(layer, closed, SHIPPED_HARDWARE.numPEs)
    if (refusal !== null) {
      refused[refusal.reason] = (refused[refusal.reason] ?? 0) + 1
      refusedFiles[name] = (refusedFiles[name] ?? 0) + 1
      continue
    }
    legal++
    const reference = costed(layer, closed)
    if (reference === null) {
      notCosted++
      continue
    }
    const physical = analyzePhysical(layer, closed, SHIPPED_HARDWARE, EXPOSED)
    if (reference.macs !== physical.macs) wrongMacs++
    runtime.push(physical.runtime / reference.runtime - 1)
    traffic.push(l2Traffic(physical) / l2Traffic(reference) - 1)
  }
  return {
    files: files.length,
    parsed: files.filter(({ mapping }) => mapping !== null).length,
    layers: layers.length,
    legal,
    refused,
    refusedFiles,
    notCosted,
    wrongMacs,
    runtime: changesOf(runtime),
    traffic: changesOf(traffic),
  }
}

/** A mapping as the reference reads it, or null when it rejects it. */
function parsed(text: string): ReadMapping | null {
  try {
    return readMapping(text, { strict: true })
  } catch (error) {
    if (error instanceof ReaderStop) return null
    throw error
  }
}

function costed(layer: Layer, dataflow: Dataflow): LayerReport | null {
  try {
    return analyze(layer, dataflow, SHIPPED_HARDWARE)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

/** Elements that pass from L2 to the array for the first time, and back. */
function l2Traffic({ tensors: { input, filter, output } }: Pick<LayerReport, "tensors">): number {
  return input.l2Reads + filter.l2Reads + output.l2Writes
}

/** Section 5.3: the recorded random mappings. */
export interface RandomTable {
  readonly rows: number
  readonly legal: number
  readonly refused: Readonly<Record<string, number>>
  /** Per family: rows, legal ones, those of them whose recorded MACs are right, and impossible recorded results. */
  readonly families: Readonly<Record<string, FamilyRow>>
}

/** One family of the random mappings. */
export interface FamilyRow {
  rows: number
  legal: number
  rightMacs: number
  impossible: number
}

/** Positions in a recorded row. */
const RUNTIME_COLUMN = 3
const MACS_COLUMN = 21

/** Section 5.3: rows recorded without a hardware file. */
export function randomTable(): RandomTable {
  const refused: Record<string, number> = {}
  const families: Record<string, FamilyRow> = {}
  for (const line of recordedText("random-mappings.jsonl.gz").trimEnd().split("\n")) {
    const c: RecordedMapping = JSON.parse(line)
    if (c.hw_text !== null && c.flags.some(flag => flag.startsWith("--HW_file="))) continue
    const { num_pes: numPEs, num_simd_lanes: lanes } = parseFlags(c.flags)
    const family = familyOf(c.family)
    families[family] ??= { rows: 0, legal: 0, rightMacs: 0, impossible: 0 }
    const row = families[family]
    for (const [i, { layer, closed }] of readMapping(c.mapping, { strict: true }).layers.entries()) {
      row.rows++
      const refusal = findRefusal(layer, closed, numPEs)
      if (refusal !== null) {
        refused[refusal.reason] = (refused[refusal.reason] ?? 0) + 1
        continue
      }
      row.legal++
      const [runtime, macs] = [RUNTIME_COLUMN, MACS_COLUMN].map(column => Number(c.out[i][column]))
      if (macs === macsOf(layer)) row.rightMacs++
      if (!(macs > 0 && runtime > 0 && macs / runtime <= numPEs * lanes)) row.impossible++
    }
  }
  const sum = (of: (row: FamilyRow) => number) => Object.values(families).reduce((total, row) => total + of(row), 0)
  return { rows: sum(row => row.rows), legal: sum(row => row.legal), refused, families }
}

/** Families without the number of their levels. */
function familyOf(name: string): string {
  return name.replace(/\d+$/, "")
}
