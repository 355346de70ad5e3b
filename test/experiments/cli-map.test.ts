// analects map, as a user types it.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { inFolder, inProcess, json, once, refused, start, until, wrongUse } from "./cli.ts"

const NET = "K,C,Y,X,R,S,T\n8,4,10,10,3,3,1\n1,8,10,10,3,3,2\n8,4,10,10,3,3,1\n12,6,8,1,1,1,3\n"
const FILES = { "net.csv": NET }
const SMALL = ["map", "--network", "net.csv", "--pes", "16", "--evaluations", "60"]

const outcome = (...args: string[]) => once([...SMALL, ...args], FILES)

describe("analects map", () => {
  test("answers every layer, equal shapes once, with files that cost reads back", async () => {
    await inFolder(async folder => {
      const result = await json(folder, ...SMALL, "--l1-size", "100", "--l2-size", "2000", "--out", "run")
      expect(result.layers.map((l: { shape: number }) => l.shape)).toEqual([0, 1, 0, 2])
      for (const { best, bounds, gap } of result.shapes) {
        expect(best.cycles).toBeGreaterThanOrEqual(bounds.cycles)
        expect(best.l1).toBeLessThanOrEqual(100)
        expect(gap).toBeCloseTo(best.cycles / bounds.cycles - 1, 12)
      }
      const costed = await json(folder, "cost", "run/mapping.m", "--pes", "16")
      const cycles = result.layers.map((l: { shape: number }) => result.shapes[l.shape].best.cycles)
      expect(costed.layers.map((l: { runtime: number }) => l.runtime)).toEqual(cycles)
      expect(readFileSync(join(folder, "run/layers.csv"), "utf8").split("\n")).toHaveLength(6)
    }, FILES)
  })

  test("a stopped search goes on to the same bytes, for any number of workers", async () => {
    await inFolder(async folder => {
      const read = (name: string) => readFileSync(join(folder, name), "utf8")
      await inProcess(folder, ...SMALL, "--out", "one", "--workers", "1")
      await inProcess(folder, ...SMALL, "--out", "two", "--workers", "2")
      for (const file of ["mapping.m", "layers.csv", "search.json"])
        expect(read(`two/${file}`)).toBe(read(`one/${file}`))
      // As after a stop: the first round done, a part of the second one.
      const saved = JSON.parse(read("one/search.json"))
      saved.rounds[1][1] = saved.rounds[1][2] = null
      writeFileSync(join(folder, "one/search.json"), JSON.stringify(saved))
      await inProcess(folder, ...SMALL, "--out", "one", "--workers", "1")
      for (const file of ["mapping.m", "layers.csv", "search.json"])
        expect(read(`one/${file}`)).toBe(read(`two/${file}`))
      const other = await inProcess(folder, ...SMALL, "--seed", "1", "--out", "one")
      expect(other).toMatchObject({ code: 3, stderr: expect.stringContaining("differs in seed") })
    }, FILES)
  })

  test.each(["marvel", "random", "exhaustive", "gamma-compatible", "nsga2"])("method %s", async method => {
    const { code, stdout } = await once([...SMALL, "--layer", "4", "--method", method], FILES)
    expect(code).toBe(0)
    expect(stdout).toContain("lower bound")
  })

  test("plots and weighted goals", async () => {
    const { code, added } = await once([...SMALL, "-o", "latency=1,energy=2", "--plot", "layers.svg"], FILES)
    expect({ code, added }).toEqual({ code: 0, added: ["layers.svg"] })
  })

  test("what no mapping keeps writes nothing", async () => {
    const area = [
      "map",
      "-n",
      "net.csv",
      "--pes-up-to",
      "8",
      "--area-budget",
      "1",
      "--evaluations",
      "60",
      "--out",
      "none",
    ]
    expect(await once(area, FILES)).toMatchObject({ code: 2, stderr: expect.stringContaining("give --noc-bandwidth") })
    await inFolder(async folder => {
      const answer = await inProcess(folder, ...area, "--noc-bandwidth", "8")
      expect(answer).toMatchObject({ code: 3, stderr: expect.stringContaining("no mapping keeps the limits") })
      expect(readdirSync(join(folder, "none"))).toEqual(["search.json"])
    }, FILES)
  })

  test("a long search stops in its middle, and goes on in the same folder", async () => {
    await inFolder(async folder => {
      const long = [
        "map",
        "-n",
        "resnet18",
        "--layer",
        "3",
        "--method",
        "random",
        "--evaluations",
        "3000000",
        "--out",
        "long",
      ]
      const running = start(folder, long)
      await until(running, () => existsSync(join(folder, "long/search.json")))
      running.signal("SIGINT")
      expect(await running.ended).toMatchObject({ code: 130, stderr: expect.stringContaining("goes on") })
      expect(readdirSync(join(folder, "long"))).toEqual(["search.json"])
    }, FILES)
  })

  test("wrong input", async () => {
    expect(await outcome("--method", "gama")).toEqual(refused('method "gama"', 'Did you mean "gamma"?'))
    expect(await outcome("--objective", "latancy")).toEqual(refused('Did you mean "latency"?'))
    expect(await outcome("--layer", "5")).toEqual(refused("layer is 5", "1 to 4"))
    expect(await outcome("--hardware", "egde")).toEqual(refused('Did you mean "edge"?'))
    expect(await outcome("--l1-size", "5")).toEqual(refused("L1 of 5 bytes holds no mapping"))
    expect(await outcome("--space", "nvdla-01")).toEqual(refused('space "nvdla-01"'))
    expect(await outcome("--levels", "3-2")).toEqual(refused('levels is "3-2"'))
    expect(await outcome("--plot", "x.png")).toEqual(refused("ends in .svg"))
    expect(await outcome("--workers", "0")).toEqual(refused("workers is 0"))
    expect(await once([...SMALL, "--out", "here"], { ...FILES, "here/other": "" })).toMatchObject({ code: 3 })
    expect(await outcome("--pes-up-to", "8")).toEqual(wrongUse("--pes or --pes-up-to"))
    expect(await outcome("--profile", "maestro")).toEqual(wrongUse("only gamma-compatible and random"))
    expect(await outcome("--method", "reinforce", "--space", "tpu")).toEqual(wrongUse("--space and --tiles"))
    expect(await outcome("--method", "reinforce", "--levels", "1-2")).toEqual(wrongUse("one number of levels"))
  })
})
