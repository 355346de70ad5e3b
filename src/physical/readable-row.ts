// The row of a mapping from the readable path, for what the packed one leaves.

import type { Dataflow, OpenDataflow } from "../maestro/dataflow.ts"
import * as Grid from "../maestro/grid-row.ts"
import type { Hardware } from "../maestro/hardware.ts"
import type { Layer } from "../maestro/layer.ts"
import * as Row from "../maestro/row.ts"
import { analyzePhysical, type PhysicalOptions } from "./analyze.ts"
import { refusedInto } from "./packed-costs.ts"
import { MappingError } from "./refusal.ts"

/** Writes the row (grid-row.ts) of analyzePhysical; run time and energy of a refused mapping are NaN. */
export function readableInto(
  rows: Float64Array,
  at: number,
  layer: Layer,
  dataflow: Dataflow | OpenDataflow,
  hardware: Hardware,
  options: PhysicalOptions,
): void {
  try {
    copyRow(analyzePhysical(layer, dataflow, hardware, options).row, rows, at)
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    refusedInto(rows, at)
  }
}

/** The fields of a full row that a grid row has. */
function copyRow(row: Float64Array, out: Float64Array, at: number): void {
  out[at + Grid.RUNTIME] = row[Row.RUNTIME]
  out[at + Grid.MACS] = row[Row.MACS]
  for (let t = 0; t < 3; t++) {
    out[at + Grid.L2_READS + t] = row[Row.L2_READS + t]
    out[at + Grid.L2_WRITES + t] = row[Row.L2_WRITES + t]
    out[at + Grid.L1_READS + t] = row[Row.L1_READS + t]
    out[at + Grid.L1_WRITES + t] = row[Row.L1_WRITES + t]
  }
  out[at + Grid.L2_SIZE] = row[Row.L2_SIZE] + row[Row.L2_SIZE + 1] + row[Row.L2_SIZE + 2]
  out[at + Grid.L1_SIZE] = row[Row.L1_SIZE] + row[Row.L1_SIZE + 1] + row[Row.L1_SIZE + 2]
  out[at + Grid.ENERGY] = row[Row.ENERGY]
  out[at + Grid.AREA] = row[Row.AREA]
  out[at + Grid.POWER] = row[Row.POWER]
}
