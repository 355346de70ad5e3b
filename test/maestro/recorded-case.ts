// Recorded cases of the reference program as the library's data types, by the product's own readers.

import type { Dataflow } from "../../src/maestro/dataflow.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import { readHardware } from "../../src/maestro/mapping-text/read-hardware.ts"
import { readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { parseFlags } from "../../src/maestro/reference/flags.ts"

/** One line of random-mappings.jsonl.gz. */
export interface RecordedCase {
  readonly id: string
  readonly family: string
  readonly flags: readonly string[]
  readonly hw_text: string | null
  readonly mapping: string
  readonly out: readonly (readonly string[])[]
}

/** A layer with its dataflow in numbers. */
export interface ParsedLayer {
  readonly layer: Layer
  readonly dataflow: Dataflow
}

/** Layers of the mapping text, and the network's name. */
export function parseMapping(text: string): { network: string; layers: ParsedLayer[] } {
  const { network, layers } = readMapping(text, { strict: true })
  return { network, layers: layers.map(({ layer, closed }) => ({ layer, dataflow: closed })) }
}

/** Hardware of the command-line flags and the hardware file. */
export function parseHardware(flags: readonly string[], text: string | null): Hardware {
  const f = parseFlags(flags)
  const hardware = {
    numPEs: f.num_pes,
    simdLanes: f.num_simd_lanes,
    nocBandwidth: f.noc_bw_cstr,
    nocLatency: f.noc_hops * f.noc_hop_latency,
    offchipBandwidth: f.offchip_bw_cstr,
  }
  if (text === null || f.HW_file === "") return hardware
  const { numPEs, nocBandwidth, nocLatency, offchipBandwidth } = readHardware(text, { strict: true }).values
  return { numPEs, simdLanes: f.num_simd_lanes, nocBandwidth, nocLatency, offchipBandwidth }
}
