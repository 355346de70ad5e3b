// Everything recorded of the reference program, through the drop-in command's own code: CSV rows, standard
// output and exit codes, of accepted, rejected and crashing runs.

import { readFileSync } from "node:fs"
import { afterAll, beforeAll, expect, test } from "vitest"
import { CSV_HEADER } from "../../src/maestro/csv.ts"
import { tokenize } from "../../src/maestro/mapping-text/tokens.ts"
import { CompatFolder, collapse, csvRows, EXIT_CODES, QUIET } from "./compat.ts"
import { readJsonLines, readLines, readTable } from "./recorded.ts"

/** One recorded case of random-mappings and its like. */
interface RecordedCase {
  readonly id: string
  readonly flags: readonly string[]
  readonly hw_text: string | null
  readonly mapping: string
  readonly status: string
  readonly stdout: string
  /** Printed rows of accepted cases. */
  readonly out: readonly (readonly string[])[]
  /** Standard output and standard error of the others. */
  readonly message: string
  readonly undefined: boolean
}

let folder: CompatFolder
beforeAll(() => {
  folder = new CompatFolder()
})
afterAll(() => folder.close())

function runCase(c: RecordedCase, print: readonly string[]) {
  folder.write("m.m", c.mapping)
  if (c.hw_text !== null) folder.write("hw.m", c.hw_text)
  return folder.run([...c.flags, "--Mapping_file=m.m", ...print], "m.csv")
}

