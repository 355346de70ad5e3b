// analects cost: what a mapping file costs on given hardware, for people.

import { basename } from "node:path"
import type { Command } from "commander"
import { checkInteger } from "../../src/core/check.ts"
import { UsageError } from "../../src/core/errors.ts"
import { analyzeNetwork, type NetworkReport, utilizationOf } from "../../src/maestro/analyze-mapping.ts"
import { CONSTANT_SETS, type CostConstants, constantsNamed, readConstants } from "../../src/maestro/constants.ts"
import { CSV_HEADER, csvRow } from "../../src/maestro/csv.ts"
import { HARDWARE_DEFAULTS, type Hardware } from "../../src/maestro/hardware.ts"
import { formatProblem } from "../../src/maestro/mapping-text/problems.ts"
import { NO_LIMIT, readHardware } from "../../src/maestro/mapping-text/read-hardware.ts"
import { type ReadMapping, readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { type BufferLimits, costWarnings, hardwareText, layerTable, tensorTable } from "../cost-tables.ts"
import { readJson, readText, writeFileAtomic } from "../files.ts"
import { renderCostPage } from "../report/cost-page.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { textTable } from "../terminal/text-table.ts"

interface CostFlags {
  readonly hardware?: string
  readonly constants: string
  readonly csv?: boolean
  readonly json?: boolean
  readonly tensors?: boolean
  readonly html?: string
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

/** Adds the command. */
export function addCost(program: Command): void {
  program
    .command("cost")
    .description("latency, energy, buffers and bandwidth of every layer of a mapping file")
    .argument("<mapping>", "mapping file in MAESTRO's notation")
    .option("--hardware <file>", "hardware file (num_pes, noc_bw_cstr, …); the options below override it")
    .option("--pes <n>", `processing elements (default ${DEFAULT_PES})`)
    .option("--lanes <n>", "MAC lanes per PE (default 1)")
    .option("--noc-bandwidth <n>", "network on chip, elements per cycle (default unlimited)")
    .option("--noc-latency <cycles>", "zero-load latency of the network on chip (default 0)")
    .option("--offchip-bandwidth <n>", "elements per cycle (default 70000)")
    .option("--l1-size <bytes>", "buffer of a PE, for warnings (default unlimited)")
    .option("--l2-size <bytes>", "shared buffer, for warnings (default unlimited)")
    .option(
      "--constants <name|file>",
      `${Object.keys(CONSTANT_SETS).join(", ")}, or a JSON file that overrides them`,
      "maestro",
    )
    .option("--tensors", "also buffers, reuse and energy per tensor")
    .option("--csv", "print the reference program's CSV file instead")
    .option("--json", "print one JSON object instead")
    .option("--html <file>", "also write a page with plots")
    .action((mapping: string, flags: CostFlags) => cost(mapping, flags))
}

async function cost(file: string, flags: CostFlags): Promise<void> {
  if (flags.csv === true && flags.json === true) throw new UsageError("give --csv or --json, not both")
  const mapping = readMapping(readText(file), { file })
  const { hardware, limits } = hardwareOf(flags)
  const constants = constantsOf(flags.constants)
  const nameOf = (f: { index: number }) => `${file}:${mapping.layers[f.index].line}: layer ${f.index + 1}`
  const report = analyzeNetwork(mapping.layers, hardware, { constants, nameOf })
  const warnings = costWarnings(report, limits)
  for (const warning of mapping.warnings) note(`warning: ${formatProblem(warning)}`)
  if (flags.csv === true) out([CSV_HEADER, ...report.layers.map(r => csvRow(mapping.network, r))].join("\n"))
  else if (flags.json === true) outJson(jsonOf(mapping, report, constants, limits, warnings))
  else print(report, limits, constants, warnings, flags.tensors === true)
  if (flags.html === undefined) return
  const title = `${mapping.network === "" ? basename(file) : mapping.network}: cost per layer`
  const layers = layerTable(report)
  const tensors = tensorTable(report, constants)
  const page = { title, report, limits, constants: flags.constants, layers, tensors, warnings }
  writeFileAtomic(flags.html, await renderCostPage(page))
  note(`page written to ${flags.html}`)
}

function print(
  report: NetworkReport,
  limits: BufferLimits,
  constants: CostConstants,
  warnings: readonly string[],
  tensors: boolean,
): void {
  out(`${hardwareText(report, limits)}\n\n`)
  const layers = layerTable(report)
  out(textTable(layers.header, layers.rows))
  if (tensors) {
    const table = tensorTable(report, constants)
    out(`\n${textTable(table.header, table.rows)}`)
  }
  if (warnings.length > 0) out(`\n${warnings.map(w => `warning: ${w}`).join("\n")}`)
}

/** Hardware from the file, overridden by options. */
function hardwareOf(flags: CostFlags): { hardware: Hardware; limits: BufferLimits } {
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

function constantsOf(nameOrFile: string): CostConstants {
  if (/[./\\]/.test(nameOrFile)) return readConstants(readJson(nameOrFile), nameOrFile)
  return constantsNamed(nameOrFile)
}

/** The report as one object: cycles, bytes, elements per cycle, nJ (`ownEnergy`, `energy`: the reference's column), µm², mW. */
function jsonOf(
  mapping: ReadMapping,
  report: NetworkReport,
  constants: CostConstants,
  limits: BufferLimits,
  warnings: readonly string[],
): object {
  const layers = report.layers.map(r => {
    const { layer, ...statistics } = r
    const { name, kind, dimensions } = layer
    const utilization = utilizationOf(r.throughput, r.hardware)
    return { name, kind, dimensions, utilization, ...statistics, row: undefined, hardware: undefined }
  })
  const { hardware, totals } = report
  return { network: mapping.network, hardware: { ...hardware, ...limits }, constants, layers, totals, warnings }
}
