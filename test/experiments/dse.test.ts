// analects dse as a user meets it: files, wrong input, stops, workers.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet"
import { expect, test } from "vitest"
import { dseJsonSchema } from "../../experiments/dse/config.ts"
import { runSweep } from "../../experiments/dse/run.ts"
import { readStudy, shippedStudies } from "../../experiments/dse/study.ts"
import { Stopped } from "../../experiments/training/stopper.ts"
import { designCount } from "../../src/dse/space.ts"
import { Sweep } from "../../src/dse/sweep.ts"
import { BASE } from "../dse/spaces.ts"
import { inFolder, inProcess, json, once, refused, wrongUse } from "./cli.ts"

const root = join(import.meta.dirname, "../..")

const SMALL = `name: small
network: alexnet
layers: [2, 3]
dataflow: [dla, rs]
space:
  pes: [8, 16, 32]
  parameters: { tile: { from: 1, to: 8, times: 2 } }
  nocBandwidth: { from: 4, to: 32, step: 4 }
  l1: { from: 64, to: 1024, times: 2 }
  l2: { from: 4096, to: 65536, times: 2 }
budgets: { area: 1 mm2, power: 100 mW }
`

test("the published JSON Schema is current", () => {
  const written = JSON.parse(readFileSync(join(root, "experiments/configs/dse/study.schema.json"), "utf8"))
  expect(written).toEqual(JSON.parse(JSON.stringify(dseJsonSchema())))
})

test("shipped studies are valid; the published ones have 480 million designs", () => {
  const sizes = Object.fromEntries(shippedStudies().map(name => [name, designCount(readStudy(name, false).space)]))
  expect(sizes).toMatchObject({
    "published-early": 480_000_000n,
    "published-late": 480_000_000n,
    "physical-early": 480_000_000n,
    "physical-late": 480_000_000n,
    resnet50: 480_000_000n,
  })
})

test("a study: table, JSON, files", async () => {
  await inFolder(
    async folder => {
      const found = await json(folder, "dse", "small.yaml", "--out", "study", "--rows")
      expect(found.counts.valid).toBeGreaterThan(100)
      expect(found.rows).toBe(found.counts.valid)
      expect(Object.keys(found.picks)).toEqual(["fastest", "least energy", "least EDP", "smallest", "least power"])
      expect(readdirSync(join(folder, "study")).sort()).toEqual([
        "checkpoint.json",
        "config.json",
        "front.csv",
        "report.html",
        "summary.json",
        "valid",
      ])
      const lines = readFileSync(join(folder, "study/front.csv"), "utf8").trim().split("\n")
      expect(lines.length - 1).toBe(found.front.length)
      const file = await asyncBufferFromFile(join(folder, "study/valid/part-0000.parquet"))
      const rows = await parquetReadObjects({ file })
      expect(rows.length).toBe(found.rows)
      const { runtime, ...fastest } = found.picks.fastest
      const same = rows.find(r => r.runtime === runtime && r.energy === fastest.energy && r.area === fastest.area)
      expect(same).toMatchObject({ ...fastest.choices, dataflow: fastest.dataflow, power: fastest.power })
    },
    { "small.yaml": SMALL },
  )
})

test("stopped anywhere and taken up again, with any number of workers: the same bytes", async () => {
  const space = { ...BASE, parameters: [{ name: "tile", values: [1, 2, 3, 4, 5, 6] }] }
  const partSize = { runtimes: 100, designs: 500 }
  const folders: string[] = []
  const run = async (stops: readonly number[]) => {
    const folder = mkdtempSync(join(tmpdir(), "analects-dse-"))
    folders.push(folder)
    const options = { workers: 1, rows: join(folder, "valid"), checkpoint: join(folder, "checkpoint.json"), partSize }
    let done = 0
    for (const stop of stops) {
      const stopper = {
        get stopped() {
          return done >= stop
        },
      }
      const stopped = runSweep(new Sweep(space), { ...options, stopper, onPart: n => (done = n) })
      await expect(stopped).rejects.toBeInstanceOf(Stopped)
    }
    await runSweep(new Sweep(space), options)
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()
    return names.filter(name => /\./.test(name)).map(name => [name, readFileSync(join(folder, name), "base64")])
  }
  try {
    const whole = await run([])
    expect(whole.length).toBeGreaterThan(8)
    expect(await run([1, 4, 5])).toEqual(whole)
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
})

test("taken up when all is done: the same figures, and no rate", async () => {
  await inFolder(
    async folder => {
      const first = await inProcess(folder, "dse", "small.yaml", "--out", "study")
      expect(first.stdout).toMatch(/^small: 4,800 designs, profile physical\n.*\/s swept, .*\/s fully evaluated\n/)
      const again = await inProcess(folder, "dse", "--resume", "study")
      expect(again.stdout).toMatch(/CPU\): all was done by earlier starts\n/)
      const [figures, same] = [first, again].map(({ stdout }) => stdout.split("\n").slice(2))
      expect(same).toEqual(figures)
    },
    { "small.yaml": SMALL },
  )
})

