// The experiments that come with the package, by name.

import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { unknownName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"

/** One folder up in the sources; two, then into the sources, in the build. */
const FOLDER = ["../configs/", "../../../experiments/configs/"]
  .map(path => fileURLToPath(new URL(path, import.meta.url)))
  .find(existsSync)

const ENDING = ".yaml"

/** Names of the shipped experiments. */
export function shippedExperiments(): string[] {
  if (FOLDER === undefined) return []
  return readdirSync(FOLDER).flatMap(file => (file.endsWith(ENDING) ? [file.slice(0, -ENDING.length)] : []))
}

/** The path of an experiment: a file (anything with a dot or a slash), or the name of a shipped one. */
export function experimentPath(nameOrFile: string): string {
  if (/[./\\]/.test(nameOrFile)) return nameOrFile
  const names = shippedExperiments()
  if (FOLDER !== undefined && names.includes(nameOrFile)) return join(FOLDER, nameOrFile + ENDING)
  throw new InputError(`${unknownName("experiment", nameOrFile, names)} A file has a dot or a slash in its name.`)
}
