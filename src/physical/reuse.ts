// How often the elements of a tensor are moved on their way from L2 to the MACs, and why again.
//
// Source: the counts of specification "physical", section 1.5. For an output the way leads up: its elements
// are written back as often as they were fetched.

import type { Factor } from "./axes.ts"
import type { LegalMapping } from "./legality.ts"
import { volume } from "./volumes.ts"

/** The way of one tensor's elements from L2 to the MACs, as factors whose product is `uses`. */
export interface Reuse {
  readonly elements: number
  /** MACs per element. */
  readonly uses: number
  /** Per level: fetches into the array per element that its parent got, and units that each of them reaches. */
  readonly levels: readonly { readonly fetches: number; readonly units: number }[]
  /** MACs per element that a PE received. */
  readonly perFill: number
  /** Loops of level 0 over axes that the tensor does not have, with loops of its own inside: each step brings all of it again. */
  readonly again: readonly { readonly axis: string; readonly steps: number }[]
}

/** What an evaluation of the mapping knows of each level. */
export interface LevelTraffic {
  readonly arrayNew: readonly number[]
  readonly unitNew: readonly number[]
}

/** Reuse of input, filter and output. */
export function reuseOf(mapping: LegalMapping, levels: readonly LevelTraffic[]): Reuse[] {
  const { axes } = mapping
  const macs = axes.sizes.reduce((product, size) => product * size, 1)
  const { loops } = mapping.form(0, axes.sizes)
  return axes.tensors.map((tensor, t) => {
    const elements = volume(tensor, axes.sizes)
    const own = loops.map(loop => isCoupled(tensor, loop.axis))
    return {
      elements,
      uses: macs / elements,
      levels: levels.map(({ arrayNew, unitNew }, i) => ({
        fetches: arrayNew[t] / (i === 0 ? elements : levels[i - 1].unitNew[t]),
        units: unitNew[t] / arrayNew[t],
      })),
      perFill: macs / levels[levels.length - 1].unitNew[t],
      again: loops.flatMap(({ axis, count }, i) =>
        !own[i] && own.slice(i + 1).includes(true) ? [{ axis: axes.names[axis], steps: count }] : [],
      ),
    }
  })
}

/** Whether a tensor depends on an axis; an input's rows depend on outputs and taps. */
export function isCoupled(tensor: readonly Factor[], axis: number): boolean {
  return tensor.some(factor => factor.axis === axis || factor.taps === axis)
}
