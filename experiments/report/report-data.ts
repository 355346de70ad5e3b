// What a report shows, as plain data. Values are in `objective.unit`; costs are one per constraint, in its unit.

/** A finished (or stopped) run. Every text may hold any character; the page escapes it. */
export interface RunReport {
  readonly title: string
  /** The problem in words: network, dataflow, platform, profile, seed, … */
  readonly problem: readonly (readonly [name: string, value: string])[]
  readonly objective: Quantity
  readonly constraints: readonly Constrained[]
  /** The optimum of the objective among the answer's choices; null when it was not computed. */
  readonly optimum: number | null
  /** Whether the optima are proven; else they are lower bounds, which nothing can be below. */
  readonly proven: boolean
  readonly results: readonly MethodResult[]
  /** The method among `results` whose allocation this is; its row stands out, and the first sentence is about it. */
  readonly answer: string
  /** One panel each, in order: REINFORCE over episodes, the genetic stage over generations. */
  readonly searches: readonly SearchPanel[]
  /** The answer's allocation in network order; empty when nothing feasible was found. */
  readonly layers: readonly LayerChoice[]
  /** How far a run is that has not ended; null for one that has. */
  readonly underWay: string | null
  /** The command that repeats the run. */
  readonly command: string
  readonly versions: readonly (readonly [name: string, version: string])[]
}

/** A measured quantity, such as latency in cycles; the unit may be "". */
export interface Quantity {
  readonly name: string
  readonly unit: string
}

/** A quantity and the largest admissible sum of it. */
export interface Constrained extends Quantity {
  readonly budget: number
}

/** What one method came to. `value` and `costs` are null when it found nothing feasible. */
export interface MethodResult {
  readonly method: string
  readonly value: number | null
  readonly costs: readonly number[] | null
  /** Wall time; null when it was not measured. */
  readonly seconds: number | null
  /** The optimum (or bound) among this method's own choices, where they are others than the answer's. */
  readonly optimum?: number
}

/** Progress of one stage. */
export interface SearchPanel {
  readonly title: string
  /** What the horizontal axis counts: "episode", "generation". */
  readonly step: string
  readonly lines: readonly SearchLine[]
  /** The optimum (or bound) among this stage's own choices, where they are others than the answer's. */
  readonly optimum?: number
}

/** Best value so far after a step; steps rise. Points that are not finite (nothing feasible yet) are left out. */
export interface SearchLine {
  readonly name: string
  readonly points: readonly (readonly [step: number, value: number])[]
}

/** What a layer got. */
export interface LayerChoice {
  /** Position in the network, from 1. */
  readonly layer: number
  readonly name: string
  readonly pe: number
  readonly tile: number
  /** Only there where it is a choice. */
  readonly dataflow?: string
  /** Per PE. */
  readonly l1Bytes: number
  /** Share of the objective, in its unit. */
  readonly value: number
  /** Share of every budget, in its unit. */
  readonly costs: readonly number[]
  /** What the optimum gives this layer, where it is known. */
  readonly optimum?: Pick<LayerChoice, "pe" | "tile" | "dataflow" | "l1Bytes" | "costs">
}
