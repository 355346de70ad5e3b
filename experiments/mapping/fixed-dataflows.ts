// What fixed dataflows reach on the same hardware: the yardstick of a mapping search.
//
// Templates of profile "physical" (dla, shi, rs, tpu), each with the tile from 1 to 12 that is best for the layer and fits the
// buffers: what an allocation chooses from, given all PEs.

import { closeDataflow } from "../../src/maestro/dataflow.ts"
import * as Grid from "../../src/maestro/grid/grid-row.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import type { Limits } from "../../src/mapping/evaluate.ts"
import { type Goal, isBetter, scoreInto, valuesOf } from "../../src/mapping/objectives.ts"
import type { PhysicalChoices } from "../../src/physical/options.ts"
import { PhysicalKernel } from "../../src/physical/packed/kernel.ts"
import { PHYSICAL_DATAFLOW_NAMES, physicalParameters, physicalTemplate } from "../../src/physical/templates.ts"

/** Cycles and nJ of a layer. */
export interface FixedCost {
  readonly cycles: number
  readonly energy: number
  /** Whether it keeps the limits on buffers and area; else what it would cost if it did. */
  readonly fits: boolean
}

const MOST_TILES = 12

/** Per template the best of its tiles for each layer. */
export function fixedDataflows(
  layers: readonly Layer[],
  hardware: Hardware,
  limits: Limits,
  choices: Partial<PhysicalChoices>,
  goal: Goal,
): Readonly<Record<string, readonly FixedCost[]>> {
  const kernel = new PhysicalKernel(choices)
  return Object.fromEntries(
    PHYSICAL_DATAFLOW_NAMES.map(name => [
      name,
      layers.map(layer => bestTile(kernel, name, layer, hardware, limits, goal)),
    ]),
  )
}

function bestTile(
  kernel: PhysicalKernel,
  name: string,
  layer: Layer,
  hardware: Hardware,
  limits: Limits,
  goal: Goal,
): FixedCost {
  const row = new Float64Array(Grid.GRID_ROW_SIZE)
  const score = new Float64Array(valuesOf(goal))
  let best: { cost: FixedCost; score: Float64Array } | null = null
  for (let tile = 1; tile <= MOST_TILES; tile++) {
    const pe = hardware.numPEs
    const dataflow = closeDataflow(physicalTemplate(name, layer.kind), layer, physicalParameters(layer, { pe, tile }))
    if (!kernel.evaluateInto(row, 0, layer, dataflow, hardware)) continue
    scoreInto(score, goal, row, pe)
    const fits =
      row[Grid.L1_SIZE] <= (limits.l1 ?? Infinity) &&
      row[Grid.L2_SIZE] <= (limits.l2 ?? Infinity) &&
      row[Grid.AREA] <= (limits.area ?? Infinity)
    const cost = { cycles: row[Grid.RUNTIME], energy: row[Grid.ENERGY], fits }
    const better = best === null || (fits === best.cost.fits ? isBetter(score, best.score) : fits)
    if (better) best = { cost, score: score.slice() }
  }
  return best?.cost ?? { cycles: Number.NaN, energy: Number.NaN, fits: false }
}
