// From the rows of a block (maestro/grid/grid-row.ts) to what a sweep needs of them.

import { onceEach } from "../core/once-each.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import { FILTER, INPUT, type Layer, macsOf, OUTPUT } from "../maestro/layer.ts"
import { judge } from "../maestro/verdict.ts"
import { axesOf } from "../physical/axes.ts"
import { isRefusal } from "../physical/refusal.ts"
import { volume } from "../physical/volumes.ts"
import { type Analysis, type Block, IMPOSSIBLE, POSSIBLE, REFUSED } from "./source.ts"
import type { Space } from "./space.ts"

/** Rows when L2 holds the layer, or as `physical.l2` says; and when it does not, where the design's L2 decides. */
export interface AnalysedRows {
  readonly held: Float64Array
  readonly streamed: Float64Array
}

/** Fills the analysis of a block from its rows. */
export function analyseRows(
  space: Space,
  layer: Layer,
  block: Block,
  { held: rows, streamed }: AnalysedRows,
  into: Analysis,
): void {
  const own = macsOf(layer)
  const outputs = space.profile === "physical" ? elementsOf(layer).output : 0
  for (let i = 0; i < block.count; i++) {
    const at = i * Grid.GRID_ROW_SIZE
    into.state[i] = space.profile === "physical" ? physicalState(rows, at) : maestroState(rows, at, own)
    into.l1[i] = rows[at + Grid.L1_SIZE]
    into.l2[i] = rows[at + Grid.L2_SIZE]
    if (space.profile === "maestro") {
      into.energy[i] = space.energy === "column" ? rows[at + Grid.ENERGY] : ownEnergy(space, rows, at)
      continue
    }
    into.energy[i] = rows[at + Grid.ENERGY]
    into.traffic[i] = trafficOf(rows, at, outputs)
    if (!space.l2Decides) continue
    into.streamingEnergy[i] = streamed[at + Grid.ENERGY]
    into.streamingTraffic[i] = trafficOf(streamed, at, outputs)
  }
}

const physicalState = (rows: Float64Array, at: number) => (Number.isNaN(rows[at + Grid.RUNTIME]) ? REFUSED : POSSIBLE)

/** What can be said before the run time: whether MACs are lost. A refused row has zeros. */
function maestroState(rows: Float64Array, at: number, own: number): number {
  if (rows[at + Grid.L2_SIZE] === 0 && rows[at + Grid.MACS] === 0 && Number.isNaN(rows[at + Grid.RUNTIME]))
    return REFUSED
  return judge(1, rows[at + Grid.ENERGY], rows[at + Grid.MACS], own, own) === "ok" ? POSSIBLE : IMPOSSIBLE
}

function trafficOf(rows: Float64Array, at: number, outputs: number): number {
  return rows[at + Grid.L2_WRITES + INPUT] + rows[at + Grid.L2_WRITES + FILTER] + outputs
}

/** All accesses and MACs, added as the report does (maestro/report.ts). */
function ownEnergy({ constants }: Space, rows: Float64Array, at: number): number {
  const { l1Access, l2Access, macEnergy } = constants
  const kind = (field: number, access: number) =>
    rows[at + field + INPUT] * access + rows[at + field + FILTER] * access + rows[at + field + OUTPUT] * access
  const l2Writes = kind(Grid.L2_WRITES, l2Access)
  const l2Reads = kind(Grid.L2_READS, l2Access)
  const l1Writes = kind(Grid.L1_WRITES, l1Access)
  const l1Reads = kind(Grid.L1_READS, l1Access)
  return (l2Writes + l2Reads + l1Writes + l1Reads + rows[at + Grid.MACS]) * macEnergy
}

const elements = onceEach<{ readonly all: number; readonly output: number }>()

/** Elements of a layer's three tensors together and of its output; zeros for a layer that profile `physical` refuses. */
export function elementsOf(layer: Layer): { readonly all: number; readonly output: number } {
  return elements(layer, "", () => {
    const axes = axesOf(layer)
    if (isRefusal(axes)) return { all: 0, output: 0 }
    const [input, filter, output] = axes.tensors.map(tensor => volume(tensor, axes.sizes))
    return { all: input + filter + output, output }
  })
}
