// Code generation: a template becomes one straight-line function over a whole PE × tile grid.
//
// The model of symbolic-model.ts is printed statement by statement, each as rarely as its inputs change: once per
// layer, per tile (kept in a small array), per PE count, or per point. Exact by construction: the same integers
// in another order. Generated at run time from templates the program owns, with `new Function`; where that is
// forbidden, or a template is outside of what is generated, there is no function and the generic kernel serves.

import type { CostConstants } from "../constants.ts"
import { FILTER, INPUT, OUTPUT } from "../layer.ts"
import type { Plan } from "../plan.ts"
import { type Expr, SETTING } from "./expressions.ts"
import { type GridFunction, gridText, nameOf } from "./grid-program.ts"
import * as Grid from "./grid-row.ts"
import { compilePoints, type PointsCode, trainPoints } from "./points-program.ts"
import { NotGenerated, type SymbolicCosts, SymbolicModel } from "./symbolic-model.ts"

/** A compiled template. */
export interface GeneratedGrid {
  /** Fills rows but for area and power; run time is NaN where the generic kernel is needed. */
  readonly fill: GridFunction
  readonly scratchSize: number
  readonly text: string
}

/** What the code of a template depends on besides. */
export function codeKey({ kind, batched, dimensions }: Plan, constants: CostConstants): string {
  return JSON.stringify([kind, batched, dimensions, constants])
}

/** Compiles a plan; null when it is not possible. */
export function generateGrid(plan: Plan, constants: CostConstants): GeneratedGrid | null {
  try {
    const { text, scratchSize } = programText(plan, new SymbolicModel(plan).costs(), constants)
    const fill = new Function("inputs", "pes", "tiles", "scratch", "out", text) as GridFunction
    train(fill, plan, scratchSize)
    return { fill, scratchSize, text }
  } catch (error) {
    // EvalError: the program runs where code must not be made from text.
    if (error instanceof NotGenerated || error instanceof EvalError) return null
    throw error
  }
}

/**
 * Runs the code on made-up layers, small and huge, with narrow and wide hardware. The engine compiles for the
 * branches and kinds of numbers it has seen, and starts over with every new one: this shows it all at once.
 */
function train(fill: GridFunction, plan: Plan, scratchSize: number): void {
  const pes = Float64Array.of(1, 2, 3, 16, 128)
  const tiles = Float64Array.of(1, 3, 12)
  const scratch = new Float64Array(scratchSize * tiles.length)
  const out = new Float64Array(pes.length * tiles.length * Grid.GRID_ROW_SIZE)
  for (const bandwidth of [1, 2 ** 31]) {
    for (const scale of [1, 7, 31, 4096]) {
      fill(Float64Array.of(2, bandwidth, 1, bandwidth, ...trainingSizes(plan, scale)), pes, tiles, scratch, out)
    }
  }
}

/** Sizes differ by dimension; filters (R, S) stay small. */
function trainingSizes(plan: Plan, scale: number): number[] {
  return plan.dimensions.map((dim, d) => (/[RS]/.test(dim) ? Math.min(scale, 1 + 2 * d) : scale + d))
}

function perTensor(of: readonly Expr[], field: number): [Expr, number][] {
  return of.map((e, t) => [e, field + t])
}

/** What the functions write but the run time: expression and field. */
function outputsOf(costs: SymbolicCosts): [Expr, number][] {
  return [
    [costs.macs, Grid.MACS],
    ...perTensor(costs.l2Reads, Grid.L2_READS),
    ...perTensor(costs.l2Writes, Grid.L2_WRITES),
    ...perTensor([costs.macs, costs.macs, costs.macs], Grid.L1_READS),
    ...perTensor(costs.l1Writes, Grid.L1_WRITES),
    [costs.l2Size, Grid.L2_SIZE],
    [costs.l1Size, Grid.L1_SIZE],
  ]
}

function programText(
  plan: Plan,
  costs: SymbolicCosts,
  constants: CostConstants,
): { text: string; scratchSize: number } {
  const outputs: [Expr, number][] = [[costs.runtime, Grid.RUNTIME], ...outputsOf(costs)]
  return gridText({
    perLayer: [
      "const [lanes, bandwidth, latency, offchip] = inputs",
      ...plan.dimensions.map((_, d) => `const size${d} = inputs[${4 + d}]`),
    ],
    outputs,
    needed: [costs.rare],
    perPoint: [`if (${nameOf(costs.rare)} !== 0) out[at] = NaN`, ...energyLines(plan, outputs, constants, "out")],
  })
}

/** The reference's energy column for a layer alone in its file, with its order of additions (price.ts). */
function energyLines(
  plan: Plan,
  outputs: readonly (readonly [Expr, number])[],
  c: CostConstants,
  to: "out" | "rows",
): string[] {
  const at = (field: number) => nameOf(outputs.find(([, f]) => f === field)?.[0] as Expr)
  const l2 = [INPUT, FILTER].flatMap(t => [Grid.L2_READS + t, Grid.L2_WRITES + t])
  const l1 = [INPUT, FILTER, OUTPUT].flatMap(t => [Grid.L1_READS + t, Grid.L1_WRITES + t])
  const accesses = [...l2, Grid.L2_WRITES + OUTPUT].map(f => [f, c.l2Access])
  // Quirk 17: only a one-level mapping is charged its own L1 accesses.
  if (plan.levels.length === 1) accesses.push(...l1.map(f => [f, c.l1Access]))
  return [
    "let energy = 0",
    ...accesses.map(([field, cost]) => `energy += ${at(field)} * ${cost}`),
    `${to}[at + ${Grid.ENERGY}] = energy * ${c.macEnergy}`,
  ]
}

/** Compiles a plan for points and settings (points-program.ts); null when it is not possible. Inputs: latency, sizes. */
export function generatePoints(plan: Plan, constants: CostConstants): PointsCode | null {
  try {
    const model = new SymbolicModel(plan, SETTING)
    const costs = model.costs()
    const outputs = outputsOf(costs)
    const code = compilePoints({
      inputs: ["const latency = inputs[0]", ...plan.dimensions.map((_, d) => `const size${d} = inputs[${1 + d}]`)],
      outputs,
      perPoint: energyLines(plan, outputs, constants, "rows"),
      runtime: model.x.select(costs.rare, model.x.input("NaN", 0), costs.runtime),
    })
    const layers = [1, 7, 31, 4096].map(scale => Float64Array.of(1, ...trainingSizes(plan, scale)))
    trainPoints(code, layers, 16)
    return code
  } catch (error) {
    if (error instanceof NotGenerated || error instanceof EvalError) return null
    throw error
  }
}
