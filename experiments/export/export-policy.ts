// analects export --format: a policy as a folder that another program can use.

import { existsSync, statSync } from "node:fs"
import { basename, join, resolve } from "node:path"
import { loadBackend } from "../../agents/backend.ts"
import { recordDecisions } from "../../agents/export/decisions.ts"
import { networkOf } from "../../agents/export/networks.ts"
import { InputError } from "../../src/core/errors.ts"
import { readPolicy } from "../../src/formats/policy-file.ts"
import { RUN_FILES, readConfig } from "../runs/run-dir.ts"
import { policyBytes } from "../shipped-policy.ts"
import { checkFree, writeFolder } from "./folder.ts"
import { type Check, FORMAT_WRITERS, type Format, requireAgreement } from "./policy-formats.ts"
import { checkJson, policyReadme } from "./policy-readme.ts"

/** Decisions that every export is held to, and how many of them are written down. */
const DECISIONS = 100
const WRITTEN = 8

/** What was exported. */
export interface PolicyExport {
  readonly format: Format
  readonly source: string
  readonly directory: string
  readonly kind: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly check: Check
  readonly provenance: Readonly<Record<string, string>>
}

/** Path of the policy in a run directory or a file; undefined stands for the shipped one. @throws InputError for a run without one */
function policyPath(source: string | undefined): string | undefined {
  if (source === undefined || !isFolder(source)) return source
  readConfig(source)
  const path = join(source, RUN_FILES.policy)
  if (existsSync(path)) return path
  throw new InputError(
    `${source} has no ${RUN_FILES.policy} yet: the run is not finished; analects train --resume ${source}`,
  )
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Writes a policy in a format to a folder. @throws InputError for a source that is none, or a folder that is in use */
export async function exportPolicy(source: string | undefined, format: Format, out?: string): Promise<PolicyExport> {
  const { bytes, source: name } = policyBytes(policyPath(source))
  const policy = readPolicy(bytes, name)
  const network = networkOf(policy)
  const directory =
    out ?? `${source === undefined ? "general" : basename(resolve(source)).replace(/\.pb$/, "")}-${format}`
  checkFree(directory)
  const { tf } = await loadBackend("cpu")
  const decisions = recordDecisions(tf, policy, DECISIONS)
  const writer = FORMAT_WRITERS[format]
  let check: Check = { by: "" }
  await writeFolder(directory, await writer.files(policy), async folder => {
    check = await writer.check(folder, network, decisions)
    requireAgreement(check)
    return {
      "README.md": policyReadme({ format, policy, network, check }),
      "check.json": checkJson(network, decisions.slice(0, WRITTEN)),
    }
  })
  return {
    format,
    source: name,
    directory,
    kind: policy.kind,
    inputs: network.inputs.map(input => input.name),
    outputs: [...network.probabilities, ...(format === "tfjs" ? [] : ["action"]), ...network.states.map(s => s.output)],
    check,
    provenance: policy.provenance,
  }
}
