// A space of designs as plain data: what is varied, over which values, for which layers, within which budgets.
//
// A *mapping point* is a dataflow, a PE count, a cluster size and values of the dataflow's parameters: what the
// mapping analysis depends on. A *setting* is lanes, off-chip and network bandwidths: what run time is re-priced for.
// A *design* is a mapping point, a setting, and sizes of L1 and L2. Designs are counted in this order, L2 fastest.

import type { CostConstants } from "../maestro/constants.ts"
import type { Extent, OpenDataflow } from "../maestro/dataflow.ts"
import type { Layer, LayerKind } from "../maestro/layer.ts"
import { templateFor } from "../maestro/templates.ts"
import type { PhysicalChoices } from "../physical/options.ts"
import { physicalParameters, physicalTemplate } from "../physical/templates.ts"
import type { Metric } from "./metrics.ts"

/** A dataflow of the space: a template of the profile by name, or directives of one's own. */
export interface SpaceDataflow {
  readonly name: string
  /** By kind of layer. Parameters `pes` and `cluster` (or `pe`) are the design's, the others the space's. */
  readonly directives?: Readonly<Partial<Record<LayerKind, OpenDataflow>>>
}

/** A named parameter of dataflows and its values. */
export interface Parameter {
  readonly name: string
  readonly values: readonly number[]
}

/** Largest values that a design may have; absent: any. µm², mW, nJ, cycles. */
export interface Budgets {
  readonly area?: number
  readonly power?: number
  readonly energy?: number
  readonly latency?: number
}

/** All values rise, none repeats. */
export interface Space {
  readonly profile: "physical" | "maestro"
  readonly constants: CostConstants
  /** Modelling choices of profile `physical`. */
  readonly physical: PhysicalChoices
  /** Whether L2 holds a layer depends on the design's L2 size, in place of `physical.l2`. */
  readonly l2Decides: boolean
  /** Profile `maestro`: all accesses and MACs of a layer, or the reference's column. */
  readonly energy: "own" | "column"
  /** Distinct layers, and how often each occurs. */
  readonly layers: readonly { readonly layer: Layer; readonly count: number }[]
  readonly dataflows: readonly SpaceDataflow[]
  readonly pes: readonly number[]
  /** PEs of a cluster; null: all of them. */
  readonly clusters: readonly number[] | null
  readonly parameters: readonly Parameter[]
  /** MAC lanes of a PE. */
  readonly lanes: readonly number[]
  /** Network on chip in elements per cycle; within clusters where that differs, else null. */
  readonly nocBandwidth: readonly number[]
  readonly innerBandwidth: readonly number[] | null
  readonly nocLatency: number
  readonly offchipBandwidth: readonly number[]
  /** Bytes of one PE's buffer and of the shared one; null: what the mapping needs. */
  readonly l1: readonly number[] | null
  readonly l2: readonly number[] | null
  /** What is priced: one network over all PEs, as the reference does, or one over the clusters and one in each. */
  readonly network: "flat" | "clustered"
  readonly budgets: Budgets
  /** Objectives of the front. */
  readonly objectives: readonly Metric[]
}

/** How a dataflow's mapping points are counted. */
export interface DataflowShape {
  readonly dataflow: SpaceDataflow
  /** Those of the space's parameters that it has. */
  readonly parameters: readonly Parameter[]
  /** Whether the space's cluster sizes mean something to it. */
  readonly clustered: boolean
  /** Cluster sizes and combinations of parameter values. */
  readonly clusters: number
  readonly tiles: number
}

/** The directives for a kind of layer. @throws InputError for an unknown template */
export function directivesFor(space: Pick<Space, "profile">, { name, directives }: SpaceDataflow, kind: LayerKind) {
  const own = directives?.[kind]
  if (own !== undefined) return own
  return space.profile === "physical" ? physicalTemplate(name, kind) : templateFor(name, kind)
}

