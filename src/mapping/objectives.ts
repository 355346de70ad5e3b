// What a mapping search minimises.
//
// Source: specification "mapping and DSE", section 1.8: everything GAMMA offers or implements, throughput made usable.

import { checkName } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import * as Grid from "../maestro/grid/grid-row.ts"
import type { LayerBounds } from "./bounds.ts"

/** The figure of a row (maestro/grid/grid-row.ts) on `pes` PEs; smaller is better. */
type Figure = (row: Float64Array, pes: number) => number

const FIGURES = {
  latency: row => row[Grid.RUNTIME],
  energy: row => row[Grid.ENERGY],
  power: row => row[Grid.POWER],
  edp: row => row[Grid.RUNTIME] * row[Grid.ENERGY],
  area: row => row[Grid.AREA],
  throughput: row => row[Grid.RUNTIME] / row[Grid.MACS],
  "area-delay": row => row[Grid.AREA] * row[Grid.RUNTIME],
  "area-delay2": row => row[Grid.AREA] * row[Grid.RUNTIME] ** 2,
  "area-energy": row => row[Grid.AREA] * row[Grid.ENERGY],
  l1: row => row[Grid.L1_SIZE],
  l2: row => row[Grid.L2_SIZE],
  pes: (_row, pes) => pes,
  "delay-pes": (row, pes) => row[Grid.RUNTIME] * pes,
  "delay-pes-l2": (row, pes) => row[Grid.RUNTIME] * pes * row[Grid.L2_SIZE],
} as const satisfies Record<string, Figure>

export type MappingObjective = keyof typeof FIGURES
export const MAPPING_OBJECTIVES = Object.keys(FIGURES) as readonly MappingObjective[]

/** Units of the objectives, for people. `throughput` is minimised as its inverse. */
export const MAPPING_OBJECTIVE_UNITS: Readonly<Record<MappingObjective, string>> = {
  latency: "cycles",
  energy: "nJ",
  power: "mW",
  edp: "cycles·nJ",
  area: "µm²",
  throughput: "cycles/MAC",
  "area-delay": "µm²·cycles",
  "area-delay2": "µm²·cycles²",
  "area-energy": "µm²·nJ",
  l1: "bytes",
  l2: "bytes",
  pes: "PEs",
  "delay-pes": "PE·cycles",
  "delay-pes-l2": "PE·cycles·bytes",
}

/** Objectives in order of importance, or a weighted product of them (Σ weight · log value) when weights are given. */
export interface Goal {
  readonly objectives: readonly MappingObjective[]
  /** One per objective; null: lexicographic, a later objective decides between equals only. */
  readonly weights: readonly number[] | null
}

/** Fewest cycles, then least energy: GAMMA's default. */
export const DEFAULT_GOAL: Goal = { objectives: ["latency", "energy"], weights: null }

/**
 * A goal from text: "latency", "latency,energy" (lexicographic), "latency=1,energy=0.5" (weighted).
 *
 * @throws InputError naming the part that is wrong
 */
export function parseGoal(text: string): Goal {
  const parts = text.split(",").map(part => part.trim().split("="))
  const objectives = parts.map(([name]) => checkName("objective", name.trim(), MAPPING_OBJECTIVES))
  if (new Set(objectives).size < objectives.length) throw new InputError(`objective "${text}" names one twice`)
  const weighted = parts.filter(part => part.length > 1)
  if (weighted.length === 0) return { objectives, weights: null }
  if (weighted.length < parts.length) throw new InputError(`objective "${text}": give all of them a weight, or none`)
  const weights = parts.map(([name, weight]) => {
    const value = Number(weight)
    if (weight.trim() !== "" && Number.isFinite(value) && value > 0) return value
    throw new InputError(`objective "${text}": the weight of ${name} is "${weight}", expected a number above 0`)
  })
  return { objectives, weights }
}

/** A goal as it is typed. */
export function goalText({ objectives, weights }: Goal): string {
  return objectives.map((name, i) => (weights === null ? name : `${name}=${weights[i]}`)).join(",")
}

/** The figure of one objective. */
export function figureOf(objective: MappingObjective, row: Float64Array, pes: number): number {
  return FIGURES[objective](row, pes)
}

/** Numbers that a goal compares, most important first. */
export function valuesOf(goal: Goal): number {
  return goal.weights === null ? goal.objectives.length : 1
}

/** Writes the numbers to compare. */
export function scoreInto(out: Float64Array, goal: Goal, row: Float64Array, pes: number): void {
  const { objectives, weights } = goal
  if (weights === null) {
    for (let i = 0; i < objectives.length; i++) out[i] = FIGURES[objectives[i]](row, pes)
    return
  }
  let sum = 0
  for (let i = 0; i < objectives.length; i++) sum += weights[i] * Math.log(FIGURES[objectives[i]](row, pes))
  out[0] = sum
}

/** Whether score a is better than b. */
export function isBetter(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i]
  return false
}

/** Which bound holds for an objective, or null where none is known. */
export function boundOf(objective: MappingObjective, bounds: LayerBounds, macs: number, pes: number): number | null {
  if (objective === "latency") return bounds.cycles
  if (objective === "energy") return bounds.energy
  if (objective === "edp") return bounds.cycles * bounds.energy
  if (objective === "throughput") return bounds.cycles / macs
  return objective === "delay-pes" ? bounds.cycles * pes : null
}
