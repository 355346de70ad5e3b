// Run directories: names, refusals, configuration, whole-file writes.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { csvLine } from "../../experiments/csv.ts"
import { readBytes, readJson, writeFileAtomic, writeJson } from "../../experiments/files.ts"
import { type AllocationRow, allocationCsv, allocationJson } from "../../experiments/runs/allocation-files.ts"
import { createRun, readConfig, runName, writeConfig } from "../../experiments/runs/run-dir.ts"
import { InputError } from "../../src/core/errors.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "analects-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe("createRun", () => {
  test("takes the first free number", () => {
    const root = join(folder, "deep", "runs")
    expect(createRun({ root, name: "a" })).toBe(join(root, "a"))
    expect(createRun({ root, name: "a" })).toBe(join(root, "a-2"))
    expect(createRun({ root, name: "a" })).toBe(join(root, "a-3"))
    expect(readdirSync(root)).toEqual(["a", "a-2", "a-3"])
  })

  test("uses a new or empty --out, refuses a used one", () => {
    const out = join(folder, "x")
    expect(createRun({ out, name: "a" })).toBe(out)
    expect(createRun({ out, name: "a" })).toBe(out)
    writeFileSync(join(out, "notes.txt"), "")
    expect(() => createRun({ out, name: "a" })).toThrow(
      new InputError(`${out} exists; choose another --out or --resume ${out}`),
    )
  })

  test("says so when a file is in the way", () => {
    const out = join(folder, "x")
    writeFileSync(out, "")
    expect(() => createRun({ out, name: "a" })).toThrow(`${out} cannot be created: there is a file of that name`)
    expect(() => createRun({ out: join(out, "y"), name: "a" })).toThrow(InputError)
  })

  test.runIf(existsSync("/proc/self"))("says so where no folder can be made, however deep", () => {
    expect(() => createRun({ out: "/proc/x/y", name: "a" })).toThrow("/proc/x/y cannot be created: ")
  })

  test("names are safe as folder names", () => {
    expect(runName(["resnet18", "dla", "latency"], 0)).toBe("resnet18-dla-latency-s0")
    expect(runName(["../My Net.csv", "a/b\\c"], -1)).toBe("my-net.csv-a-b-c-s-1")
    expect(runName(["x".repeat(300)], 7)).toHaveLength(100)
    expect(runName(["x".repeat(300)], 7).endsWith("-s7")).toBe(true)
  })
})

describe("config.json", () => {
  const config = { command: "train", seed: 3, options: { episodes: 10 }, versions: { analects: "0.1.0" } }

  test("comes back", () => {
    writeConfig(folder, config)
    expect(readConfig(folder)).toEqual({ format: 3, ...config })
  })

  test("a folder without one is no run; a near name is offered", () => {
    expect(() => readConfig(folder)).toThrow(`${folder} is not a run directory: it has no config.json`)
    mkdirSync(join(folder, "resnet18-s0"))
    writeConfig(join(folder, "resnet18-s0"), config)
    expect(() => readConfig(join(folder, "resnet18-s1"))).toThrow(`Did you mean ${join(folder, "resnet18-s0")}?`)
    expect(() => readConfig(join(folder, "no", "such"))).toThrow(InputError)
  })

  test.each([
    [
      '{"format": 2}',
      "has format 2, this version reads 3: a run of an earlier version, which can only be started anew",
    ],
    ['{"format": 4}', /has format 4, this version reads 3$/],
    ["null", /has format undefined, this version reads 3$/],
    ['{"format": 3, "command": "train"}', "is damaged: command, seed, options or versions is missing"],
    ['{"format": 3, "comma', "is not valid JSON"],
    ["", "is empty; it may be damaged"],
  ])("%s is refused", (text, message) => {
    writeFileSync(join(folder, "config.json"), text)
    expect(() => readConfig(folder)).toThrow(InputError)
    expect(() => readConfig(folder)).toThrow(message)
  })
})

describe("whole files", () => {
  test("a write replaces the content and leaves nothing beside it, even after a killed one", () => {
    const path = join(folder, "a.json")
    writeFileSync(join(folder, ".a.json.tmp"), "half of an old wri")
    writeJson(path, { a: 1 })
    writeJson(path, { a: 2 })
    expect(readFileSync(path, "utf8")).toBe('{\n  "a": 2\n}\n')
    expect(readdirSync(folder)).toEqual(["a.json"])
  })

  test("a write that fails leaves the old content and no temporary file", () => {
    mkdirSync(join(folder, "taken", "x"), { recursive: true })
    expect(() => writeFileAtomic(join(folder, "taken"), "text")).toThrow(
      `${join(folder, "taken")} cannot be written: it is a folder`,
    )
    expect(readdirSync(folder)).toEqual(["taken"])
    expect(existsSync(join(folder, "taken", "x"))).toBe(true)
  })

  test("unreadable files are named with the reason", () => {
    const path = join(folder, "none.json")
    expect(() => readJson(path)).toThrow(new InputError(`${path} cannot be read: there is no such file`))
    expect(() => readBytes(folder)).toThrow(`${folder} cannot be read: it is a folder`)
  })
})

describe("tables", () => {
  const row: AllocationRow = {
    layer: 1,
    name: "conv 1, first",
    shape: { K: 64, C: 3, Y: 224, X: 224, R: 7, S: 7, T: 1 },
    pe: 16,
    tile: 3,
    l1Bytes: 151,
    l2Bytes: 4096,
    latency: 123456789,
    energy: 0.1 + 0.2,
    area: 71520.5,
    power: 20,
  }

  test("allocation.csv", () => {
    expect(allocationCsv([row])).toBe(
      "layer,name,K,C,Y,X,R,S,T,pe,tile,l1_bytes,l2_bytes,latency_cycles,energy_nj,area_um2,power_mw\n" +
        '1,"conv 1, first",64,3,224,224,7,7,1,16,3,151,4096,123456789,0.30000000000000004,71520.5,20\n',
    )
  })

  test("allocation.csv where the dataflow is a choice", () => {
    const [header, line] = allocationCsv([{ ...row, name: "conv", dataflow: "rs" }]).split("\n")
    expect(header).toContain(",pe,tile,dataflow,l1_bytes,")
    expect(line).toContain(",16,3,rs,151,")
  })

  test("allocation.json", () => {
    const summary = {
      objective: "latency",
      value: 10,
      optimum: null,
      gap: null,
      constraint: "area",
      cost: 3,
      budget: 4,
      constraints: [{ constraint: "area", unit: "µm²", cost: 3, budget: 4 }],
      feasible: true,
    }
    expect(JSON.parse(allocationJson(summary, [row]))).toEqual({ ...summary, layers: [row] })
  })

  test("cells", () => {
    expect(csvLine(["a", 'say "x"', "two\nlines", null, Number.NaN, Infinity, -0, 1e21])).toBe(
      'a,"say ""x""","two\nlines",,,,0,1e+21\n',
    )
  })
})
