// Generated code for the templates of profile `physical`: one straight-line function over a PE × tile grid.
//
// As maestro/generate.ts: exact by construction, made at run time from templates the program owns, and absent
// where it cannot be made; then the packed procedure serves.

import type { OpenDataflow } from "../../maestro/dataflow.ts"
import { Expressions, SETTING } from "../../maestro/grid/expressions.ts"
import { type GridFunction, gridText, type SettingsFunction, settingsText } from "../../maestro/grid/grid-program.ts"
import * as Grid from "../../maestro/grid/grid-row.ts"
import { NotGenerated } from "../../maestro/grid/symbolic-model.ts"
import { FILTER, INPUT, type LayerKind, OUTPUT } from "../../maestro/layer.ts"
import type { AxisTable } from "../axes.ts"
import type { PhysicalChoices } from "../options.ts"
import type { ArrayTiming } from "../procedure.ts"
import { Bounds, symbolicMapping } from "./symbolic-levels.ts"
import { SymbolicProcedure } from "./symbolic-procedure.ts"

/** Inputs before the sizes: lanes, bandwidth, latency. */
const HARDWARE_INPUTS = 3

/** A compiled template. */
export class GridCode {
  /**
   * Writes counts and buffer needs, the cycles of the array as run time, and accesses of cluster buffers as energy;
   * `completeInto` does the rest.
   */
  readonly fill: GridFunction
  readonly scratchSize: number
  readonly #axes: number

  constructor(fill: GridFunction, scratchSize: number, axes: number) {
    this.fill = fill
    this.scratchSize = scratchSize
    this.#axes = axes
  }

