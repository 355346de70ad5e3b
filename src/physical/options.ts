// Modelling choices of profile `physical`, each visible with its default.
//
// Source: specification "physical", sections 3.6, 3.7 and 7.

import { checkInteger, checkName, checkNumber } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import { type CostConstants, MAESTRO_CONSTANTS } from "../maestro/constants.ts"
import type { Hardware } from "../maestro/hardware.ts"

/** How often L2 is filled from off-chip. */
export type L2Rule = "resident" | "streaming" | { readonly capacity: number }

/** Choices of a physical evaluation. */
export interface PhysicalChoices {
  /**
   * When the first data of a PE's or cluster's chunk arrive: `prefetch`, while its parent's previous step
   * still runs, so that only the layer's first step pays for the fill; `exposed`, after its parent's step
   * began, as the reference assumes. With one-cycle inner steps they differ by up to a factor of two.
   */
  readonly innerFill: "prefetch" | "exposed"
  /**
   * `resident`: L2 holds the layer, every input and filter element is written into it once.
   * `streaming`: L2 holds only the double-buffered step, every fetch of the array misses.
   * `{ capacity }` (elements): resident if the three tensors fit together, else streaming.
   */
  readonly l2: L2Rule
  /**
   * Whether run time is at least the off-chip traffic divided by the off-chip bandwidth. A lower bound:
   * transfers off-chip are not scheduled, only their total is.
   */
  readonly offchipFloor: boolean
  /** Energy of one access to a cluster's buffer, in MACs; 0 for hardware without such buffers. */
  readonly clusterAccess: number
  /** Energy, area and power constants. */
  readonly constants: CostConstants
}

export const PHYSICAL_DEFAULTS: PhysicalChoices = {
  innerFill: "prefetch",
  l2: "resident",
  offchipFloor: true,
  clusterAccess: 0,
  constants: MAESTRO_CONSTANTS,
}

const INNER_FILLS = ["prefetch", "exposed"] as const
const L2_RULES = ["resident", "streaming"] as const

/** Choices completed by the defaults. @throws InputError naming the choice, its value and what is allowed */
export function completeChoices(given: Partial<PhysicalChoices>): PhysicalChoices {
  const all = { ...PHYSICAL_DEFAULTS, ...given }
  // Written out, so that all choices have one hidden class wherever they come from: kernels read them for every mapping.
  const choices: PhysicalChoices = {
    innerFill: all.innerFill,
    l2: all.l2,
    offchipFloor: all.offchipFloor,
    clusterAccess: all.clusterAccess,
    constants: all.constants,
  }
  checkName("innerFill", choices.innerFill, INNER_FILLS)
  if (typeof choices.l2 === "string") checkName("l2", choices.l2, L2_RULES)
  else checkNumber("l2.capacity", choices.l2.capacity, 0)
  checkNumber("clusterAccess", choices.clusterAccess, 0)
  return choices
}

/**
 * Throws for hardware that could not exist.
 *
 * @throws InputError unless PEs and lanes are positive integers, bandwidths above 0 and the latency at least 0
 */
export function checkHardware(hardware: Hardware): Hardware {
  checkInteger("numPEs", hardware.numPEs, 1)
  checkInteger("simdLanes", hardware.simdLanes, 1)
  for (const field of ["nocBandwidth", "offchipBandwidth"] as const) {
    if (hardware[field] > 0) continue
    throw new InputError(`${field} is ${hardware[field]}, expected a number above 0 (elements per cycle)`)
  }
  checkNumber("nocLatency", hardware.nocLatency, 0)
  return hardware
}
