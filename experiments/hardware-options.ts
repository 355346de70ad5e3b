// Hardware on the command line: a hardware file, and options that override it.

import type { Command } from "commander"
import { checkInteger } from "../src/core/check.ts"
import { HARDWARE_DEFAULTS, type Hardware } from "../src/maestro/hardware.ts"
import { formatProblem } from "../src/maestro/mapping-text/problems.ts"
import { NO_LIMIT, readHardware } from "../src/maestro/mapping-text/read-hardware.ts"
import type { BufferLimits } from "./cost/cost-view.ts"
import { readText } from "./files.ts"
import { parseNumber } from "./numbers.ts"
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
  /** The integer of an option, else the file's under its key, else the default. */
  const given = (option: string, text: string | undefined, key: string, otherwise: number, min = 1): number => {
    if (text !== undefined) return checkInteger(option, parseNumber(option, text), min, NO_LIMIT)
    return checkInteger(file === undefined ? option : `${key} in ${file}`, otherwise, min, NO_LIMIT)
  }
  const l1 = given("--l1-size", flags.l1Size, "l1_size_cstr", values.l1Size)
  const l2 = given("--l2-size", flags.l2Size, "l2_size_cstr", values.l2Size)
  return {
    hardware: {
      numPEs: given("--pes", flags.pes, "num_pes", values.numPEs),
      simdLanes: given("--lanes", flags.lanes, "lanes", 1),
      nocBandwidth: given("--noc-bandwidth", flags.nocBandwidth, "noc_bw_cstr", values.nocBandwidth),
      nocLatency: given("--noc-latency", flags.nocLatency, "NoC_NumHops", values.nocLatency, 0),
      offchipBandwidth: given(
        "--offchip-bandwidth",
        flags.offchipBandwidth,
        "offchip_bw_cstr",
        values.offchipBandwidth,
      ),
    },
    limits: { l1: l1 === NO_LIMIT ? undefined : l1, l2: l2 === NO_LIMIT ? undefined : l2 },
  }
}
