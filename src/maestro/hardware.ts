// The accelerator as the cost model sees it (specification "cost model", section 1.3).

/** Hardware of one evaluation. Bandwidths are in elements per cycle, the same at every cluster level. */
export interface Hardware {
  /** Processing elements, ≥ 1. */
  readonly numPEs: number
  /** MAC lanes per PE, ≥ 1. */
  readonly simdLanes: number
  /** Network on chip, elements per cycle, ≥ 1. */
  readonly nocBandwidth: number
  /** Zero-load latency of the network on chip in cycles (hops × cycles per hop), ≥ 0. */
  readonly nocLatency: number
  /** Elements per cycle to and from memory, ≥ 1. */
  readonly offchipBandwidth: number
  /**
   * Bandwidth and latency per level where they differ, innermost level first (the reference's bandwidth
   * sweep); area and power are still those of `nocBandwidth`.
   */
  readonly nocByHeight?: readonly NocLink[]
}

/** Hardware of a table of choices; the PE count is the choice's. */
export type TableHardware = Omit<Hardware, "numPEs">

/** The network on chip of one level. */
export interface NocLink {
  readonly bandwidth: number
  readonly latency: number
}

/** What the reference's command line assumes when nothing is said (specification, section 2.4). */
export const HARDWARE_DEFAULTS: Hardware = {
  numPEs: 7,
  simdLanes: 1,
  nocBandwidth: 2147483647,
  nocLatency: 0,
  offchipBandwidth: 70000,
}
