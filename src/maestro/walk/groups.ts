// Cases of a level that differ only in Init or Steady of their outer loops, as groups with one weight.
//
// Source: specification "cost model", sections 3.6 and 8. All cases of a group have the same mask and the same
// fetch, hence the same volumes and times. About half as many as cases, and enough for every sum.

import { MAX_LEVELS } from "../plan.ts"
import { f64, i32 } from "./arrays.ts"
import { levelTables } from "./level-tables.ts"
import * as W from "./workspace.ts"

const { LOOPS, MASKS, JOINT, GROUPS } = W

/** Groups of all levels, those of level l from l * GROUPS on. */
export const groups = {
  count: i32(MAX_LEVELS),
  /** Sum of the occurrences of the group's cases. */
  weight: f64(MAX_LEVELS * GROUPS),
  mask: i32(MAX_LEVELS * GROUPS),
  /** (1 + changing loop) * JOINT + joint state; the first group is the first case. */
  fetch: i32(MAX_LEVELS * GROUPS),
}
const { count, weight, mask, fetch } = groups
const { loops, steady, edgeBit, joint } = levelTables
/** Per mask of the loops so far: their occurrences. */
const outer = f64(MASKS)

/** Lists the groups of level l. */
export function fillGroups(l: number): void {
  const start = l * GROUPS
  const z0 = l * MASKS
  outer[0] = weight[start] = 1
  mask[start] = fetch[start] = 0
  let masks = 1
  let to = start + 1
  for (let i = 0; i < loops[l]; i++) {
    const k = steady[l * LOOPS + i]
    const bit = edgeBit[l * LOOPS + i]
    const f = (i + 1) * JOINT
    for (let z = 0; z < masks; z++) {
      if (k > 0) {
        weight[to] = outer[z] * k
        mask[to] = z
        fetch[to++] = f + joint[z0 + z]
      }
      if (bit !== 0) {
        weight[to] = outer[z + bit] = outer[z]
        mask[to] = z + bit
        fetch[to++] = f + joint[z0 + z + bit]
      }
      outer[z] *= 1 + k
    }
    if (bit !== 0) masks *= 2
  }
  count[l] = to - start
}
