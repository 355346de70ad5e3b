// The walk over one level from its tables (level-tables.ts), and down to the level below.
//
// Source: specification "cost model", sections 3.8 and 3.9. Results are bit for bit those of the ordered walk
// (evaluate.ts). Whether that walk is needed is found out on the way: `walk` then returns false.
//
// A level below depends on which directives of this one are at an edge tile, so its results are remembered by
// these bits: exact, and most cases share one of a few.

import { CaseList } from "./case-list.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { JOINT, LevelTables, MASKS, MAX_DIRECTIVES } from "./level-tables.ts"
import { nocDelay } from "./noc.ts"
import { unitTile } from "./record.ts"
import type { Workspace } from "./workspace.ts"

// A remembered result of a lower level: what the level above takes from it.
const RUNTIME = 0
const ACTIVE = 1
const L1 = 2 // three tensors
const RESULT_SIZE = 5
/** Results a level remembers per evaluation. */
const RESULTS = 2 * MASKS

// What an evaluation is made for, besides the workspace.
export const LANES = 0
export const BANDWIDTH = 1
export const LATENCY = 2
export const OFFCHIP = 3
export const SETTINGS_SIZE = 4

/** Evaluates level `l` for the actual sizes in a workspace. */
export class LevelWalk {
  readonly tables: LevelTables
  readonly cases: CaseList
  // Per mask: cycles and active units of a step, and the time to hand its outputs up.
  readonly compute = new Float64Array(MASKS)
  readonly active = new Float64Array(MASKS)
  readonly egressDelay = new Float64Array(MASKS)
  /** Per fetch: the time it takes. */
  readonly ingressDelay = new Float64Array((MAX_DIRECTIVES + 1) * JOINT)

  readonly #l: number
  readonly #below: LevelWalk | null
  readonly #settings: Float64Array
  /** Per mask: its first result of the level below. */
  readonly #firstBelow = new Int32Array(MASKS)
  // Results by the edges of the level above.
  readonly #keys = new Int32Array(RESULTS)
  readonly #results = new Float64Array(RESULTS * RESULT_SIZE)
  #known = 0

  constructor(l: number, below: LevelWalk | null, settings: Float64Array) {
    this.#l = l
    this.#below = below
    this.#settings = settings
    this.tables = new LevelTables(l)
    this.cases = new CaseList(this.tables)
  }

  /** Forgets results: sizes or settings have changed. */
  forget(): void {
    this.#known = 0
  }