test("random mappings: every accepted case", () => {
  const wrong: string[] = []
  let rows = 0
  const cases = readJsonLines<RecordedCase>("random-mappings.jsonl.gz")
  for (const c of cases) {
    const run = runCase(c, QUIET)
    const printed = csvRows(run.csv)
    if (run.exitCode !== 0 || collapse(run.stdout) !== c.stdout || run.stderr !== "")
      wrong.push(`${c.id}: ${run.stdout}`)
    if (printed.join("\n") !== c.out.map(row => row.join()).join("\n")) wrong.push(`${c.id}: ${printed.join("\n")}`)
    rows += printed.length
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect([cases.length, rows]).toEqual([6_801, 7_292])
  console.log(`compared ${cases.length} accepted random mappings, ${rows} rows`)
})

test("random mappings: every rejected and every crashing case", () => {
  const wrong: string[] = []
  const counts: Record<string, number> = {}
  const cases = readJsonLines<RecordedCase>("random-mappings-negative.jsonl.gz")
  for (const c of cases) {
    const run = runCase(c, QUIET)
    const status = c.undefined ? "undefined" : c.status
    counts[status] = (counts[status] ?? 0) + 1
    const said = `${c.id} ${c.status} ${c.message} but ${run.exitCode} ${run.stdout} ${run.stderr}`
    if (c.undefined) {
      if (run.exitCode !== 255 || !run.stderr.includes("undefined values") || run.csv !== null) wrong.push(said)
    } else if (run.exitCode !== EXIT_CODES[c.status]) wrong.push(said)
    else if (run.exitCode === 134) {
      // The C++ runtime's words are not repeated, but those of the option parser are.
      const why = /program_options.* what\(\): (.*)/.exec(c.message)?.[1] ?? "here the reference program aborts"
      if (run.stdout !== "" || !run.stderr.includes(why)) wrong.push(said)
    } else if (collapse(run.stdout) !== c.message) wrong.push(said)
    if (run.exitCode !== 255 && run.stderr === "") wrong.push(`${c.id}: no word of explanation`)
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(counts).toEqual({
    "exit:255": 792,
    "signal:SIGABRT": 8,
    "signal:SIGFPE": 252,
    "signal:SIGSEGV": 3,
    undefined: 2,
  })
  console.log(`compared ${cases.length} rejected or crashing random mappings`)
})

test("text reports, every character", () => {
  const cases = readJsonLines<RecordedCase>("print-res-samples.jsonl.gz")
  for (const c of cases) {
    const run = runCase(c, ["--print_res=true", ...QUIET.slice(1)])
    expect(run.stdout, c.id).toBe(c.stdout)
  }
  expect(cases.length).toBe(101)
  console.log(`compared ${cases.length} text reports`)
})

interface Setting {
  readonly flags: readonly string[]
  readonly hardware: string
}

/** hw-settings.csv: name → flags and the text of the hardware file. */
function readSettings(): Map<string, Setting> {
  const text = readFileSync(new URL("../fixtures/maestro/hw-settings.csv", import.meta.url), "utf8")
  const rows = [...text.matchAll(/^(\w+),(--[^,]*),(?:"([^"]*)")?$/gm)]
  return new Map(rows.map(([, name, flags, hardware]) => [name, { flags: flags.split(" "), hardware: hardware ?? "" }]))
}

/** A file with one layer of a mapping: its constants, then the layer without comments. */
function oneLayerFile(text: string, index: number): string {
  const { tokens } = tokenize(text)
  const start = tokens.filter(
    (t, i) => t.text === "Layer" && (tokens[i - 1].text === "{" || tokens[i - 1].text === "}"),
  )[index]
  const lines = text.split("\n").map(line => line.replace(/\/\/.*/, ""))
  let depth = 0
  const end = tokens.slice(tokens.indexOf(start)).find(t => {
    if (t.text === "{") depth++
    return t.text === "}" && --depth === 0
  })
  const at = (line: string) => lines.findIndex(l => l.includes(line))
  const constants = lines.filter(line => line.trim().startsWith("Constant"))
  const network = lines[at("Network")]
  return [constants.join("\n"), network, ...lines.slice(start.line - 1, end?.line), "}", ""].join("\n")
}

test("shipped mappings: whole files and single layers under 14 hardware settings", () => {
  const texts = JSON.parse(readLines("mappings.json.gz").join("\n")) as Record<string, string>
  const settings = readSettings()
  expect(settings.size).toBe(14)
  const runs = new Map<string, Record<string, string>[]>()
  for (const row of readTable("shipped-mappings.csv.gz")) {
    const key = [row.mapping, row.hw, row.run, row.run === "file" ? "" : row.layer_index].join()
    const rows = runs.get(key)
    if (rows === undefined) runs.set(key, [row])
    else rows.push(row)
  }
  const counts: Record<string, number> = {}
  const wrong: string[] = []
  const layers = new Map<string, string>()
  for (const [key, rows] of runs) {
    const { mapping, hw, run, layer_index, status, message } = rows[0]
    const { flags, hardware } = settings.get(hw) as Setting
    const layer = `${mapping},${layer_index}`
    if (run !== "file" && !layers.has(layer)) layers.set(layer, oneLayerFile(texts[mapping], Number(layer_index)))
    folder.write(`${mapping}.m`, run === "file" ? texts[mapping] : (layers.get(layer) as string))
    const file = flags.find(f => f.startsWith("--HW_file="))?.slice("--HW_file=".length)
    if (file !== undefined) folder.write(file, hardware)
    const result = folder.run([...flags, `--Mapping_file=${mapping}.m`, ...QUIET], `${mapping}.csv`)
    const expected = status === "ok" ? rows.map(row => Object.values(row).slice(5, -1).join()) : []
    if (result.exitCode !== EXIT_CODES[status]) wrong.push(`${key}: ${status} but ${result.exitCode} ${result.stdout}`)
    if (csvRows(result.csv).join("\n") !== expected.join("\n")) wrong.push(`${key}: ${csvRows(result.csv)[0]}`)
    if (run === "file" || status !== "ok") {
      if (collapse(result.stdout) !== message) wrong.push(`${key}: ${message} but ${result.stdout}`)
    }
    if (status === "ok" && !result.csv?.startsWith(`${CSV_HEADER}\n`)) wrong.push(`${key}: header`)
    counts[`${run} ${status}`] = (counts[`${run} ${status}`] ?? 0) + rows.length
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(counts).toEqual({
    "file ok": 15_039,
    "file exit:255": 39,
    "file signal:SIGFPE": 49,
    "layer ok": 2_344,
    "layer exit:255": 1_295,
    "layer signal:SIGFPE": 802,
  })
  console.log(`compared ${runs.size} runs of shipped mappings: ${JSON.stringify(counts)}`)
})
