// What no mapping of a layer can beat on given hardware.
//
// Source: specification "physical", sections 3.6–3.8: cycles ≥ MACs / (PEs × lanes); every input and filter element enters the
// array at least once, every output leaves it at least once, all three pass the off-chip interface at least once.

import type { Hardware } from "../maestro/hardware.ts"
import type { PhysicalChoices } from "../physical/options.ts"
import type { Dimensions } from "./genome.ts"

/** Lower bounds of a layer. */
export interface LayerBounds {
  /** Cycles: PEs busy all the time; data through the network on chip once; through the off-chip interface once. */
  readonly compute: number
  readonly noc: number
  readonly offchip: number
  /** The largest of them. */
  readonly cycles: number
  /** nJ, with every element moved once. */
  readonly energy: number
  /** Elements read and written off-chip. */
  readonly traffic: number
}

/**
 * Bounds of a layer under the modelling choices.
 *
 * @param traffic elements that pass the off-chip interface at least, where a tighter figure than the tensors' sizes is known
 */
export function boundsOf(
  d: Dimensions,
  hardware: Hardware,
  choices: PhysicalChoices,
  traffic = d.tensors[0] + d.tensors[1] + d.tensors[2],
): LayerBounds {
  const [input, filter, output] = d.tensors
  const { l1Access, l2Access, macEnergy } = choices.constants
  const compute = Math.ceil(d.macs / (hardware.numPEs * hardware.simdLanes))
  const noc = Math.max(Math.ceil((input + filter) / hardware.nocBandwidth), Math.ceil(output / hardware.nocBandwidth))
  const offchip = choices.offchipFloor ? Math.ceil(traffic / hardware.offchipBandwidth) : 0
  const l2Accesses = 2 * (input + filter + output)
  const l1Accesses = 4 * d.macs + input + filter
  return {
    compute,
    noc,
    offchip,
    cycles: Math.max(compute, noc, offchip),
    energy: macEnergy * (l2Access * l2Accesses + l1Access * l1Accesses + d.macs),
    traffic,
  }
}
