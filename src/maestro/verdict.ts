// Whether an evaluated row is physically possible.
//
// Source: design section 6; specification "ConfuciuX", section 6.6. The reference model returns rows
// that no machine could achieve, and every search finds them.

import type { Hardware } from "./hardware.ts"
import * as Row from "./row.ts"

/** "ok", or the first law of physics the row breaks. */
export type Verdict = "ok" | "not-a-number" | "not-positive" | "lost-macs" | "too-fast"

/**
 * Judges a row: finite numbers; cycles and energy positive; MACs at least the layer's own; cycles at least the
 * layer's MACs / (PEs × lanes).
 *
 * @param macs multiply-accumulates the layer really has (macsOf)
 */
export function verdictOf(row: ArrayLike<number>, at: number, macs: number, hardware: Hardware): Verdict {
  const lanes = hardware.numPEs * hardware.simdLanes
  return judge(row[at + Row.RUNTIME], row[at + Row.ENERGY], row[at + Row.MACS], macs, lanes)
}

/** `verdictOf` for single numbers; `lanes` is the MACs per cycle of all PEs. */
export function judge(cycles: number, energy: number, counted: number, macs: number, lanes: number): Verdict {
  if (!Number.isFinite(cycles) || !Number.isFinite(energy) || !Number.isFinite(counted)) return "not-a-number"
  if (cycles <= 0 || energy <= 0) return "not-positive"
  if (counted < macs) return "lost-macs"
  if (cycles * lanes < macs) return "too-fast"
  return "ok"
}
