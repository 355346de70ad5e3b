// The drop-in command beyond the recorded runs: the CSV file's place and append mode, the bandwidth sweep,
// flags and files it cannot use.

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Command } from "commander"
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { declare } from "../../experiments/commands/maestro.ts"
import { CSV_HEADER } from "../../src/maestro/csv.ts"
import { parseFlags } from "../../src/maestro/reference/flags.ts"
import { csvPath } from "../../src/maestro/reference/run.ts"
import { CompatFolder, csvRows, QUIET } from "./compat.ts"

const MAPPING = `Network n {
Layer a {
Type: CONV
Dimensions { K: 8, C: 8, Y: 10, X: 10, R: 3, S: 3 }
Dataflow {
SpatialMap(1,1) K;
TemporalMap(4,4) C;
TemporalMap(Sz(R),1) Y;
Cluster(4, P);
SpatialMap(1,1) C;
}
}
}
`

let folder: CompatFolder
beforeAll(() => {
  folder = new CompatFolder()
})
afterAll(() => folder.close())
beforeEach(() => folder.write("m.m", MAPPING))

const run = (...flags: string[]) => folder.run(["--Mapping_file=m.m", "--num_pes=64", ...QUIET, ...flags], "m.csv")

test.each([
  ["m.m", "m.csv"],
  ["a/m.x.m", "m.csv"],
  ["a/b/c/m.x.m", "c/m.csv"],
  ["../data/m.m", "m.csv"],
  ["/tmp/x/m.m", "x/m.csv"],
  ["./a.b/m.m", "m.csv"],
  ["a/b/c.d/m", "c.csv"],
  ["", ".csv"],
])("the results of %j go to %s", (mapping, csv) => {
  expect(csvPath(mapping)).toBe(csv)
})

test("rows are appended, the header is written once", () => {
  const first = folder.run(["--Mapping_file=m.m", "--num_pes=64"], "m.csv", true)
  const second = folder.run(["--Mapping_file=m.m", "--num_pes=32"], "m.csv")
  expect(first.csv).toBe(`${CSV_HEADER}\n${first.csv?.split("\n")[1]}\n`)
  expect(second.csv?.startsWith(first.csv as string)).toBe(true)
  expect(csvRows(second.csv).map(row => row.split(",")[2])).toEqual(["64", "32"])
})

test("a file in folders: the CSV loses two of them, or is not written when its folder does not exist", () => {
  mkdirSync(join(folder.path, "a/b/c"), { recursive: true })
  folder.write("a/b/c/m.m", MAPPING)
  const lost = folder.run(["--Mapping_file=a/b/c/m.m", "--print_res=false"], "c/m.csv")
  expect([lost.exitCode, lost.csv, lost.stdout]).toEqual([0, null, "BW Analysis:\n[PASS]\n"])
  mkdirSync(join(folder.path, "c"))
  expect(csvRows(folder.run(["--Mapping_file=a/b/c/m.m"], "c/m.csv").csv).length).toBe(1)
})

test("without CSV there is no bandwidth summary either", () => {
  const { csv, stdout } = folder.run(["--Mapping_file=m.m", "--print_res=false", "--print_res_csv_file=false"], "m.csv")
  expect([csv, stdout]).toEqual([null, ""])
})

test("a rejected file leaves no CSV", () => {
  folder.write("m.m", MAPPING.replace("SpatialMap(1,1) K", "TemporalMap(1,1) K"))
  expect(run()).toEqual({
    exitCode: 255,
    stdout: "(Error@ ClusterUnitAnalysis_Lv1) Cluster level: 1, No spatial map in a cluster\n",
    stderr: "",
    csv: null,
  })
})

test("a file that cannot be opened is an empty network, which aborts at the header and leaves an empty file", () => {
  const missing = folder.run(["--Mapping_file=nowhere.m", "--print_res=false"], "nowhere.csv", true)
  expect([missing.exitCode, missing.stdout, missing.csv]).toEqual([134, "Failed to open the input file\n", ""])
  expect(missing.stderr).toContain("there is no layer to print")
  const again = folder.run(["--Mapping_file=nowhere.m", "--print_res=false"], "nowhere.csv")
  expect([again.exitCode, again.csv]).toEqual([0, ""])
  const report = folder.run(["--Mapping_file=nowhere.m", "--print_res_csv_file=false"], "nowhere.csv")
  expect(report.stdout).toBe(
    "Failed to open the input file\nBuffer Analysis:\n[PASS]\n[Model-wise Buffer Summary]\n" +
      "Model-wise total L2 size usage: 0\nModel-wise total L1 size usage: 0\n",
  )
})

test("a hardware file that cannot be opened means its defaults, one PE among them", () => {
  const { exitCode, stdout, stderr } = run("--HW_file=none.m")
  expect([exitCode, stdout]).toEqual([136, "Failed to open the input file\n"])
  expect(stderr).toContain("clusters of 4 units do not fit 1 PEs")
})

