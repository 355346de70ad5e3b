// analects sweep as a user types it: results, going on, growing, refusals.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parquetReadObjects } from "hyparquet"
import { describe, expect, test } from "vitest"
import { readRecord } from "../../../experiments/runs/run-record.ts"
import { inFolder, inProcess, json, once, refused, start, until, wrongUse } from "../cli.ts"

const FILE = "networks: [alexnet]\nbudgets: [0.1, 1.5um2]\nmethods: [exact, greedy, random]\nevaluations: 100\n"
const files = { "small.yaml": FILE }

const linesOf = (folder: string) => readFileSync(join(folder, "runs/small/results.csv"), "utf8").trimEnd().split("\n")
const cellsOf = (folder: string) => readdirSync(join(folder, "runs/small/cells")).sort()

const textOf = (value: unknown) => (value === null ? "" : String(value))
const overQueue = (url: string) => once(["sweep", "small.yaml", "--queue", url], files)

describe.concurrent("analects sweep", () => {
  test("a row per cell, failed ones too; records and allocations; the same columns in Parquet", () =>
    inFolder(async folder => {
      const summary = await json(folder, "sweep", "small.yaml", "--workers", "1")
      expect(summary).toMatchObject({ directory: "runs/small", cells: 6, finishedBefore: 0, failed: 3, leftOut: 0 })
      const [header, ...lines] = linesOf(folder)
      expect(header).toMatch(/^cell,status,network,.*,value,bound,proven,gap,evaluations,feasible,error,message$/)
      expect(lines.map(line => line.split(",")[1])).toEqual(["done", "done", "done", "failed", "failed", "failed"])
      expect(lines[3]).toContain("budget-too-small")
      const cells = cellsOf(folder)
      expect(cells.map(name => name.replace(/-\w+$/, ""))).toEqual(
        ["exact", "greedy", "random"].map(method => `alexnet-dla-lp-latency-area-0.1-edge-${method}-s0`),
      )
      for (const name of cells) {
        const cell = join(folder, "runs/small/cells", name)
        const { record, curve, timing } = readRecord(cell)
        const allocation = JSON.parse(readFileSync(join(cell, "allocation.json"), "utf8"))
        expect(allocation).toMatchObject({ objective: "latency", value: record.value, feasible: true })
        expect(allocation.layers.length).toBe(5)
        expect(curve.at(-1)).toEqual({ evaluations: record.evaluations, value: record.value, gap: record.gap })
        expect(timing.at(-1)?.evaluations).toBe(record.evaluations)
        expect(record.gap).toBeGreaterThanOrEqual(0)
      }
      const bytes = readFileSync(join(folder, "runs/small/results.parquet"))
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
      const rows = await parquetReadObjects({ file })
      expect(rows.slice(0, 3).map(row => Object.values(row).map(textOf).join())).toEqual(lines.slice(0, 3))
      expect(rows.slice(3).map(row => row.error)).toEqual(Array.from({ length: 3 }, () => "budget-too-small"))
    }, files))

  test("finished cells are not run again; a grown file runs what is new; a damaged cell is run again", () =>
    inFolder(async folder => {
      await json(folder, "sweep", "small.yaml", "--workers", "1")
      const [first, second] = cellsOf(folder).map(name => join(folder, "runs/small/cells", name))
      const born = statSync(first).birthtimeMs
      const damaged = readFileSync(join(second, "record.json"))
      writeFileSync(join(second, "record.json"), "")
      mkdirSync(join(folder, "runs/small/cells/.left.1.tmp"))
      writeFileSync(join(folder, "small.yaml"), `${FILE}seeds: 2\n`)
      const summary = await json(folder, "sweep", "small.yaml", "--workers", "1")
      expect(summary).toMatchObject({ cells: 12, finishedBefore: 5, failed: 6 })
      expect(statSync(first).birthtimeMs).toBe(born)
      expect(readFileSync(join(second, "record.json"))).toEqual(damaged)
      expect(cellsOf(folder).filter(name => name.startsWith("."))).toEqual([])
      expect(linesOf(folder).length).toBe(13)
      // Failed cells are finished too, unless they are asked for.
      expect(await json(folder, "sweep", "small.yaml", "--workers", "1")).toMatchObject({ finishedBefore: 12 })
      expect(await json(folder, "sweep", "small.yaml", "--retry-failed")).toMatchObject({
        finishedBefore: 6,
        failed: 6,
      })
    }, files))

  test("Ctrl-C stops it; the same command goes on", () =>
    inFolder(async folder => {
      const text = "networks: [alexnet]\nmethods: [random]\nseeds: 40\nevaluations: 3000\n"
      writeFileSync(join(folder, "small.yaml"), text)
      const running = start(folder, ["sweep", "small.yaml", "--workers", "1"])
      const cells = join(folder, "runs/small/cells")
      await until(running, () => {
        try {
          return readdirSync(cells).length > 1
        } catch {
          return false
        }
      })
      running.signal("SIGINT")
      const { code, stderr } = await running.ended
      expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining("Go on with the same command") })
      expect(readdirSync(join(folder, "runs/small"))).not.toContain("results.csv")
      const kept = cellsOf(folder).length
      const summary = await json(folder, "sweep", "small.yaml", "--workers", "1")
      expect(summary).toMatchObject({ cells: 40, finishedBefore: kept, failed: 0 })
    }))

  test("every method runs, as long as it is granted", () =>
    inFolder(async folder => {
      const text =
        "networks: [alexnet]\nplatforms: [confuciux]\nallowImpossible: true\nevaluations: 200\nepisodes: 20\ngenerations: 3\n" +
        "methods: [exact, random, greedy, lagrangian, annealing, genetic, cross-entropy, reinforce, two-stage, apply, confuciux]\n"
      writeFileSync(join(folder, "small.yaml"), text)
      expect(await json(folder, "sweep", "small.yaml", "--workers", "1")).toMatchObject({ cells: 11, failed: 0 })
      const records = cellsOf(folder).map(name => readRecord(join(folder, "runs/small/cells", name)))
      const of = (method: string) => records.find(({ record }) => record.method === method)
      for (const { record, curve } of records) {
        expect(record.proven).toBe(true)
        expect(record.feasible).toBeLessThanOrEqual(record.evaluations)
        expect(curve.at(-1)?.value ?? null).toBe(record.value)
      }
      expect(of("exact")?.record.gap).toBe(0)
      expect(of("random")?.record.evaluations).toBe(200)
      expect(of("reinforce")?.record).toMatchObject({ grid: "coarse", evaluations: 29, feasible: 29 })
      expect(of("two-stage")?.record.grid).toBe("fine")
      expect(of("confuciux")?.record).toMatchObject({ grid: "fine" })
    }))

  test("wrong input", async () => {
    expect(await once(["sweep", "small.yaml"], { "small.yaml": "netwoks: [alexnet]" })).toEqual(
      refused('small.yaml:1:1: key "netwoks" is unknown', 'Did you mean "networks"?'),
    )
    expect(await once(["sweep", "qiuck"])).toEqual(refused('experiment "qiuck" is unknown', 'Did you mean "quick"?'))
    expect(await once(["sweep", "there/is.none"])).toEqual(refused("there/is.none cannot be read"))
    expect(await once(["sweep"])).toEqual(wrongUse("missing required argument 'experiment'"))
    const many = "networks: [alexnet, vgg16]\nbudgets: [0.1, 0.2, 0.3, 0.4, 0.5]\nmethods: [greedy]\nseeds: 10000\n"
    expect(await once(["sweep", "small.yaml"], { "small.yaml": many })).toEqual(
      refused("100000 cells: about", "on", "workers", "files; nobody can be asked here: add --yes"),
    )
    expect(await once(["sweep", "small.yaml", "--out", "small.yaml/x"], files)).toEqual(
      refused("small.yaml/x cannot be created: a part of the path is not a folder"),
    )
    expect(await once(["sweep", "small.yaml", "--out", "/proc/x"], files)).toEqual(refused("/proc/x cannot be written"))
    expect(await once(["sweep", "small.yaml", "--out", "taken"], { ...files, "taken/a": "" })).toEqual(
      refused("taken exists and is no sweep"),
    )
  })

  test("a folder that vanishes or cannot be written ends the sweep", () =>
    inFolder(async folder => {
      await json(folder, "sweep", "small.yaml", "--workers", "1")
      writeFileSync(join(folder, "other.yaml"), FILE)
      expect(await inProcess(folder, "sweep", "other.yaml", "--out", "runs/small")).toMatchObject({
        code: 3,
        stderr: expect.stringContaining("runs/small holds sweep small, not other"),
      })
      rmSync(join(folder, "runs/small/cells"), { recursive: true })
      writeFileSync(join(folder, "runs/small/cells"), "")
      expect(await inProcess(folder, "sweep", "small.yaml", "--workers", "1")).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(
          /^analects: runs\/small cannot be written: a part of the path is not a folder\n$/,
        ),
      })
    }, files))

  test("--fail-fast ends at the first failure and keeps what is finished", () =>
    inFolder(async folder => {
      const { code, stderr } = await inProcess(folder, "sweep", "small.yaml", "--fail-fast", "--workers", "1")
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/area-1.5um2-.* failed: budget is/) })
      expect(cellsOf(folder).length).toBe(3)
    }, files))

  test("a Redis that is not there, or no address of one; passwords are not repeated", async () => {
    expect(await overQueue("redis://:hush@127.0.0.1:1")).toEqual(
      refused("redis://127.0.0.1:1 cannot be used as a queue: nothing listens there"),
    )
    expect(await overQueue("http://me:hush@host")).toEqual(
      refused('queue is "http://host", expected redis://HOST:PORT'),
    )
    expect(await once(["worker", "--queue", "redis://127.0.0.1:1"])).toEqual(refused("nothing listens there"))
    expect(await once(["queue", "redis://127.0.0.1:1"])).toEqual(refused("nothing listens there"))
  })

  test("the schema, printed", async () => {
    const { stdout } = await inProcess(".", "sweep", "--schema")
    expect(JSON.parse(stdout).properties.networks.type).toBe("array")
  })
})
