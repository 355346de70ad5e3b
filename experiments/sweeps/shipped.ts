// The experiments that come with the package, by name.

import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { unknownName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import { packageFile } from "../package-files.ts"

const FOLDER = fileURLToPath(packageFile("experiments/configs/sweeps/"))
const ENDING = ".yaml"

/** Names of the shipped experiments. */
export function shippedExperiments(): string[] {
  return readdirSync(FOLDER).flatMap(file => (file.endsWith(ENDING) ? [file.slice(0, -ENDING.length)] : []))
}

/** The path of an experiment: a file (anything with a dot or a slash), or the name of a shipped one. */
export function experimentPath(nameOrFile: string): string {
  if (/[./\\]/.test(nameOrFile)) return nameOrFile
  const names = shippedExperiments()
  if (names.includes(nameOrFile)) return join(FOLDER, nameOrFile + ENDING)
  throw new InputError(`${unknownName("experiment", nameOrFile, names)} A file has a dot or a slash in its name.`)
}
