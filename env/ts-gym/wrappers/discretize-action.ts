// DiscretizeAction: a number of bins as actions of a Box.
//
// Source: Gymnasium 1.4.0, wrappers/transform_action.py.

import { ActionWrapper, type Env } from "../core.ts"
import { Discrete } from "../spaces/discrete.ts"
import { type NumberArray, newArray } from "../spaces/dtype.ts"
import { MultiDiscrete } from "../spaces/multi-discrete.ts"
import type { Space } from "../spaces/space.ts"
import { type Bins, binEdges, binsOf, combinations, joinBins, splitBins } from "./bins.ts"
import { type AnyBox, boxOf, checkBounded } from "./box-of.ts"
import type { DiscretizeOptions } from "./discretize-observation.ts"

/** Takes the number of a bin per element and hands on the middles of those bins. */
export class DiscretizeAction<Obs, InnerAct extends NumberArray = NumberArray> extends ActionWrapper<
  Obs,
  number | Int32Array,
  InnerAct
> {
  readonly bins: readonly number[]
  readonly multidiscrete: boolean
  readonly #box: AnyBox
  readonly #centers: readonly (readonly number[])[]

  /** @throws ValueError unless the action space is a Box with finite bounds, and bins fit it */
  constructor(env: Env<Obs, InnerAct>, bins: Bins, { multidiscrete = false }: DiscretizeOptions = {}) {
    const box = boxOf("DiscretizeAction", "actionSpace", env.actionSpace)
    checkBounded("DiscretizeAction", "actionSpace", box)
    const each = binsOf("DiscretizeAction", bins, box)
    const space = multidiscrete ? new MultiDiscrete(each) : new Discrete(combinations(each))
    super(env, space as Space as Space<number | Int32Array>, [DiscretizeAction, bins, { multidiscrete }])
    this.bins = each
    this.multidiscrete = multidiscrete
    this.#box = box
    const round = box.dtype === "float32" ? Math.fround : (x: number) => x
    this.#centers = each.map((n, i) => {
      const edges = binEdges(box, i, n)
      return edges.slice(1).map((edge, k) => round(0.5 * round(edges[k] + edge)))
    })
  }

  override action(action: number | Int32Array): InnerAct {
    const indices = typeof action === "number" ? splitBins(this.bins, action) : action
    const out = newArray(this.#box.dtype, this.bins.length)
    for (let i = 0; i < out.length; i++) out[i] = this.#centers[i][Math.min(this.bins[i] - 1, Math.max(0, indices[i]))]
    return out as InnerAct
  }

  /** The action whose bins' middles are nearest. */
  revertAction(action: InnerAct): number | Int32Array {
    const indices = Int32Array.from(this.#centers, (centers, i) => {
      const away = centers.map(center => Math.abs(center - action[i]))
      return away.indexOf(Math.min(...away))
    })
    return this.multidiscrete ? indices : joinBins(this.bins, indices)
  }
}