/** Names that directives leave open. */
export function parameterNames(directives: OpenDataflow): string[] {
  const names = new Set<string>()
  const see = (extent: Extent) => {
    if (typeof extent === "object" && "parameter" in extent) names.add(extent.parameter)
  }
  for (const d of directives) {
    see(d.size)
    if (d.kind !== "cluster") see(d.offset)
  }
  return [...names]
}

/** Parameters that are the design's: PE count and cluster shape. */
export const DESIGN_PARAMETERS = ["pes", "pe", "cluster", "rows", "side"]
const CLUSTER_PARAMETERS = ["pe", "cluster", "side"]

/** The shapes of all dataflows. */
export function shapesOf(space: Space): DataflowShape[] {
  const kinds = [...new Set(space.layers.map(l => l.layer.kind))]
  return space.dataflows.map(dataflow => {
    const names = new Set(kinds.flatMap(kind => parameterNames(directivesFor(space, dataflow, kind))))
    const parameters = space.parameters.filter(p => names.has(p.name))
    const clustered = space.clusters !== null && CLUSTER_PARAMETERS.some(name => names.has(name))
    return {
      dataflow,
      parameters,
      clustered,
      clusters: clustered ? (space.clusters?.length ?? 1) : 1,
      tiles: parameters.reduce((product, p) => product * p.values.length, 1),
    }
  })
}

/** Number of designs, exact however large. */
export function designCount(space: Space): bigint {
  const each = settingCount(space) * BigInt(space.l1?.length ?? 1) * BigInt(space.l2?.length ?? 1)
  return shapesOf(space).reduce((sum, s) => sum + BigInt(space.pes.length) * mappingsPerPe(s) * each, 0n)
}

function mappingsPerPe({ clusters, parameters }: DataflowShape): bigint {
  return parameters.reduce((product, p) => product * BigInt(p.values.length), BigInt(clusters))
}

function settingCount({ lanes, offchipBandwidth, nocBandwidth, innerBandwidth }: Space): bigint {
  return [lanes, offchipBandwidth, nocBandwidth, innerBandwidth ?? [0]].reduce((n, v) => n * BigInt(v.length), 1n)
}

/** Values of all open names of a mapping point for a layer but the dataflow's parameters. `cluster` null: all PEs. */
export function parametersOf(layer: Layer, pes: number, cluster: number | null): Record<string, number> {
  const template = physicalParameters(layer, { pe: pes, tile: 1 })
  if (cluster === null) return { ...template, pes, cluster: pes }
  return { ...template, pes, pe: cluster, cluster, side: cluster }
}

/** Values of a dataflow's parameters at a tile index, the last parameter fastest; written into `values`. */
export function valuesAt(
  { parameters }: DataflowShape,
  tile: number,
  values: Record<string, number> = {},
): Record<string, number> {
  let rest = tile
  for (let i = parameters.length - 1; i >= 0; i--) {
    const { name, values: of } = parameters[i]
    values[name] = of[rest % of.length]
    rest = Math.floor(rest / of.length)
  }
  return values
}

/** Settings in order: lanes, off-chip, network, network within clusters, the last fastest. */
export interface SettingList {
  readonly count: number
  readonly lanes: Float64Array
  readonly offchip: Float64Array
  readonly noc: Float64Array
  readonly inner: Float64Array
}

/** All settings of a space. */
export function settingsOf(space: Space): SettingList {
  const rows: number[][] = []
  for (const lanes of space.lanes) {
    for (const offchip of space.offchipBandwidth) {
      for (const noc of space.nocBandwidth) {
        for (const inner of space.innerBandwidth ?? [noc]) rows.push([lanes, offchip, noc, inner])
      }
    }
  }
  const column = (i: number) => Float64Array.from(rows, row => row[i])
  return { count: rows.length, lanes: column(0), offchip: column(1), noc: column(2), inner: column(3) }
}

/** Some settings of a list, in the order given. */
export function pickSettings(list: SettingList, at: Int32Array): SettingList {
  const column = (of: Float64Array) => Float64Array.from(at, i => of[i])
  return {
    count: at.length,
    lanes: column(list.lanes),
    offchip: column(list.offchip),
    noc: column(list.noc),
    inner: column(list.inner),
  }
}