  /** Inputs of `fill`, sizes and strides still to be set. `sides`: the template's parameter `side` for every PE count. */
  inputsOf({ simdLanes, nocBandwidth, nocLatency }: ArrayTiming, sides: readonly number[]): Float64Array {
    return Float64Array.of(simdLanes, nocBandwidth, nocLatency, ...Array(2 * this.#axes).fill(1), ...sides)
  }

  setLayer(inputs: Float64Array, sizes: ArrayLike<number>, strides: ArrayLike<number>): void {
    inputs.set(sizes, HARDWARE_INPUTS)
    inputs.set(strides, HARDWARE_INPUTS + this.#axes)
  }
}

/** Compiled templates, by what the code depends on. */
const compiled = new WeakMap<OpenDataflow, Map<string, GridCode | null>>()

/** The code of a template for layers of a kind with axes and strides like the given ones; null where none can be made. */
export function gridCodeFor(
  template: OpenDataflow,
  kind: LayerKind,
  axes: AxisTable,
  { innerFill, clusterAccess }: PhysicalChoices,
): GridCode | null {
  const strided = axes.strides.some(stride => stride !== 1)
  const options = { kind, axes, strided, exposed: innerFill === "exposed", countClusters: clusterAccess !== 0 }
  const key = JSON.stringify({ ...options, axes: axes.names })
  const known = compiled.get(template) ?? new Map<string, GridCode | null>()
  compiled.set(template, known)
  const found = known.get(key)
  if (found !== undefined) return found
  const made = generate(template, options)
  known.set(key, made)
  return made
}

/** What code depends on besides the template. */
interface CodeOptions {
  readonly kind: LayerKind
  readonly axes: AxisTable
  readonly strided: boolean
  readonly exposed: boolean
  readonly countClusters: boolean
}

function generate(template: OpenDataflow, options: CodeOptions): GridCode | null {
  try {
    const { text, scratchSize } = textOf(template, options)
    const fill = new Function("inputs", "pes", "tiles", "scratch", "out", text) as GridFunction
    const code = new GridCode(fill, scratchSize, options.axes.names.length)
    train(code, options)
    return code
  } catch (error) {
    // EvalError: the program runs where code must not be made from text.
    if (error instanceof NotGenerated || error instanceof EvalError) return null
    throw error
  }
}

/** Runs the code on made-up layers, small and huge, so that the engine compiles for all branches at once. */
function train(code: GridCode, { axes, strided }: CodeOptions): void {
  const pes = Float64Array.of(1, 2, 3, 16, 128)
  const tiles = Float64Array.of(1, 3, 12)
  const scratch = new Float64Array(code.scratchSize * tiles.length)
  const out = new Float64Array(pes.length * tiles.length * Grid.GRID_ROW_SIZE)
  for (const nocBandwidth of [1, 2 ** 31]) {
    for (const scale of [1, 7, 31, 4096]) {
      const inputs = code.inputsOf({ simdLanes: 2, nocBandwidth, nocLatency: 1 }, [1, 1, 1, 4, 8])
      // Sizes differ by axis; filters (R, S) stay small.
      const sizes = axes.names.map((name, i) => (/[RS]/.test(name) ? Math.min(scale, 1 + 2 * i) : scale + i))
      code.setLayer(
        inputs,
        sizes,
        axes.taps.map((taps, i) => (strided && taps >= 0 ? i - 3 : 1)),
      )
      code.fill(inputs, pes, tiles, scratch, out)
    }
  }
}

/** Cycles of the array, drain included, over many bandwidths and lanes. */
export interface TimesCode {
  /** Inputs as `GridCode.inputsOf` makes them, of which the hardware is read from the settings instead. */
  readonly fill: SettingsFunction
  readonly scratchSize: number
}

const compiledTimes = new WeakMap<OpenDataflow, Map<string, TimesCode | null>>()

/** The code for the cycles of a template, for layers of a kind with axes and strides like the given ones; null where none can be made. */
export function timesCodeFor(
  template: OpenDataflow,
  kind: LayerKind,
  axes: AxisTable,
  { innerFill }: PhysicalChoices,
): TimesCode | null {
  const strided = axes.strides.some(stride => stride !== 1)
  const options = { kind, axes, strided, exposed: innerFill === "exposed", countClusters: false }
  const key = JSON.stringify({ ...options, axes: axes.names })
  const known = compiledTimes.get(template) ?? new Map<string, TimesCode | null>()
  compiledTimes.set(template, known)
  const found = known.get(key)
  if (found !== undefined) return found
  const made = generateTimes(template, options)
  known.set(key, made)
  return made
}

function generateTimes(template: OpenDataflow, options: CodeOptions): TimesCode | null {
  try {
    const { E, procedure } = symbolicProcedure(template, options, SETTING)
    const cycles = E.add(procedure.evaluate().cycles, procedure.drain())
    const { text, scratchSize } = settingsText({
      ...inputLines(options.axes, "const latency = inputs[2]"),
      value: cycles,
    })
    const fill = new Function("inputs", "pes", "tiles", "settings", "scratch", "out", text) as SettingsFunction
    return { fill, scratchSize }
  } catch (error) {
    if (error instanceof NotGenerated || error instanceof EvalError) return null
    throw error
  }
}

/** The procedure in expressions; lanes and bandwidth depend on `settingDeps`. */
function symbolicProcedure(
  template: OpenDataflow,
  { kind, axes, strided, exposed, countClusters }: CodeOptions,
  settingDeps: number,
) {
  const E = new Expressions()
  const bounds = new Bounds(E)
  const mapping = symbolicMapping(E, bounds, kind, { axes, strided }, template)
  const [lanes, bandwidth] = ["lanes", "bandwidth"].map(name => E.input(name, settingDeps))
  const timing = { lanes, bandwidth, latency: E.input("latency", 0), exposed, countClusters }
  return { E, bounds, mapping, procedure: new SymbolicProcedure(E, bounds, axes, mapping, timing) }
}

/** Declarations of the inputs: `first`, then what depends on the layer and on the PE count. */
function inputLines(axes: AxisTable, first: string) {
  return {
    perLayer: [
      first,
      ...axes.names.map((_, axis) => `const size${axis} = inputs[${HARDWARE_INPUTS + axis}]`),
      ...axes.names.map((_, axis) => `const stride${axis} = inputs[${HARDWARE_INPUTS + axes.names.length + axis}]`),
    ],
    perPe: [`const side = inputs[${HARDWARE_INPUTS + 2 * axes.names.length} + i]`],
  }
}

function textOf(template: OpenDataflow, options: CodeOptions) {
  const { E, bounds, mapping, procedure } = symbolicProcedure(template, options, 0)
  const sums = procedure.evaluate()
  const piece = mapping.sizes.slice()
  for (const { maps } of mapping.levels) for (const { axis, tile } of maps) piece[axis] = bounds.min(tile, piece[axis])
  const need = (sizes: typeof piece) => {
    const tensors = [INPUT, FILTER, OUTPUT].map(t => procedure.volume(t, sizes))
    return E.mul(E.constant(2), E.add(...tensors))
  }
  return gridText({
    ...inputLines(options.axes, "const [lanes, bandwidth, latency] = inputs"),
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
