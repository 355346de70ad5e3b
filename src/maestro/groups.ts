// Cases of a level that differ only in Init or Steady of their outer loops, as groups with one weight.
//
// Source: specification "cost model", sections 3.6 and 8. All cases of a group have the same mask and the same
// fetch, hence the same volumes and times. About half as many as cases, and enough for every sum.

import { type LevelTables, MASKS, MAX_DIRECTIVES } from "./level-tables.ts"
import { JOINT } from "./spatial-parts.ts"

export const MAX_GROUPS = 1 + 2 * MASKS * MAX_DIRECTIVES

export class Groups {
  count = 0
  /** Sum of the occurrences of the group's cases. */
  readonly weight = new Float64Array(MAX_GROUPS)
  readonly mask = new Int32Array(MAX_GROUPS)
  /** (1 + changing loop) * JOINT + joint state; the first group is the first case. */
  readonly fetch = new Int32Array(MAX_GROUPS)
  /** Per mask of the loops so far: their occurrences. */
  readonly #outer = new Float64Array(MASKS)

  fill(tables: LevelTables): void {
    const { loops, steady, edgeBit, joint } = tables
    const { weight, mask, fetch } = this
    const outer = this.#outer
    outer[0] = weight[0] = 1
    mask[0] = fetch[0] = 0
    this.count = 1
    if (loops === 0) return
    let masks = 1
    let to = 1
    for (let i = 0; i < loops; i++) {
      const k = steady[i]
      const bit = edgeBit[i]
      const f = (i + 1) * JOINT
      for (let z = 0; z < masks; z++) {
        if (k > 0) {
          weight[to] = outer[z] * k
          mask[to] = z
          fetch[to++] = f + joint[z]
        }
        if (bit !== 0) {
          weight[to] = outer[z + bit] = outer[z]
          mask[to] = z + bit
          fetch[to++] = f + joint[z + bit]
        }
        outer[z] *= 1 + k
      }
      if (bit !== 0) masks *= 2
    }
    this.count = to
  }
}
