// analects cost: what a mapping file costs on given hardware, for people.

import { basename } from "node:path"
import type { Command } from "commander"
import { UsageError } from "../../src/core/errors.ts"
import { analyzeNetwork, type NetworkReport, utilizationOf } from "../../src/maestro/analyze-mapping.ts"
import { CONSTANT_SETS, type CostConstants, constantsNamed, readConstants } from "../../src/maestro/constants.ts"
import { CSV_HEADER, csvRow } from "../../src/maestro/csv.ts"
import { formatProblem } from "../../src/maestro/mapping-text/problems.ts"
import { type ReadMapping, readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { type BufferLimits, costWarnings, hardwareText, layerTable, tensorTable } from "../cost-tables.ts"
import { readJson, readText, writeFileAtomic } from "../files.ts"
import { addHardwareOptions, type HardwareFlags, hardwareOf } from "../hardware-options.ts"
import { renderCostPage } from "../report/cost-page.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { textTable } from "../terminal/text-table.ts"

interface CostFlags extends HardwareFlags {
  readonly constants: string
  readonly csv?: boolean
  readonly json?: boolean
  readonly tensors?: boolean
  readonly html?: string
}

/** Adds the command. */
export function addCost(program: Command): void {
  const command = program
    .command("cost")
    .description("latency, energy, buffers and bandwidth of every layer of a mapping file")
    .argument("<mapping>", "mapping file in MAESTRO's notation")
  addHardwareOptions(command)
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
