// The fast walk over all levels: when it may be used, and its start at the top level.

import type { Hardware } from "./hardware.ts"
import { BANDWIDTH, LANES, LATENCY, LevelWalk, OFFCHIP, SETTINGS_SIZE } from "./level-walk.ts"
import * as Row from "./row.ts"
import type { Workspace } from "./workspace.ts"

/** Directives of a level are bits of a 32-bit integer. */
const MAX_DIRECTIVES = 30

/** A walk from tables, or null for a mapping that needs the ordered one whatever its sizes: a level maps a dimension twice. */
export function tableWalkFor(w: Workspace): TableWalk | null {
  for (let l = 0; l < w.levels; l++) {
    if (w.count[l] > MAX_DIRECTIVES) return null
    for (let j = 0; j < w.count[l]; j++) if (w.last[l * w.stride + j] !== j) return null
  }
  return new TableWalk(w)
}

/** Evaluates the tables in a workspace. One per workspace; not reentrant. */
export class TableWalk {
  readonly #w: Workspace
  readonly #top: LevelWalk
  readonly #settings = new Float64Array(SETTINGS_SIZE)

  constructor(w: Workspace) {
    this.#w = w
    this.#top = new LevelWalk(w, 0, this.#settings)
  }

  /**
   * Writes the unpriced fields of a row at `out[at]`. False, with nothing written, when this layer and
   * hardware need the ordered walk: more than 8 edges, 2^31 occurrences, or an error to be reported.
   */
  evaluateInto(out: Float64Array, at: number, hardware: Hardware): boolean {
    if (this.#w.units[0] < 1) return false
    this.#settings[LANES] = hardware.simdLanes
    this.#settings[BANDWIDTH] = hardware.nocBandwidth
    this.#settings[LATENCY] = hardware.nocLatency
    this.#settings[OFFCHIP] = hardware.offchipBandwidth
    this.#top.forget()
    if (!this.#top.walk()) return false
    for (let i = 0; i <= Row.SINGLE_RECORD; i++) out[at + i] = this.#top.record[i]
    return true
  }
}
