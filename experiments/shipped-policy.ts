// The policy that comes with the package, for `analects apply`.

import { readFileSync } from "node:fs"
import { readBytes } from "./files.ts"

/** The training command is in the file's provenance, and in README.md. */
const FILE = "agents/policies/general.pb"

/** A policy file's bytes and what to call it: the given one, or the shipped one. */
export function policyBytes(path: string | undefined): { bytes: Uint8Array; source: string } {
  if (path !== undefined) return { bytes: readBytes(path), source: path }
  // One folder up in the sources, two in the build.
  for (const up of ["../", "../../"]) {
    try {
      return { bytes: readFileSync(new URL(up + FILE, import.meta.url)), source: "the shipped policy" }
    } catch {
      // Look one folder up.
    }
  }
  throw new Error(`${FILE} is missing from this installation`)
}
