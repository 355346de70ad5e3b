// Where the costs of mapping points come from.
//
// The mapping analysis (buffer needs, accesses, energy) is made once per layer, dataflow, PE count and parameters;
// run time is re-priced for every setting. Templates over all PEs take generated code, everything else the packed
// kernels (kernel-source.ts).

import type { SettingList } from "./space.ts"

/** State of a mapping point for a layer. */
export const POSSIBLE = 0
/** Not a mapping there is: refused, or the reference would stop. */
export const REFUSED = 1
/** The model's numbers are not physically possible (verdict). */
export const IMPOSSIBLE = 2

/** Mapping points that share hardware: one dataflow, PE count and cluster size, parameter combinations from `first` on. */
export interface Block {
  readonly pes: number
  /** null: all PEs. */
  readonly cluster: number | null
  readonly first: number
  readonly count: number
}

/** What the analysis of a layer found, per mapping point of a block. */
export interface Analysis {
  readonly state: Uint8Array
  /** Bytes needed. */
  readonly l1: Float64Array
  readonly l2: Float64Array
  /** nJ when L2 holds the layer, and when it does not. */
  readonly energy: Float64Array
  readonly streamingEnergy: Float64Array
  /** Elements to and from memory, likewise. */
  readonly traffic: Float64Array
  readonly streamingTraffic: Float64Array
}

/** An analysis of up to `count` points. */
export function emptyAnalysis(count: number): Analysis {
  const column = () => new Float64Array(count)
  return {
    state: new Uint8Array(count),
    l1: column(),
    l2: column(),
    energy: column(),
    streamingEnergy: column(),
    traffic: column(),
    streamingTraffic: column(),
  }
}

/** Costs of one dataflow's mapping points. Not reentrant. */
export interface Source {
  /** Analyses a layer over a block. */
  analyse(layer: number, block: Block, into: Analysis): void
  /**
   * Cycles of a layer of the block analysed last, without the floor of off-chip traffic: point k of `live` (positions in the
   * block), setting s at k * settings + s. NaN where the model has no number.
   */
  times(layer: number, block: Block, live: Int32Array, settings: SettingList, out: Float64Array): void
}
