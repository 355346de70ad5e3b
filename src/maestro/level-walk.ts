// The walk over one level from its tables (level-tables.ts), and down to the level below.
//
// Source: specification "cost model", sections 3.8 and 3.9. Results are bit for bit those of the ordered walk
// (evaluate.ts). Whether that walk is needed is found out on the way: `walk` then returns false.
//
// A level below depends on which directives of this one are at an edge tile, so its results are remembered by
// these bits: exact, and most cases share one of a few.

import { CaseList } from "./case-list.ts"
import { Groups, MAX_GROUPS } from "./groups.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import { LevelTables, MASKS } from "./level-tables.ts"
import { nocDelay } from "./noc.ts"
import { unitTile } from "./record.ts"
import type { TimingRecorder } from "./timing.ts"
import type { Workspace } from "./workspace.ts"

// A remembered result of a lower level: what the level above takes from it.
const RUNTIME = 0
const ACTIVE = 1
const L1_LEVEL = 2 // level whose tiles are the L1 need, and how often they count for the inputs
const L1_TIMES = 3
/** Number of the evaluation on the recorded tape. */
const EVALUATION = 4
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
  readonly groups = new Groups()
  /** Sum of the occurrences of all valid cases. */
  total = 0
  /** All cases, listed when their order matters. */
  readonly cases: CaseList
  // Per mask: cycles and active units of a step, and the time to hand its outputs up.
  readonly compute = new Float64Array(MASKS)
  readonly active = new Float64Array(MASKS)
  readonly egressDelay = new Float64Array(MASKS)
  /** Per group: the time to fetch its data. */
  readonly ingressDelay = new Float64Array(MAX_GROUPS)

  /** Takes down every evaluation while it is set (timing.ts). */
  recorder: TimingRecorder | null = null

  readonly #l: number
  readonly #below: LevelWalk | null
  readonly #settings: Float64Array
  /** Per mask: its results of the level below, for whole or partial units and for the rest (−1: none). */
  readonly #firstBelow = new Int32Array(MASKS)
  readonly #restBelow = new Int32Array(MASKS)
  // Results by the edges of the level above.
  readonly #keys = new Int32Array(RESULTS)
  readonly #results = new Float64Array(RESULTS * RESULT_SIZE)
  #known = 0
  /** Whether the active units of all masks are whole numbers. */
  #wholeActive = true

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
    this.tables.forget()
  }

  /** Fills tables, delays and groups; false when the ordered walk is needed. */
  walk(w: Workspace): boolean {
    if (!this.tables.fill(w) || !this.#timeMasks(w)) return false
    this.groups.fill(this.tables)
    this.#timeFetches()
    return true
  }

  /** Compute delay, active units and egress delay of every mask (section 3.9). */
  #timeMasks(w: Workspace): boolean {
    const l = this.#l
    const { masks, weight, joint, critical, egress, atEdge } = this.tables
    const { compute, active, egressDelay } = this
    const below = l + 1 < w.levels ? this.#below : null
    const lanes = this.#settings[LANES]
    const bandwidth = this.#settings[BANDWIDTH]
    const latency = this.#settings[LATENCY]
    this.#wholeActive = true
    this.total = 0
    for (let z = 0; z < masks; z++) {
      if (critical[z] <= 0) continue
      this.total += weight[z]
      egressDelay[z] = nocDelay(egress[z], bandwidth, latency)
      if (below === null) compute[z] = Math.ceil(critical[z] / lanes)
      else if (!this.#timeBelow(w, below, z)) return false
      // The reference divides by it at the top.
      if (l === 0 && compute[z] === 0) return false
      if (below === null || active[z] === 0) active[z] = atEdge[joint[z]] === 1 ? w.edgeUnits[l] : w.units[l]
      if (Math.trunc(active[z]) !== active[z]) this.#wholeActive = false
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
    this.#restBelow[z] = -1
    const found = below.#results
    let compute = Math.max(0, found[first + RUNTIME])
    let active = found[first + ACTIVE] * copies
    if (isPartial && edgeUnits > 1) {
      const rest = this.#resultBelow(w, below, z, false)
      if (rest < 0) return false
      this.#restBelow[z] = rest
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
    const at = known * RESULT_SIZE
    if (!below.#sumUp(w, at)) return -1
    keys[known] = key
    below.#known = known + 1
    return at
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

  /** The result of a lower level: run time, average active units and what its L1 need is. */
  #sumUp(w: Workspace, at: number): boolean {
    const isSingle = this.groups.count === 1 && this.total === 1
    this.#results[at + RUNTIME] = isSingle
      ? this.compute[0] + this.ingressDelay[0]
      : this.runtime(Number.NEGATIVE_INFINITY)
    this.#results[at + ACTIVE] = isSingle ? this.active[0] : this.averageActive()
    if (this.recorder !== null) this.#results[at + EVALUATION] = this.record(w, this.recorder)
    return this.#findL1(w, this.#results, at)
  }

  /** Run time when no step lasts less than `floor` cycles. */
  runtime(floor: number): number {
    const { count, weight, mask } = this.groups
    const { critical } = this.tables
    const { compute, egressDelay, ingressDelay } = this
    let runtime = 0
    for (let x = 0; x < count; x++) {
      const z = mask[x]
      if (critical[z] <= 0) continue // Quirk 13: a case without critical work is skipped.
      // Nothing leaves in the first step; later steps overlap with both transfers.
      const step = x === 0 ? compute[z] + ingressDelay[0] : Math.max(egressDelay[z], compute[z], ingressDelay[x])
      runtime += weight[x] * Math.max(step, floor)
    }
    return runtime
  }

  /** Average number of active units. */
  averageActive(): number {
    const { masks, weight, critical } = this.tables
    const { active } = this
    if (this.total === 0) return 0
    let sum = 0
    if (this.#wholeActive) for (let z = 0; z < masks; z++) sum += critical[z] > 0 ? weight[z] * active[z] : 0
    else sum = this.#orderedActive()
    return sum / this.total
  }

  /** Sums of fractions depend on their order, which must be the reference's. NaN when there are too many cases. */
  #orderedActive(): number {
    const { cases, active } = this
    const { critical } = this.tables
    if (!cases.fill()) return Number.NaN
    let sum = 0
    for (let c = 0; c < cases.count; c++) {
      const x = cases.placeOf(c)
      const z = cases.mask[x]
      if (critical[z] > 0) sum += active[z] * cases.occurrences[x]
    }
    return sum
  }

  /** The level whose tiles are the L1 need: along the first valid case of each level, down to one without a level below. */
  #findL1(w: Workspace, out: Float64Array, at: number): boolean {
    let first = 0
    let opening = 1
    if (this.tables.critical[0] <= 0) {
      if (!this.cases.fill()) return false
      opening = this.cases.opening()
      first = this.total > 0 ? this.cases.mask[this.cases.placeOf(opening - 1)] : -1
    }
    const below = this.#l + 1 < w.levels ? this.#below : null
    const isOwn = below === null || first < 0
    out[at + L1_LEVEL] = isOwn ? this.#l : below.#results[this.#firstBelow[first] + L1_LEVEL]
    out[at + L1_TIMES] = isOwn ? opening : below.#results[this.#firstBelow[first] + L1_TIMES]
    return true
  }

  /** L1 need per tensor. Quirk 12: the tiles of the inputs add up over skipped cases. False: the ordered walk is needed. */
  l1Into(w: Workspace, out: Float64Array, at: number): boolean {
    const found = this.#results
    if (!this.#findL1(w, found, 0)) return false
    const level = found[L1_LEVEL] | 0 // an integer to the compiler as well: it indexes
    out[at + INPUT] = found[L1_TIMES] * unitTile(w, level, INPUT)
    out[at + FILTER] = found[L1_TIMES] * unitTile(w, level, FILTER)
    out[at + OUTPUT] = unitTile(w, level, OUTPUT)
    return true
  }

  /** Records this evaluation; its number on the tape. */
  record(w: Workspace, recorder: TimingRecorder): number {
    const { fetchedInput, fetchedFilter, masks, egress, critical } = this.tables
    const { count, weight, fetch, mask } = this.groups
    const below = this.#l + 1 < w.levels ? this.#below : null
    const evaluation = (result: number) => (below === null || result < 0 ? -1 : below.#results[result + EVALUATION])
    return recorder.add({
      isInnermost: below === null,
      masks,
      egress,
      critical,
      first: this.#firstBelow.slice(0, masks).map(evaluation),
      rest: this.#restBelow.slice(0, masks).map(evaluation),
      groups: count,
      weight,
      ingress: x => fetchedInput[fetch[x]] + fetchedFilter[fetch[x]],
      mask,
    })
  }

  #timeFetches(): void {
    const { count, fetch } = this.groups
    const { fetchedInput, fetchedFilter } = this.tables
    const { ingressDelay } = this
    const bandwidth = this.#settings[BANDWIDTH]
    const latency = this.#settings[LATENCY]
    for (let x = 0; x < count; x++) {
      ingressDelay[x] = nocDelay(fetchedInput[fetch[x]] + fetchedFilter[fetch[x]], bandwidth, latency)
    }
  }
}
