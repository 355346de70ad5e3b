// analects policy: what an exported policy holds, and whether the file is sound.

import type { Command } from "commander"
import { loadBackend } from "../../agents/backend.ts"
import { importPolicy } from "../../agents/policy-export.ts"
import { type PolicyFile, readPolicy } from "../../src/formats/policy-file.ts"
import { readBytes } from "../files.ts"
import { out, outJson } from "../terminal/io.ts"
import { textTable } from "../terminal/text-table.ts"

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command
    .argument("<file>", "policy file")
    .option("--json", "print one JSON object, without the weights")
    .action((file: string, flags: { json?: boolean }) => show(file, flags.json === true))
}

async function show(file: string, json: boolean): Promise<void> {
  const policy = readPolicy(readBytes(file), file)
  const { tf } = await loadBackend("cpu")
  importPolicy(tf, policy).dispose()
  if (json) outJson({ ...policy, tensors: policy.tensors.map(({ name, shape }) => ({ name, shape })) })
  else out(describe(policy))
}

function describe({ kind, tensors, features, actionTable, provenance }: PolicyFile): string {
  const weights = tensors.reduce((sum, t) => sum + t.data.length, 0)
  const choices = actionTable.map(list => list.pe.length)
  const lines = [
    `policy of kind ${kind}: ${weights} weights, ${features.length} features, ` +
      (choices.length === 0
        ? "for any list of choices"
        : `${choices.length} action lists of ${Math.min(...choices)} to ${Math.max(...choices)} choices`),
    "",
    textTable(["provenance", ""], Object.entries(provenance)),
    textTable(
      ["tensor", "shape"],
      tensors.map(t => [t.name, t.shape.join(" × ")]),
    ),
    textTable(
      ["group", "feature"],
      features.map(f => [f.group, f.name]),
    ),
  ]
  return lines.join("\n")
}