const changed = (from: string | RegExp, to: string) => ({ "s.yaml": SMALL.replace(from, to) })

test.each<[string, Record<string, string>, string[]]>([
  [
    "an unknown key",
    changed("budgets:", "budget:"),
    ["s.yaml:11:1: ", 'key "budget" is unknown', 'Did you mean "budgets"?'],
  ],
  ["an unknown key inside", changed("times: 2 } }", "time: 2 } }"), ["s.yaml:7:41: ", '"time" is unknown', '"times"']],
  [
    "an empty range",
    changed("from: 4, to: 32", "from: 40, to: 32"),
    ["s.yaml:8:19: ", "the range is empty: from 40 is above to 32"],
  ],
  ["a step of zero", changed("step: 4", "step: 0"), ["s.yaml:8:36: ", "is 0, expected an integer of at least 1"]],
  [
    "a factor of one",
    changed("to: 8, times: 2", "to: 8, times: 1"),
    ["s.yaml:7:41: ", "is 1, expected a number above 1"],
  ],
  ["no values", changed("[8, 16, 32]", "[]"), ["s.yaml:6:3: ", "space.pes"]],
  ["a missing axis", changed(/ {2}nocBandwidth.*\n/, ""), ["space.nocBandwidth is missing"]],
  [
    "a unit there is not",
    changed("1 mm2", "1 acre"),
    ["s.yaml:11:12: ", '"1 acre", expected a number above 0 with a unit'],
  ],
  ["an unknown dataflow", changed("[dla, rs]", "[dla, tpus]"), ['"tpus" is unknown', 'Did you mean "tpu"?']],
  [
    "a layer beyond the network",
    changed("[2, 3]", "[2, 30]"),
    ["layers (of alexnet) is 30, expected an integer in [1, 5]"],
  ],
  ["a parameter nobody has", changed("tile: {", "til: {"), ["needs a value for tile"]],
  ["not YAML", { "s.yaml": "space: [" }, ["s.yaml:1:", "not valid YAML"]],
])("%s", async (_name, files, texts) => {
  expect(await once(["dse", "s.yaml"], files)).toEqual(refused(...texts))
})

test("more designs than can be counted one by one: the exact number, and what to do", async () => {
  const huge = SMALL.replace("{ from: 64, to: 1024, times: 2 }", "{ from: 1, to: 900000 }")
    .replace("{ from: 4096, to: 65536, times: 2 }", "{ from: 1, to: 900000 }")
    .replace("[8, 16, 32]", "{ from: 1, to: 1000 }")
  const outcome = await once(["dse", "s.yaml"], { "s.yaml": huge })
  expect(outcome).toEqual(refused("the space has 51,840,000,000,000,000 designs", "refine: {}"))
})

test("budgets that nothing keeps: what was rejected by which, and the least there is", async () => {
  const { code, stdout } = await once(["dse", "s.yaml"], changed("1 mm2", "0.01 mm2"))
  expect(code).toBe(0)
  expect(stdout).toContain("breaks the area budget")
  expect(stdout).toMatch(/area: budget 10k µm², least possible [\d.]+k µm² \((dla|rs), pes 8, .*so it cannot be kept/)
  expect(stdout).toMatch(/power: budget 100 mW, least possible .*which alone could be kept/)
})

test("wrong use", async () => {
  expect((await once(["dse"])).code).toBe(2)
  expect((await once(["dse", "s.yaml", "--rows"], { "s.yaml": SMALL })).code).toBe(2)
  const small = { "s.yaml": SMALL, file: "mine" }
  expect(await once(["dse", "s.yaml", "--out", ""], small)).toEqual(wrongUse("--out is empty, expected a path"))
  const used = await once(["dse", "s.yaml", "--out", "file"], small)
  expect(used).toEqual(refused("file cannot be created: there is a file of that name"))
  const below = await once(["dse", "s.yaml", "--out", "file/x"], small)
  expect(below).toEqual(refused("file/x cannot be created: a part of the path is not a folder"))
  expect((await once(["dse", "published"])).stderr).toContain('study "published" is unknown')
})
