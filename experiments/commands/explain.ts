// analects explain: what one layer's mapping does, step by step, and what the two profiles make of it.

import { basename } from "node:path"
import type { Command } from "commander"
import { checkInteger } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import { printable } from "../../src/core/printable.ts"
import { formatProblem } from "../../src/maestro/mapping-text/problems.ts"
import { readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { addConstantsOption, constantsOf } from "../constants-option.ts"
import { explanationText } from "../explain/explain-text.ts"
import { explain } from "../explain/explanation.ts"
import { explanationJson } from "../explain/explanation-json.ts"
import { readText, writeFileAtomic } from "../files.ts"
import { addHardwareOptions, type HardwareFlags, hardwareOf } from "../hardware-options.ts"
import { parseCount } from "../numbers.ts"
import { addChoiceOptions, type ChoiceFlags, choicesOf } from "../profile-options.ts"
import { renderExplainPage } from "../report/explain-page.ts"
import { note, out, outJson } from "../terminal/io.ts"

interface ExplainFlags extends HardwareFlags, ChoiceFlags {
  readonly constants: string
  readonly layer: string
  readonly json?: boolean
  readonly html?: string
}

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command
    .argument("<mapping>", "mapping file in MAESTRO's notation")
    .option("--layer <n>", "layer of the file, from 1", "1")
  addConstantsOption(addHardwareOptions(command))
    .option("--json", "print one JSON object instead")
    .option("--html <file>", "also write a page with pictures of the steps")
    .action((mapping: string, flags: ExplainFlags) => run(mapping, flags))
  addChoiceOptions(command)
}

function run(file: string, flags: ExplainFlags): void {
  const mapping = readMapping(readText(file), { file })
  const { hardware } = hardwareOf(flags)
  const choices = { ...choicesOf(flags), constants: constantsOf(flags.constants) }
  const count = mapping.layers.length
  if (count === 0) throw new InputError(`${file} holds no layer`)
  const number = checkInteger(`--layer of ${file}`, parseCount("--layer", flags.layer, 1), 1, count)
  for (const warning of mapping.warnings) note(`warning: ${formatProblem(warning)}`)
  const { layer, closed } = mapping.layers[number - 1]
  const name = mapping.network === "" ? basename(file) : mapping.network
  const title = `${name}, layer ${number} of ${count}${layer.name === "" ? "" : `: ${layer.name}`}`
  const explanation = explain(layer, closed, hardware, choices)
  if (flags.json === true) outJson(explanationJson(explanation, { network: mapping.network, layer: number, of: count }))
  else out(printable(explanationText(explanation, title)))
  if (flags.html === undefined) return
  writeFileAtomic(flags.html, renderExplainPage(explanation, title))
  note(`page written to ${flags.html}`)
}
