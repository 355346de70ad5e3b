// Hardware on the command line: a hardware file, and options that override it.

import type { Command } from "commander"
import { checkInteger } from "../src/core/check.ts"
import { HARDWARE_DEFAULTS, type Hardware } from "../src/maestro/hardware.ts"
import { formatProblem } from "../src/maestro/mapping-text/problems.ts"
import { NO_LIMIT, readHardware } from "../src/maestro/mapping-text/read-hardware.ts"
import type { BufferLimits } from "./cost/cost-view.ts"
import { readText } from "./files.ts"
import { note } from "./terminal/io.ts"

/** The options as given. */
export interface HardwareFlags {
  readonly hardware?: string
  readonly pes?: string
  readonly lanes?: string
  readonly nocBandwidth?: string
  readonly nocLatency?: string
  readonly offchipBandwidth?: string
  readonly l1Size?: string
  readonly l2Size?: string
}

/** PEs assumed when nothing is said: those of the reference's own hardware file. */
const DEFAULT_PES = 256

/** Adds the options that describe the array. */
export function addHardwareOptions(command: Command): Command {
  return command
    .option("--hardware <file>", "hardware file (num_pes, noc_bw_cstr, …); the options below override it")
    .option("--pes <n>", `processing elements (default ${DEFAULT_PES})`)
    .option("--lanes <n>", "MAC lanes per PE (default 1)")
    .option("--noc-bandwidth <n>", "network on chip, elements per cycle (default unlimited)")
    .option("--noc-latency <cycles>", "zero-load latency of the network on chip (default 0)")
    .option("--offchip-bandwidth <n>", "elements per cycle (default 70000)")
}

/** Hardware from the file, overridden by options. */
export function hardwareOf(flags: HardwareFlags): { hardware: Hardware; limits: BufferLimits } {
  const file = flags.hardware
  const read = file === undefined ? null : readHardware(readText(file), { file })
  for (const warning of read?.warnings ?? []) note(`warning: ${formatProblem(warning)}`)
  const values = read?.values ?? { ...HARDWARE_DEFAULTS, numPEs: DEFAULT_PES, l1Size: NO_LIMIT, l2Size: NO_LIMIT }
  const l1 = given("--l1-size", flags.l1Size, values.l1Size)
  const l2 = given("--l2-size", flags.l2Size, values.l2Size)
  return {
    hardware: {
      numPEs: given("--pes", flags.pes, values.numPEs),
      simdLanes: given("--lanes", flags.lanes, 1),
      nocBandwidth: given("--noc-bandwidth", flags.nocBandwidth, values.nocBandwidth),
      nocLatency: given("--noc-latency", flags.nocLatency, values.nocLatency, 0),
      offchipBandwidth: given("--offchip-bandwidth", flags.offchipBandwidth, values.offchipBandwidth),
    },
    limits: { l1: l1 === NO_LIMIT ? undefined : l1, l2: l2 === NO_LIMIT ? undefined : l2 },
  }
}

/** The integer of an option, or what holds without it. */
function given(name: string, text: string | undefined, otherwise: number, min = 1): number {
  return checkInteger(name, text === undefined ? otherwise : Number(text), min, NO_LIMIT)
}