  /** Fills tables, delays and the list of cases; false when the ordered walk is needed. */
  walk(w: Workspace): boolean {
    if (!this.tables.fill(w) || !this.#timeMasks(w)) return false
    this.#timeFetches()
    return this.cases.fill()
  }

  /** Compute delay, active units and egress delay of every mask (section 3.9). */
  #timeMasks(w: Workspace): boolean {
    const l = this.#l
    const { masks, joint, critical, egress, atEdge } = this.tables
    const { compute, active, egressDelay } = this
    const below = l + 1 < w.levels ? this.#below : null
    const lanes = this.#settings[LANES]
    const bandwidth = this.#settings[BANDWIDTH]
    const latency = this.#settings[LATENCY]
    for (let z = 0; z < masks; z++) {
      egressDelay[z] = nocDelay(egress[z], bandwidth, latency)
      if (critical[z] <= 0) continue
      if (below === null) compute[z] = Math.ceil(critical[z] / lanes)
      else if (!this.#timeBelow(w, below, z)) return false
      // The reference divides by it at the top.
      if (l === 0 && compute[z] === 0) return false
      if (below === null || active[z] === 0) active[z] = atEdge[joint[z]] === 1 ? w.edgeUnits[l] : w.units[l]
    }
    return true
  }

  /** Evaluations of the level below that a mask needs: for whole units, and for a partial last one. */
  #timeBelow(w: Workspace, below: LevelWalk, z: number): boolean {
    const { joint, atEdge, partial } = this.tables
    const edgeUnits = w.edgeUnits[this.#l]
    const g = joint[z]
    const isPartial = atEdge[g] === 1 && partial[g] === 1
    const copies = isPartial ? 1 : atEdge[g] === 1 ? edgeUnits : w.units[this.#l]
    const first = this.#resultBelow(w, below, z, edgeUnits === 1 || isPartial)
    if (first < 0) return false
    this.#firstBelow[z] = first
    const found = below.#results
    let compute = Math.max(0, found[first + RUNTIME])
    let active = found[first + ACTIVE] * copies
    if (isPartial && edgeUnits > 1) {
      const rest = this.#resultBelow(w, below, z, false)
      if (rest < 0) return false
      compute = Math.max(compute, found[rest + RUNTIME])
      active += found[rest + ACTIVE] * (edgeUnits - 1)
    }
    this.compute[z] = compute
    this.active[z] = active
    return true
  }

  /** Offset of the result below for the tiles of a mask, evaluated unless known; −1 when it needs the ordered walk. */
  #resultBelow(w: Workspace, below: LevelWalk, z: number, wholeUnit: boolean): number {
    const edges = this.tables.edges[z]
    const key = wholeUnit ? edges : edges & ~w.spatialBits[this.#l]
    const keys = below.#keys
    const known = below.#known
    for (let i = 0; i < known; i++) if (keys[i] === key) return i * RESULT_SIZE
    if (known === RESULTS) return -1
    this.#handDown(w, key)
    if (!below.walk(w)) return -1
    keys[known] = key
    below.#known = known + 1
    below.#sumUp(w, known * RESULT_SIZE)
    return known * RESULT_SIZE
  }

  /** Actual sizes of the level below: the tiles of this one, at the edge where `key` has a bit. */
  #handDown(w: Workspace, key: number): void {
    const { actual, dim, full, edgeFull } = w
    const base = this.#l * w.stride
    const into = (this.#l + 1) * w.dims
    for (let j = w.count[this.#l] - 1; j >= 0; j--) {
      actual[into + dim[base + j]] = (key >> j) & 1 ? edgeFull[base + j] : full[base + j]
    }
  }

  /** The result of a lower level: run time, average active units and L1 need. */
  #sumUp(w: Workspace, at: number): void {
    this.sumTime(Number.NEGATIVE_INFINITY, this.#results, at + RUNTIME, at + ACTIVE)
    this.l1Into(w, this.#results, at + L1)
  }

  /** Run time and average active units, into two places of `out`. Steps last at least `floor` cycles. */
  sumTime(floor: number, out: Float64Array, runtimeAt: number, activeAt: number): void {
    const { count, occurrences, mask, fetch, total } = this.cases
    const { compute, active, egressDelay, ingressDelay } = this
    let runtime = 0
    let activeSum = 0
    for (let i = 0; i < count; i++) {
      const occ = occurrences[i]
      const z = mask[i]
      const f = fetch[i]
      // Nothing leaves in the first step; later steps overlap with both transfers.
      const step = f < JOINT ? compute[z] + ingressDelay[f] : Math.max(egressDelay[z], compute[z], ingressDelay[f])
      runtime += occ * Math.max(step, floor)
      activeSum += active[z] * occ
    }
    out[runtimeAt] = runtime
    out[activeAt] = total === 0 ? activeSum : activeSum / total
  }

  /** L1 need per tensor: that of the first record of the first valid case. Quirk 12: skipped cases before it add up. */
  l1Into(w: Workspace, out: Float64Array, at: number): void {
    const { opening, count, mask } = this.cases
    if (this.#below !== null && this.#l + 1 < w.levels && count > 0) {
      const found = this.#below.#results
      const from = this.#firstBelow[mask[0]] + L1
      for (let t = INPUT; t <= OUTPUT; t++) out[at + t] = found[from + t]
      return
    }
    out[at + INPUT] = opening * unitTile(w, this.#l, INPUT)
    out[at + FILTER] = opening * unitTile(w, this.#l, FILTER)
    out[at + OUTPUT] = unitTile(w, this.#l, OUTPUT)
  }

  #timeFetches(): void {
    const { loops, fetchedInput, fetchedFilter } = this.tables
    const { ingressDelay } = this
    const bandwidth = this.#settings[BANDWIDTH]
    const latency = this.#settings[LATENCY]
    for (let f = 0; f < (loops + 1) * JOINT; f++) {
      ingressDelay[f] = nocDelay(fetchedInput[f] + fetchedFilter[f], bandwidth, latency)
    }
  }
}
