// The policy that comes with the package, for `analects apply`.

import { fileURLToPath } from "node:url"
import { readBytes } from "./files.ts"
import { packageFile } from "./package-files.ts"

/** The training command is in the file's provenance, and in README.md. */
const FILE = "agents/policies/general.pb"

/** A policy file's bytes and what to call it: the given one, or the shipped one. */
export function policyBytes(path: string | undefined): { bytes: Uint8Array; source: string } {
  if (path !== undefined) return { bytes: readBytes(path), source: path }
  return { bytes: readBytes(fileURLToPath(packageFile(FILE))), source: "the shipped policy" }
}
