// Generated code for the templates of profile `physical`: one straight-line function over a PE × tile grid.
//
// As maestro/generate.ts: exact by construction, made at run time from templates the program owns, and absent
// where it cannot be made; then the packed procedure serves.

import { onceEach } from "../../core/once-each.ts"
import type { OpenDataflow } from "../../maestro/dataflow.ts"
import { type Expr, Expressions, SETTING } from "../../maestro/grid/expressions.ts"
import { type GridFunction, gridText } from "../../maestro/grid/grid-program.ts"
import * as Grid from "../../maestro/grid/grid-row.ts"
import { compilePoints, type PointsCode, trainPoints } from "../../maestro/grid/points-program.ts"
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
export interface GridCode {
  /**
   * Writes counts and buffer needs, the cycles of the array as run time, and accesses of cluster buffers as energy;
   * `completeInto` does the rest.
   */
  readonly fill: GridFunction
  readonly scratchSize: number
}

/** What the code of a template reads. */
export class CodeInputs {
  readonly values: Float64Array
  readonly #axes: number

  /** @param sides the template's parameter `side` for every PE count */
  constructor(axes: number, { simdLanes, nocBandwidth, nocLatency }: ArrayTiming, sides: readonly number[]) {
    this.#axes = axes
    this.values = Float64Array.of(simdLanes, nocBandwidth, nocLatency, ...Array(2 * axes).fill(1), ...sides)
  }

  setLayer(sizes: ArrayLike<number>, strides: ArrayLike<number>): void {
    this.values.set(sizes, HARDWARE_INPUTS)
    this.values.set(strides, HARDWARE_INPUTS + this.#axes)
  }

  setSide(side: number): void {
    this.values[HARDWARE_INPUTS + 2 * this.#axes] = side
  }
}

/** The code of a template for layers of a kind with axes and strides like the given ones; null where none can be made. */
type CodeFor<T> = (template: OpenDataflow, kind: LayerKind, axes: AxisTable, choices: PhysicalChoices) => T | null

export const gridCodeFor: CodeFor<GridCode> = codeFrom(generateGrid)

/** The same for points and settings (maestro/grid/points-program.ts); run times are cycles of the array. */
export const pointsCodeFor: CodeFor<PointsCode> = codeFrom(generatePoints)

function codeFrom<T>(generate: (template: OpenDataflow, options: CodeOptions) => T): CodeFor<T> {
  const compiled = onceEach<T | null>()
  return (template, kind, axes, { innerFill, clusterAccess }) => {
    const strided = axes.strides.some(stride => stride !== 1)
    const options = { kind, axes, strided, exposed: innerFill === "exposed", countClusters: clusterAccess !== 0 }
    const key = JSON.stringify({ ...options, axes: axes.names })
    return compiled(template, key, () => generatedOrNull(() => generate(template, options)))
  }
}

function generatedOrNull<T>(generate: () => T): T | null {
  try {
    return generate()
  } catch (error) {
    // EvalError: the program runs where code must not be made from text.
    if (error instanceof NotGenerated || error instanceof EvalError) return null
    throw error
  }
}

/** What code depends on besides the template. */
interface CodeOptions {
  readonly kind: LayerKind
  readonly axes: AxisTable
  readonly strided: boolean
  readonly exposed: boolean
  readonly countClusters: boolean
}

function generateGrid(template: OpenDataflow, options: CodeOptions): GridCode {
  const { cycles, outputs } = outputsOf(template, options, 0)
  const lines = inputLines(options.axes)
  const { text, scratchSize } = gridText({
    perLayer: ["const [lanes, bandwidth, latency] = inputs", ...lines],
    perPe: [`const side = inputs[${HARDWARE_INPUTS + 2 * options.axes.names.length} + i]`],
    outputs: [[cycles, Grid.RUNTIME], ...outputs],
  })
  const fill = new Function("inputs", "pes", "tiles", "scratch", "out", text) as GridFunction
  const [pes, tiles] = [Float64Array.of(1, 2, 3, 16, 128), Float64Array.of(1, 3, 12)]
  const scratch = new Float64Array(scratchSize * tiles.length)
  const out = new Float64Array(pes.length * tiles.length * Grid.GRID_ROW_SIZE)
  for (const inputs of trainingInputs(options, [1, 1, 1, 4, 8])) fill(inputs, pes, tiles, scratch, out)
  return { fill, scratchSize }
}

function generatePoints(template: OpenDataflow, options: CodeOptions): PointsCode {
  const { cycles, outputs } = outputsOf(template, options, SETTING)
  const side = `const side = inputs[${HARDWARE_INPUTS + 2 * options.axes.names.length}]`
  const code = compilePoints({
    inputs: ["const latency = inputs[2]", ...inputLines(options.axes), side],
    outputs,
    runtime: cycles,
  })
  trainPoints(code, [...trainingInputs(options, [4])], 16)
  return code
}

/** Inputs of made-up layers, small and huge, so that the engine compiles for all branches at once. */
function* trainingInputs({ axes, strided }: CodeOptions, sides: readonly number[]): Generator<Float64Array> {
  for (const nocBandwidth of [1, 2 ** 31]) {
    for (const scale of [1, 7, 31, 4096]) {
      const inputs = new CodeInputs(axes.names.length, { simdLanes: 2, nocBandwidth, nocLatency: 1 }, sides)
      // Sizes differ by axis; filters (R, S) stay small.
      const sizes = axes.names.map((name, i) => (/[RS]/.test(name) ? Math.min(scale, 1 + 2 * i) : scale + i))
      inputs.setLayer(
        sizes,
        axes.taps.map((taps, i) => (strided && taps >= 0 ? i - 3 : 1)),
      )
      yield inputs.values
    }
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

/** Declarations of what depends on the layer. */
function inputLines(axes: AxisTable): string[] {
  return [
    ...axes.names.map((_, axis) => `const size${axis} = inputs[${HARDWARE_INPUTS + axis}]`),
    ...axes.names.map((_, axis) => `const stride${axis} = inputs[${HARDWARE_INPUTS + axes.names.length + axis}]`),
  ]
}

/** Cycles of the array, and what else is written: expression and field. */
function outputsOf(template: OpenDataflow, options: CodeOptions, settingDeps: number) {
  const { E, bounds, mapping, procedure } = symbolicProcedure(template, options, settingDeps)
  const sums = procedure.evaluate()
  const piece = mapping.sizes.slice()
  for (const { maps } of mapping.levels) for (const { axis, tile } of maps) piece[axis] = bounds.min(tile, piece[axis])
  const need = (sizes: typeof piece) => {
    const tensors = [INPUT, FILTER, OUTPUT].map(t => procedure.volume(t, sizes))
    return E.mul(E.constant(2), E.add(...tensors))
  }
  const outputs: [Expr, number][] = [
    [sums.array[INPUT], Grid.L2_READS + INPUT],
    [sums.array[FILTER], Grid.L2_READS + FILTER],
    [sums.array[OUTPUT], Grid.L2_READS + OUTPUT],
    [sums.unitInput, Grid.L1_WRITES + INPUT],
    [sums.unitFilter, Grid.L1_WRITES + FILTER],
    [need(procedure.firstStep()), Grid.L2_SIZE],
    [need(piece), Grid.L1_SIZE],
    [sums.cluster, Grid.ENERGY],
  ]
  return { cycles: E.add(sums.cycles, procedure.drain()), outputs }
}
