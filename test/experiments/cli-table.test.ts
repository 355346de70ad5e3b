// analects table: the digits of the recorded space.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { readLines } from "../maestro/recorded.ts"
import { inFolder, inProcess, json, once } from "./cli.ts"

const EXAMPLE = "K,C,Y,X,R,S,T\n64,32,56,56,3,3,1\n128,64,56,56,3,3,1\n"

describe.concurrent("table --csv", () => {
  test("prints columns, order and digits of the recorded space", async () => {
    const [header, ...rows] = readLines("confuciux-space/resnet18.csv.gz")
    const recorded = [header, ...rows.filter(row => row.split(",")[10] === "dla")]
    expect(recorded.length).toBe(1 + 11 * 144)
    const { code, stdout, stderr } = await once(["table", "-n", "resnet18", "-p", "confuciux", "--csv", "-"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout.endsWith("\n")).toBe(true)
    expect(stdout.trimEnd().split("\n")).toEqual(recorded)
  })

  test("a file holds the same as standard output, and nothing is left beside it", async () => {
    await inFolder(async folder => {
      const args = ["table", "-n", "example", "-d", "shi", "-p", "edge", "--csv"]
      const printed = await inProcess(folder, ...args, "-")
      const written = await inProcess(folder, ...args, "table.csv")
      expect(written).toEqual({ code: 0, signal: null, stdout: "", stderr: "288 rows written to table.csv\n" })
      expect(readFileSync(join(folder, "table.csv"), "utf8")).toBe(printed.stdout)
    })
    expect((await once(["table", "-n", "example", "--csv", "t.csv"])).added).toEqual(["t.csv"])
  })

  test("a network from a CSV file equals the built-in one of the same content, but for the name", async () => {
    const own = await once(["table", "-n", "mine.csv", "--csv", "-"], { "mine.csv": EXAMPLE })
    const builtIn = await once(["table", "-n", "example", "--csv", "-"])
    expect(own.code).toBe(0)
    expect(own.stdout.replaceAll(/^mine,/gm, "example,")).toBe(builtIn.stdout)
  })

  test("the fine grid holds the coarse one's rows", async () => {
    const coarse = await once(["table", "-n", "example", "--csv", "-"])
    const fine = await once(["table", "-n", "example", "--csv", "-", "--grid", "fine"])
    const rows = fine.stdout.trimEnd().split("\n")
    expect(rows.length).toBe(1 + 2 * 128 * 12)
    const known = new Set(rows)
    for (const row of coarse.stdout.trimEnd().split("\n")) expect(known.has(row), row).toBe(true)
  })
})

/** Cells of the table of network "example". */
async function rowsOf(...args: string[]): Promise<string[][]> {
  const { stdout } = await once(["table", "-n", "example", "--csv", "-", ...args])
  return stdout
    .trimEnd()
    .split("\n")
    .map(line => line.split(","))
}

describe.concurrent("profiles", () => {
  test("physical by default: the layer's own MACs in every row, all digits", async () => {
    const [header, ...rows] = await rowsOf("-d", "rs")
    expect(rows.length).toBe(288)
    expect(new Set(rows.map(row => row[10]))).toEqual(new Set(["rs"]))
    for (const row of rows) {
      const [model, layer] = row
      expect([model, row[header.indexOf("status")]]).toEqual(["example", "ok"])
      expect(row[header.indexOf("mac")]).toBe(layer === "0" ? "53747712" : "214990848")
    }
    const energies = rows.map(row => row[header.indexOf("energy")])
    expect(Math.max(...energies.map(x => x.length))).toBeGreaterThan(8)
  })

  test("either profile on any platform", async () => {
    const physical = await rowsOf("-p", "confuciux", "--profile", "physical")
    const maestro = await rowsOf("-p", "confuciux")
    expect(physical[0].slice(0, 22)).toEqual(maestro[0])
    expect(physical.slice(1).map(row => row.slice(0, 13))).toEqual(maestro.slice(1).map(row => row.slice(0, 13)))
    expect(physical).not.toEqual(maestro)
    expect(await rowsOf("-p", "confuciux", "--profile", "maestro")).toEqual(maestro)
  })
})

/** What stands behind the recorded columns, each distinct text once. */
async function ends(...args: string[]): Promise<Set<string>> {
  return new Set((await rowsOf(...args)).map(row => row.slice(22).join()))
}

test("rows of profile physical say what they rest on, rows of maestro are the recorded ones", async () => {
  const header = "platform,profile,inner_fill,l2,offchip_floor,cluster_access"
  expect(await ends()).toEqual(new Set([header, "edge,physical,prefetch,resident,true,0"]))
  const choices = ["--inner-fill", "exposed", "--l2", "4096", "--no-offchip-floor", "--cluster-access", ".5"]
  expect(await ends("-p", "cloud", ...choices)).toEqual(new Set([header, "cloud,physical,exposed,4096,false,0.5"]))
  expect(await ends("--profile", "maestro")).toEqual(new Set([""]))
})

test("--json: choices, layers and columns are those of the CSV file", async () => {
  const args = ["-d", "tpu", "-p", "mobile", "--l2", "streaming"]
  const [header, ...rows] = await rowsOf(...args)
  const table = await inFolder(folder => json(folder, "table", "-n", "example", ...args))
  expect(table).toMatchObject({ network: "example", dataflow: "tpu", platform: "mobile", grid: "coarse" })
  expect(table).toMatchObject({ profile: "physical", physical: { l2: "streaming", innerFill: "prefetch" } })
  expect(table.layers).toEqual([
    { index: 0, count: 1, K: 64, C: 32, Y: 56, X: 56, R: 3, S: 3, T: 1 },
    { index: 1, count: 1, K: 128, C: 64, Y: 56, X: 56, R: 3, S: 3, T: 1 },
  ])
  const cells = (name: string) => rows.map(row => row[header.indexOf(name)])
  expect([...table.choices.pe, ...table.choices.pe].map(String)).toEqual(cells("pe"))
  expect([...table.choices.tile, ...table.choices.tile].map(String)).toEqual(cells("tile"))
  const { columns } = table
  expect(
    columns.runtime
      .flat()
      .map((x: number | null) => x ?? "")
      .map(String),
  ).toEqual(cells("runtime"))
  expect(
    columns.energy
      .flat()
      .map((x: number | null) => x ?? "")
      .map(String),
  ).toEqual(cells("energy"))
  expect(columns.possible.flat()).toEqual(cells("status").map(status => status === "ok"))
  expect(Object.keys(columns)).toEqual(["runtime", "energy", "area", "power", "l1", "l2", "macs", "possible"])
})

test("without --csv: a line per distinct layer", async () => {
  const { code, stdout, stderr, added } = await once(["table", "-n", "resnet18"])
  expect({ code, stderr, added }).toEqual({ code: 0, stderr: "", added: [] })
  expect(stdout).toMatch(/^ +1 +1 +64,3,224,224,7,7,1 /m)
  expect(stdout).toMatch(
    /^resnet18, dla, platform edge, profile physical \(inner fill prefetch, L2 resident, .*\), coarse grid$/m,
  )
  expect(stdout.trimEnd().split("\n").length).toBe(1 + 2 + 11 + 1)
  expect(stdout).toContain("1584 rows; --csv FILE writes them all")
  expect(stdout).toMatch(/ refused or impossible$/m)
})
