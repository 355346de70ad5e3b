// The recorded random mappings as kernels, each with its hardware: what a bench of parsed mappings evaluates.

import { InputError } from "../../src/core/errors.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { Kernel } from "../../src/maestro/kernel.ts"
import { readHardware } from "../../src/maestro/mapping-text/read-hardware.ts"
import { readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { parseFlags } from "../../src/maestro/reference/flags.ts"
import { ROW_SIZE } from "../../src/maestro/row.ts"
import { type RecordedMapping, recordedText } from "./recorded.ts"

/** A compiled mapping on its hardware. */
export interface MappingKernel {
  readonly kernel: Kernel
  readonly hardware: Hardware
}

/** All recorded mappings, layer by layer. */
export function recordedKernels(): MappingKernel[] {
  const lines = recordedText("random-mappings.jsonl.gz").trimEnd().split("\n")
  return lines.flatMap(line => kernelsOf(JSON.parse(line)))
}

function kernelsOf({ mapping, flags, hw_text }: RecordedMapping): MappingKernel[] {
  const f = parseFlags(flags)
  const { values } = hw_text === null ? { values: null } : readHardware(hw_text, { strict: true })
  const hardware = {
    numPEs: values?.numPEs ?? f.num_pes,
    simdLanes: f.num_simd_lanes,
    nocBandwidth: values?.nocBandwidth ?? f.noc_bw_cstr,
    nocLatency: values?.nocLatency ?? f.noc_hops * f.noc_hop_latency,
    offchipBandwidth: values?.offchipBandwidth ?? f.offchip_bw_cstr,
  }
  return readMapping(mapping, { strict: true }).layers.flatMap(({ layer, closed }) => {
    const kernel = new Kernel(closed, layer)
    return isAccepted(kernel, hardware) ? [{ kernel, hardware }] : []
  })
}

function isAccepted(kernel: Kernel, hardware: Hardware): boolean {
  try {
    kernel.evaluateInto(new Float64Array(ROW_SIZE), 0, hardware)
    return true
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}
