// DiscretizeObservation: a Box as a number of bins.
//
// Source: Gymnasium 1.4.0, wrappers/transform_observation.py.

import { type Env, ObservationWrapper } from "../core.ts"
import { Discrete } from "../spaces/discrete.ts"
import type { NumberArray } from "../spaces/dtype.ts"
import { MultiDiscrete } from "../spaces/multi-discrete.ts"
import type { Space } from "../spaces/space.ts"
import { type Bins, binEdges, binsOf, combinations, joinBins, splitBins } from "./bins.ts"
import { type AnyBox, boxOf, checkBounded } from "./box-of.ts"

/** What DiscretizeObservation and DiscretizeAction may be given. */
export interface DiscretizeOptions {
  /** One number per element (MultiDiscrete) instead of one for all (Discrete). Default false. */
  multidiscrete?: boolean
}

/** Shows in which bin every element is; bins are equally wide, and what is outside counts to the nearest. */
export class DiscretizeObservation<Act, InnerObs extends NumberArray = NumberArray> extends ObservationWrapper<
  number | Int32Array,
  Act,
  InnerObs
> {
  readonly bins: readonly number[]
  readonly multidiscrete: boolean
  readonly #box: AnyBox
  readonly #edges: readonly (readonly number[])[]

  /** @throws ValueError unless the observation space is a Box with finite bounds, and bins fit it */
  constructor(env: Env<InnerObs, Act>, bins: Bins, { multidiscrete = false }: DiscretizeOptions = {}) {
    const box = boxOf("DiscretizeObservation", "observationSpace", env.observationSpace)
    checkBounded("DiscretizeObservation", "observationSpace", box)
    const each = binsOf("DiscretizeObservation", bins, box)
    const space = multidiscrete ? new MultiDiscrete(each) : new Discrete(combinations(each))
    super(env, space as Space as Space<number | Int32Array>, [DiscretizeObservation, bins, { multidiscrete }])
    this.bins = each
    this.multidiscrete = multidiscrete
    this.#box = box
    this.#edges = each.map((n, i) => binEdges(box, i, n))
  }

  override observation(observation: InnerObs): number | Int32Array {
    const indices = Int32Array.from(this.bins, (n, i) => this.#binOf(observation[i], i, n))
    return this.multidiscrete ? indices : joinBins(this.bins, indices)
  }

  /** Lower and upper edges of the bins of an observation. */
  revertObservation(observation: number | Int32Array): [low: number[], high: number[]] {
    const indices = typeof observation === "number" ? splitBins(this.bins, observation) : [...observation]
    return [indices.map((k, i) => this.#edges[i][k]), indices.map((k, i) => this.#edges[i][k + 1])]
  }

  #binOf(x: number, i: number, bins: number): number {
    const round = this.#box.dtype === "float32" ? Math.fround : (y: number) => y
    const clipped = Math.min(round(this.#box.high[i] - round(1e-8)), Math.max(this.#box.low[i], x))
    let bin = 0
    while (bin < bins - 1 && this.#edges[i][bin + 1] <= clipped) bin++
    return bin
  }
}
