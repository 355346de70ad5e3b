// Why a mapping is refused: reasons, the place in the dataflow, and the repair where one is obvious.
//
// Source: specification "physical", section 2.2. A mapping is legal for a layer and a number of PEs iff
// every point (MAC) of the layer is computed exactly once.

import { InputError } from "../core/errors.ts"
import type { Dataflow, MapDirective } from "../maestro/dataflow.ts"

/**
 * - `overlap`: the advance is smaller than the tile, points are computed twice
 * - `gap`: the advance is larger than the tile, points are skipped
 * - `window`: a piece of input rows holds fewer rows than its taps need, nothing is computed
 * - `pair`: two spatial maps pair only pieces of equal position
 * - `joint`: a diagonal pair of spatial maps (input rows and taps) does not line up, or has no product form
 * - `twice`: a level maps an axis twice
 * - `no-spatial-map`, `too-many-spatial-maps`: a level needs one or two
 * - `dimension`: a directive on something that is no axis of the layer
 * - `units`: the cluster sizes exceed the PEs
 * - `layer`: a dimension is missing, has no meaning here, or the filter is larger than the input
 */
export type Reason =
  | "overlap"
  | "gap"
  | "window"
  | "pair"
  | "joint"
  | "twice"
  | "no-spatial-map"
  | "too-many-spatial-maps"
  | "dimension"
  | "units"
  | "layer"

/** A change of one directive that removes the complaint (others may follow). */
export interface Repair {
  /** Position in the dataflow. */
  readonly directive: number
  /** What to write there; null to leave the directive out. */
  readonly replacement: MapDirective | null
}

/** A refused mapping. */
export interface Refusal {
  readonly reason: Reason
  /** Level from the top, 0 first; −1 when the whole mapping or the layer is meant. */
  readonly level: number
  /** Position in the dataflow, or −1. */
  readonly directive: number
  readonly message: string
  readonly repair: Repair | null
}

/** Raised for a refused mapping; `code` is the reason. */
export class MappingError extends InputError {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message, refusal.reason)
    this.refusal = refusal
  }
}

/** The dataflow with one directive changed. */
export function applyRepair(dataflow: Dataflow, { directive, replacement }: Repair): Dataflow {
  return dataflow.flatMap((d, i) => (i !== directive ? [d] : replacement === null ? [] : [replacement]))
}

/** Whether a result is a refusal. */
export function isRefusal(result: object): result is Refusal {
  return "reason" in result
}

/** A directive as it is written in a mapping file. */
export function directiveText(d: MapDirective): string {
  return `${d.kind === "spatial" ? "SpatialMap" : "TemporalMap"}(${d.size},${d.offset}) ${d.dim}`
}

/** A directive and its place. */
export interface Placed {
  /** Position in the dataflow. */
  readonly directive: number
  readonly written: MapDirective
}

/** A refusal of one directive, with the replacement that would mend it. */
export function refuse(
  reason: Reason,
  level: number,
  at: Placed,
  complaint: string,
  replacement?: MapDirective | null,
): Refusal {
  const mend =
    replacement === undefined ? "" : replacement === null ? "; leave it out" : `; write ${directiveText(replacement)}`
  return {
    reason,
    level,
    directive: at.directive,
    message: `level ${level}, ${directiveText(at.written)}: ${complaint}${mend}`,
    repair: replacement === undefined ? null : { directive: at.directive, replacement },
  }
}

/** A refusal that no single directive causes. */
export function refuseAll(reason: Reason, message: string, level = -1): Refusal {
  return { reason, level, directive: -1, message: level < 0 ? message : `level ${level}: ${message}`, repair: null }
}
