// The cost model for one layer: dimensions, dataflow and hardware in, all statistics out.

import { checkDataflow, closeDataflow, type Dataflow, type OpenDataflow } from "./dataflow.ts"
import { HARDWARE_DEFAULTS, type Hardware } from "./hardware.ts"
import { Kernel, type KernelOptions } from "./kernel.ts"
import type { Layer } from "./layer.ts"
import { type LayerReport, reportOf } from "./report.ts"
import { ROW_SIZE } from "./row.ts"

/** Options of `analyze`. */
export interface AnalyzeOptions extends KernelOptions {
  /** Report of the layer before in the same mapping file (quirk 17: its L1 accesses enter this layer's energy column). */
  readonly previous?: LayerReport
  /** Values of the dataflow's parameters. */
  readonly parameters?: Readonly<Record<string, number>>
}

/**
 * Analyses one layer under a dataflow on given hardware (profile `maestro`: the reference's digits).
 *
 * @param hardware absent fields take the reference's command-line defaults
 * @throws InputError for a mapping the reference would refuse or stop at (specification, section 6)
 */
export function analyze(
  layer: Layer,
  dataflow: Dataflow | OpenDataflow,
  hardware: Partial<Hardware> = {},
  options: AnalyzeOptions = {},
): LayerReport {
  const closed = closeDataflow(dataflow, layer, options.parameters ?? {})
  checkDataflow(closed, layer)
  const settings = { ...HARDWARE_DEFAULTS, ...hardware }
  const row = new Float64Array(ROW_SIZE)
  new Kernel(closed, layer, options).evaluateInto(row, 0, settings, options.previous?.row)
  return reportOf(layer, settings, row, options)
}
