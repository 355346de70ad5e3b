// analects export --allocation: the design that a run chose, as a table, as JSON, or as files for the MAESTRO program.

import { basename, resolve } from "node:path"
import { UsageError } from "../../src/core/errors.ts"
import { writeFileAtomic } from "../files.ts"
import { allocationCsv, allocationJson } from "../runs/allocation-files.ts"
import { formatNumber } from "../terminal/text-table.ts"
import { checkMapping, type Totals } from "./check-mapping.ts"
import { type ChosenDesign, readDesign } from "./chosen-design.ts"
import { writeFolder } from "./folder.ts"
import { layerFiles, mappingFiles } from "./mapping-files.ts"
import { mappingReadme } from "./mapping-readme.ts"

/** Forms of an allocation. */
export const ALLOCATION_FORMS = ["csv", "json", "mapping"] as const
export type AllocationForm = (typeof ALLOCATION_FORMS)[number]

/** What the command prints. */
interface Done {
  readonly text: string
  readonly json: object
}

/** Exports the allocation of a run. @throws InputError for a run that has none, or an output in use */
export async function exportAllocation(
  source: string,
  form: AllocationForm,
  out?: string,
  quiet = false,
): Promise<Done> {
  const design = readDesign(source)
  return form === "mapping" ? exportMapping(source, design, out) : exportTable(design, form, out, quiet)
}

function exportTable(
  { rows, summary }: ChosenDesign,
  form: "csv" | "json",
  out: string | undefined,
  quiet: boolean,
): Done {
  const text = form === "csv" ? allocationCsv(rows) : allocationJson(summary, rows)
  if (out === undefined) {
    if (quiet) throw new UsageError(`--json says what was written, so it needs --out beside --allocation ${form}`)
    return { text, json: {} }
  }
  writeFileAtomic(out, text)
  return { text: `${out}: ${rows.length} layers\n`, json: { allocation: form, file: out, layers: rows.length } }
}

async function exportMapping(source: string, design: ChosenDesign, out?: string): Promise<Done> {
  const directory = out ?? `${basename(resolve(source))}-mapping`
  let totals: Totals = { latency: 0, energy: 0, area: 0, power: 0 }
  await writeFolder(directory, mappingFiles(design), folder => {
    totals = checkMapping(folder, design)
    return { "README.md": mappingReadme(design, totals) }
  })
  const { profile } = design.model
  const peCounts = new Set(design.rows.map(row => row.pe)).size
  return {
    text:
      `${directory}: ${design.rows.length} layers, ${peCounts} PE counts, a mapping file each\n` +
      `latency  ${formatNumber(totals.latency, "cycles")}\nenergy   ${formatNumber(totals.energy, "nJ")}\n` +
      `area     ${formatNumber(totals.area, "µm²")}\npower    ${formatNumber(totals.power, "mW")}\n` +
      `checked  every file costs what the run says, profile ${profile}\nrun.sh there costs it again.\n`,
    json: { allocation: "mapping", directory, profile, layers: layerFiles(design), totals },
  }
}
