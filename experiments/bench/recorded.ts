// Recorded outputs of the reference program, which lie in the repository and not in the package.

import { existsSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { InputError } from "../../src/core/errors.ts"
import { readBytes } from "../files.ts"

/** Where they are: test/fixtures/maestro, seen from the sources and from the build. */
const FOLDERS = ["../../test/fixtures/maestro/", "../../../test/fixtures/maestro/"]

/** Text of a gzipped fixture. @throws InputError outside a checkout */
export function recordedText(file: string): string {
  const found = FOLDERS.map(folder => new URL(folder + file, import.meta.url)).find(url => existsSync(url))
  if (found === undefined) {
    throw new InputError(`test/fixtures/maestro/${file} is missing: this bench needs a checkout of the repository`)
  }
  return new TextDecoder().decode(gunzipSync(readBytes(found.pathname)))
}

/** One line of random-mappings.jsonl.gz. */
export interface RecordedMapping {
  /** How it was made: free…, gamma… (a genetic mapper's rules), template-…, shipped-style, multi, … */
  readonly family: string
  readonly flags: readonly string[]
  /** Hardware file, where a flag names one. */
  readonly hw_text: string | null
  readonly mapping: string
  /** Printed columns of every layer. */
  readonly out: readonly (readonly string[])[]
}