test("quirk 21: a layer without a dataflow", () => {
  const layer = "Layer b { Type: CONV Dimensions { K: 8, C: 8, Y: 10, X: 10, R: 3, S: 3 } }"
  folder.write("m.m", MAPPING.replace("Network n {", `Network n { ${layer}`))
  expect(run().exitCode).toBe(139)
  folder.write("m.m", MAPPING.replace(/\}\n\}\n$/, `}\n${layer}\n}\n`))
  expect(run().stdout).toContain("Cluster level: 0, No spatial map in a cluster")
})

test("the sweep: one row per bandwidth of the innermost level, CSV always on", () => {
  const sweep = ["--bw_sweep=true", "--top_bw_only=true", "--min_noc_bw=1", "--max_noc_bw=9", "--bw_tick=4"]
  const flags = ["--Mapping_file=m.m", "--num_pes=64", "--noc_hop_latency=2", "--print_res=false"]
  const { csv, stdout } = folder.run([...flags, "--print_res_csv_file=false", ...sweep], "m.csv")
  const rows = csvRows(csv).map(row => row.split(","))
  expect(rows.length).toBe(3)
  expect(stdout.match(/BW Analysis/g)?.length).toBe(3)
  // The other levels keep a bandwidth of 70000 and one cycle, so run time falls with the swept bandwidth only.
  const [narrow, , wide] = rows.map(row => Number(row[3]))
  expect(narrow).toBeGreaterThan(wide)
  expect(rows.map(row => row[41])).toEqual(["1", "1", "1"])
  // Area and power are those of the swept bandwidth.
  expect(Number(rows[2][7])).toBeGreaterThan(Number(rows[0][7]))
  const endless = folder.run([...flags, "--bw_sweep=1", "--top_bw_only=1", "--bw_tick=0"], "m.csv")
  expect(endless.exitCode).toBe(134)
  expect(endless.stderr).toBe(
    "maestro: bw_tick is 0, expected at least 1: the reference program would sweep without end\n",
  )
})

test("the help lists every flag with its default", () => {
  const program = new Command("analects").enablePositionalOptions()
  declare(program.command("maestro"))
  const write = vi.fn<(text: string) => void>()
  program.commands[0].configureOutput({ writeOut: write }).outputHelp()
  const text = write.mock.calls.join("")
  for (const [name, value] of Object.entries(parseFlags([]))) {
    expect(text).toMatch(new RegExp(`^--${name} .* ${value === "" ? "\\(none\\)" : value}$`, "m"))
  }
})

/** The mapping with more cluster levels. */
function deeper(levels: number): string {
  const more = "SpatialMap(1,1) C;\nCluster(1, P);\n".repeat(levels - 2)
  return MAPPING.replace("SpatialMap(1,1) C;\n}", `${more}SpatialMap(1,1) C;\n}`)
}

test("the sweep has networks for six levels, a plain run for four", () => {
  const sweep = ["--bw_sweep=true", "--top_bw_only=true"]
  const exits = [4, 5, 6, 7, 8].map(levels => {
    folder.write("m.m", deeper(levels))
    return [run().exitCode, run(...sweep).exitCode]
  })
  expect(exits).toEqual([
    [0, 0],
    [134, 0],
    [255, 0],
    [255, 134],
    [255, 255],
  ])
})

test("with a hardware file the sweep repeats the same row", () => {
  folder.write("hw.m", "num_pes: 64\nnoc_bw_cstr: 8\nl1_size_cstr: 5\n")
  const flags = ["--HW_file=hw.m", "--bw_sweep=true", "--top_bw_only=true", "--min_noc_bw=4", "--max_noc_bw=8"]
  const rows = csvRows(run(...flags).csv)
  expect([rows.length, new Set(rows).size]).toEqual([2, 1])
})

test("a mapping that repeats a dimension without end is refused, not walked for hours", () => {
  const repeated = "TemporalMap(99,99) C;\n".repeat(20)
  folder.write("m.m", MAPPING.replace("TemporalMap(4,4) C;", repeated).replace("C: 8", "C: 100"))
  const { exitCode, stderr } = run()
  expect([exitCode, stderr]).toEqual([255, "maestro: too many iteration cases: not evaluated\n"])
})

test("as a subcommand: every word after its name is the reference's", async () => {
  const written: string[] = []
  vi.spyOn(process.stdout, "write").mockImplementation(bytes => Boolean(written.push(Buffer.from(bytes).toString())))
  vi.spyOn(process.stderr, "write").mockImplementation(text => Boolean(written.push(String(text))))
  const before = process.exitCode
  const exits: unknown[] = []
  for (const args of [["--help", "--Mapping_file", "nowhere.m", "--print_res_csv_file=0"], ["--version"], ["-h"]]) {
    const program = new Command("analects").version("1").enablePositionalOptions().exitOverride()
    declare(program.command("maestro"))
    await program.parseAsync(["maestro", ...args], { from: "user" })
    exits.push(process.exitCode)
  }
  process.exitCode = before
  vi.restoreAllMocks()
  expect(exits).toEqual([0, 134, 134])
  expect(written[0]).toMatch(/^Failed to open the input file\nBuffer Analysis:/)
  expect(written.join("")).toContain("unrecognised option '--version'; here the reference program aborts")
})

test("names print as the bytes they came in", () => {
  folder.write("m.m", MAPPING.replace("Layer a", "Layer größe"))
  expect(csvRows(run().csv)[0]).toMatch(/^n,größe,/)
})
