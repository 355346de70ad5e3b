// analects export: a policy for another program, or the allocation that a run chose.

import type { Command } from "commander"
import { checkName } from "../../src/core/check.ts"
import { UsageError } from "../../src/core/errors.ts"
import { ALLOCATION_FORMS, exportAllocation } from "../export/export-allocation.ts"
import { exportPolicy, type PolicyExport } from "../export/export-policy.ts"
import { FORMATS } from "../export/policy-formats.ts"
import { out, outJson } from "../terminal/io.ts"

interface ExportFlags {
  readonly format?: string
  readonly allocation?: string
  readonly out?: string
  readonly json?: boolean
}

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command
    .argument("[source]", "run directory or policy file (default, for --format: the policy that comes with analects)")
    .option(
      "-f, --format <name>",
      "the policy as ONNX model (onnx), TF.js layers model (tfjs) or policy file with its schema (pb)",
    )
    .option(
      "-a, --allocation <form>",
      "the run's allocation as csv or json (printed unless --out is there), or as mapping and hardware files for MAESTRO (mapping)",
    )
    .option("--out <path>", "folder, new or empty, or for csv and json a file (default: a name made from the source's)")
    .option("--json", "print one JSON object on what was written")
    .action((source: string | undefined, flags: ExportFlags) => run(source, flags))
}

async function run(source: string | undefined, flags: ExportFlags): Promise<void> {
  if ((flags.format === undefined) === (flags.allocation === undefined)) {
    throw new UsageError(
      `export needs --format (${FORMATS.join(", ")}) or --allocation (${ALLOCATION_FORMS.join(", ")}), and not both`,
    )
  }
  if (flags.format !== undefined) {
    const done = await exportPolicy(source, checkName("format", flags.format, FORMATS), flags.out)
    if (flags.json === true) outJson(done)
    else out(policyText(done))
    return
  }
  if (source === undefined) throw new UsageError("export --allocation needs a run directory")
  const form = checkName("allocation", flags.allocation ?? "", ALLOCATION_FORMS)
  const done = await exportAllocation(source, form, flags.out, flags.json === true)
  if (flags.json === true) outJson(done.json)
  else out(done.text)
}

function policyText({ directory, format, kind, source, inputs, outputs, check }: PolicyExport): string {
  const { by, decisions, largest } = check
  const agreed =
    decisions === undefined
      ? by
      : `${by}: ${decisions} recorded decisions, probabilities within ${(largest ?? 0).toExponential(1)}, same best actions`
  return (
    `${directory}: ${source} (${kind}) as ${format}\n` +
    `inputs   ${inputs.join(", ")}\noutputs  ${outputs.join(", ")}\nchecked  ${agreed}\n` +
    `README.md there says how to call it.\n`
  )
}
