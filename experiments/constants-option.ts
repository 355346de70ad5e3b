// The option that names the energy, area and power constants.

import type { Command } from "commander"
import { CONSTANT_SETS, type CostConstants, constantsNamed, readConstants } from "../src/maestro/constants.ts"
import { readJson } from "./files.ts"

/** Adds the option. */
export function addConstantsOption(command: Command): Command {
  return command.option(
    "--constants <name|file>",
    `${Object.keys(CONSTANT_SETS).join(", ")}, or a JSON file that overrides them`,
    "maestro",
  )
}

/** A set by name, or a JSON file (anything with a dot or a slash). */
export function constantsOf(nameOrFile: string): CostConstants {
  if (/[./\\]/.test(nameOrFile)) return readConstants(readJson(nameOrFile), nameOrFile)
  return constantsNamed(nameOrFile)
}
