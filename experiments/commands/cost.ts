// analects cost: what a mapping file costs on given hardware, for people.

import { basename } from "node:path"
import type { Command } from "commander"
import { InputError, UsageError } from "../../src/core/errors.ts"
import { analyzeNetwork, type LayerFailure } from "../../src/maestro/analyze-mapping.ts"
import type { CostConstants } from "../../src/maestro/constants.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { formatProblem } from "../../src/maestro/mapping-text/problems.ts"
import { type ReadMapping, readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { analyzePhysicalNetwork } from "../../src/physical/analyze-network.ts"
import { addConstantsOption, constantsOf } from "../constants-option.ts"
import { type BufferLimits, type CostView, hardwareText } from "../cost/cost-view.ts"
import { maestroView } from "../cost/maestro-view.ts"
import { physicalView } from "../cost/physical-view.ts"
import { readText, writeFileAtomic } from "../files.ts"
import { addHardwareOptions, type HardwareFlags, hardwareOf } from "../hardware-options.ts"
import { addProfileOptions, checkProfileFlags, type ProfileFlags, type ProfileSettings } from "../profile-options.ts"
import { renderCostPage } from "../report/cost-page.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { textTable } from "../terminal/text-table.ts"

interface CostFlags extends HardwareFlags, ProfileFlags {
  readonly constants: string
  readonly csv?: boolean
  readonly json?: boolean
  readonly tensors?: boolean
  readonly html?: string
}

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command.argument("<mapping>", "mapping file in MAESTRO's notation")
  addConstantsOption(addHardwareOptions(command))
    .option("--l1-size <bytes>", "buffer of a PE, for warnings (default unlimited)")
    .option("--l2-size <bytes>", "shared buffer, for warnings (default unlimited)")
    .option("--tensors", "also buffers, reuse and energy per tensor")
    .option("--csv", "print a CSV file instead; under profile maestro the reference program's")
    .option("--json", "print one JSON object instead")
    .option("--html <file>", "also write a page with plots")
    .action((mapping: string, flags: CostFlags) => cost(mapping, flags))
  addProfileOptions(command, "physical")
}

async function cost(file: string, flags: CostFlags): Promise<void> {
  if (flags.csv === true && flags.json === true) throw new UsageError("give --csv or --json, not both")
  const model = checkProfileFlags(flags, "physical")
  const mapping = readMapping(readText(file), { file })
  if (mapping.layers.length === 0) throw new InputError(`${file} holds no layer`)
  const asked = { ...hardwareOf(flags), constants: constantsOf(flags.constants) }
  const { view, allRefused } = viewOf(file, mapping, model, asked)
  for (const warning of mapping.warnings) note(`warning: ${formatProblem(warning)}`)
  const hardware = hardwareText(asked.hardware, asked.limits)
  if (flags.csv === true) out(view.csv)
  else if (flags.json === true) outJson(jsonOf(mapping, model, asked, view))
  else print(hardware, view, flags.tensors === true)
  if (flags.html !== undefined) {
    const title = `${mapping.network === "" ? basename(file) : mapping.network}: cost per layer`
    writeFileAtomic(flags.html, await renderCostPage({ title, hardware, constants: flags.constants, view }))
    note(`page written to ${flags.html}`)
  }
  if (allRefused) throw new InputError(`${file}: no layer has a legal mapping`, "all-refused")
}

/** What a mapping is costed on. */
interface Asked {
  readonly hardware: Hardware
  readonly limits: BufferLimits
  readonly constants: CostConstants
}

/** The mapping costed by the profile that is asked for. */
function viewOf(file: string, mapping: ReadMapping, model: ProfileSettings, asked: Asked) {
  const { hardware, limits, constants } = asked
  const { network, layers } = mapping
  const nameOf = (f: LayerFailure) => `${file}:${mapping.layers[f.index].line}: layer ${f.index + 1}`
  if (model.physical === null) {
    const report = analyzeNetwork(layers, hardware, { constants, nameOf })
    return { view: maestroView(network, report, constants, limits), allRefused: false }
  }
  const report = analyzePhysicalNetwork(layers, hardware, { ...model.physical, constants, nameOf })
  return { view: physicalView(network, report, limits), allRefused: report.totals.refused === layers.length }
}

function print(hardware: string, view: CostView, tensors: boolean): void {
  out(`${hardware}\nprofile ${view.profile}\n\n`)
  for (const { header, rows } of tensors ? [view.layers, view.tensors] : [view.layers]) {
    out(`${textTable(header, rows)}\n`)
  }
  if (view.warnings.length > 0) out(view.warnings.map(w => `warning: ${w}`).join("\n"))
}

/** One object: cycles, bytes, elements per cycle, nJ, µm², mW; of profile `maestro` `energy` is the reference's column. */
function jsonOf(
  { network }: ReadMapping,
  { profile }: ProfileSettings,
  { hardware, limits, constants }: Asked,
  view: CostView,
): object {
  return { network, profile, hardware: { ...hardware, ...limits }, constants, ...view.json }
}
