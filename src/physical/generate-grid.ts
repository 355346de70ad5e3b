// Generated code for the templates of profile `physical`: one straight-line function over a PE × tile grid.
//
// As maestro/generate.ts: exact by construction, made at run time from templates the program owns, and absent
// where it cannot be made; then the packed procedure serves.

import type { OpenDataflow } from "../maestro/dataflow.ts"
import { Expressions } from "../maestro/expressions.ts"
import { type GridFunction, gridText } from "../maestro/grid-program.ts"
import * as Grid from "../maestro/grid-row.ts"
import { FILTER, INPUT, type LayerKind, OUTPUT } from "../maestro/layer.ts"
import { NotGenerated } from "../maestro/symbolic-model.ts"
import type { AxisTable } from "./axes.ts"
import { Bounds, symbolicMapping } from "./symbolic-levels.ts"
import { SymbolicProcedure } from "./symbolic-procedure.ts"

/** What code depends on besides the template. */
export interface GridCodeOptions {
  readonly kind: LayerKind
  readonly axes: AxisTable
  readonly exposed: boolean
  readonly countClusters: boolean
}

/**
 * A compiled template, for layers of stride 1. `fill` writes counts, buffer needs, the array's cycles as run time,
 * and accesses of cluster buffers as energy. Its inputs: lanes, bandwidth, latency, the size of every axis, and
 * the side of the grid for every PE count.
 */
export interface GridCode {
  readonly fill: GridFunction
  readonly scratchSize: number
  readonly text: string
}

/** Compiles a template; null when it is not possible. */
export function generateGridCode(template: OpenDataflow, options: GridCodeOptions): GridCode | null {
  try {
    const { text, scratchSize } = textOf(template, options)
    const fill = new Function("inputs", "pes", "tiles", "scratch", "out", text) as GridFunction
    return { fill, scratchSize, text }
  } catch (error) {
    // EvalError: the program runs where code must not be made from text.
    if (error instanceof NotGenerated || error instanceof EvalError) return null
    throw error
  }
}

function textOf(template: OpenDataflow, { kind, axes, exposed, countClusters }: GridCodeOptions) {
  const E = new Expressions()
  const bounds = new Bounds(E)
  const mapping = symbolicMapping(E, bounds, kind, axes, template)
  const [lanes, bandwidth, latency] = ["lanes", "bandwidth", "latency"].map(name => E.input(name, 0))
  const timing = { lanes, bandwidth, latency, exposed, countClusters }
  const procedure = new SymbolicProcedure(E, bounds, axes, mapping, timing)
  const sums = procedure.evaluate()
  const piece = mapping.sizes.slice()
  for (const { maps } of mapping.levels) for (const { axis, tile } of maps) piece[axis] = bounds.min(tile, piece[axis])
  const need = (sizes: typeof piece) => {
    const tensors = [INPUT, FILTER, OUTPUT].map(t => procedure.volume(t, sizes))
    return E.mul(E.constant(2), E.add(...tensors))
  }
  return gridText({
    perLayer: [
      "const [lanes, bandwidth, latency] = inputs",
      ...axes.names.map((_, axis) => `const size${axis} = inputs[${3 + axis}]`),
    ],
    perPe: [`const side = inputs[${3 + axes.names.length} + i]`],
    outputs: [
      [E.add(sums.cycles, procedure.drain()), Grid.RUNTIME],
      [sums.array[INPUT], Grid.L2_READS + INPUT],
      [sums.array[FILTER], Grid.L2_READS + FILTER],
      [sums.array[OUTPUT], Grid.L2_READS + OUTPUT],
      [sums.unitInput, Grid.L1_WRITES + INPUT],
      [sums.unitFilter, Grid.L1_WRITES + FILTER],
      [need(procedure.firstStep()), Grid.L2_SIZE],
      [need(piece), Grid.L1_SIZE],
      [sums.cluster, Grid.ENERGY],
    ],
  })
}
