// analects compare and report on run records made up for the purpose: what is counted, what is kept apart, what is refused.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { inFolder, inProcess, json, once, refused, wrongUse } from "./cli.ts"
import { writeRun, writeSweep } from "./compare-runs.ts"

/** Output of a command that succeeds. */
async function printed(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await inProcess(folder, ...args)
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" })
  return stdout
}

describe("two methods on two problems, three seeds", () => {
  let found: any
  let text = ""
  let files: Record<string, string> = {}
  beforeAll(() =>
    inFolder(async folder => {
      for (const [p, network] of ["resnet18", "vgg16"].entries()) {
        for (const seed of [0, 1, 2]) {
          const bound = 1000 * (p + 1)
          writeRun(join(folder, "sweep/cells"), { network, bound, method: "good", seed }, { end: 0.01 * (seed + p) })
          writeRun(
            join(folder, "sweep/cells"),
            { network, bound, method: "bad", seed },
            { end: seed === 2 ? null : 0.5 },
          )
        }
      }
      text = await printed(folder, "compare", "sweep")
      found = await json(folder, "compare", "sweep", "--html", "c.html", "--svg", "c.svg", "--csv", "c.csv")
      await printed(folder, "report", "sweep")
      const read = (file: string) => readFileSync(join(folder, file), "utf8")
      files = { html: read("c.html"), svg: read("c.svg"), csv: read("c.csv"), report: read("sweep/report.html") }
    }),
  )

  test("--json: interquartile means, quantiles, failures", () => {
    const [{ methods, problems, title, metric }] = found.comparisons
    expect(found.comparisons).toHaveLength(1)
    expect({ title, metric }).toEqual({ title: "profile physical, platform mobile", metric: "gap" })
    expect(problems).toEqual([
      { name: "resnet18, dla, least latency within area 0.1", reference: 1000, proven: true },
      { name: "vgg16, dla, least latency within area 0.1", reference: 2000, proven: true },
    ])
    // Gaps 0, 1, 2 and 1, 2, 3 %: without the lowest and the highest, (1 + 1 + 2 + 2) / 4.
    expect(methods[0]).toMatchObject({ method: "good", runs: 6, failed: 0, evaluations: 1000, cpuSeconds: 1 })
    expect(methods[0].iqm).toBeCloseTo(0.015, 12)
    expect(methods[0].median).toBeCloseTo(0.015, 12)
    expect(methods[0].interval.low).toBeGreaterThanOrEqual(0)
    expect(methods[0].interval.low).toBeLessThan(0.015)
    expect(methods[0].interval.high).toBeGreaterThan(0.015)
    expect(methods[0].interval.high).toBeLessThanOrEqual(0.03)
    // 50, 50, 50, 50 %, and two without an answer, of which one is cut off.
    expect(methods[1]).toMatchObject({ method: "bad", runs: 6, failed: 2, iqm: null, median: 0.5, worst: null })
  })

  test("--json: who is better, and how many get how far", () => {
    const [{ improvements, profiles, evaluations }] = found.comparisons
    expect(improvements.map(({ method, than, value }: any) => [method, than, value])).toEqual([
      ["good", "bad", 1],
      ["bad", "good", 0],
    ])
    const good = profiles.find(({ method }: any) => method === "good").points
    const bad = profiles.find(({ method }: any) => method === "bad").points
    expect(good[0].value).toBeCloseTo(1 / 6, 12) // at the least gap that is drawn
    expect(good.at(-1).value).toBe(1)
    expect(bad.at(-1)).toMatchObject({ x: 0.5, value: 4 / 6 })
    const curve = evaluations.find(({ method }: any) => method === "good").points
    expect(curve.at(-1)).toMatchObject({ x: 1000 })
    expect(curve.at(-1).value).toBeCloseTo(0.015, 12)
    expect(curve[0]).toMatchObject({ x: 1, value: 4 })
  })

  test("the table on the terminal", () => {
    expect(text).toMatch(/^profile physical, platform mobile: 2 methods on 2 problems, 12 runs\n/)
    expect(text).toMatch(
      /\nmethod +IQM +95 % interval +median +best +worst +runs +no answer +evaluations +CPU +good better\n/,
    )
    expect(text).toMatch(/\ngood +1\.50 % .* 0 % +3\.00 % +6 +0 +1k +1\.0 s +–\n/)
    expect(text).toMatch(/\nbad +none .* 50\.00 % +50\.00 % +none +6 +2 +1k +1\.0 s +1\.00 \[1\.00, 1\.00\]\n/)
  })

  test("the files: a line per method and point, plots, and the page that report makes as well", () => {
    expect(files.csv).toMatch(/^comparison,method,evaluations,iqm,low,high\n/)
    expect(files.csv.trimEnd().split("\n").length).toBeGreaterThan(35)
    expect(files.svg).toMatch(/^<svg role="img" aria-label="profile physical/)
    for (const page of [files.svg, files.html]) expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
    expect(files.html.match(/<svg role="img"/g)).toHaveLength(2 * 4)
    expect(files.html.match(/<a class="data" download="[^"]+\.csv" href="data:text\/csv/g)).toHaveLength(4)
    expect(files.report).toBe(files.html)
  })
})

describe("what is kept apart", () => {
  test("profiles and platforms make comparisons of their own", () =>
    inFolder(async folder => {
      for (const platform of ["mobile", "edge"]) for (const seed of [0, 1]) writeRun(folder, { platform, seed })
      writeRun(folder, { profile: "maestro", platform: "confuciux" })
      const { comparisons } = await json(folder, "compare", ".")
      expect(comparisons.map(({ title }: any) => title).toSorted()).toEqual([
        "profile maestro, platform confuciux",
        "profile physical, platform edge",
        "profile physical, platform mobile",
      ])
      expect(await printed(folder, "compare", ".")).toContain(
        "\nRuns of different profiles or platforms are not compared with each other.\n",
      )
      const { code, stderr } = await inProcess(folder, "compare", ".", "--svg", "x.svg")
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("the runs make 3:") })
    }))

  test("other choices: gaps from the lowest bound, and a note; one method with both has two names", () =>
    inFolder(async folder => {
      writeRun(folder, { method: "reinforce", bound: 1010 })
      writeRun(folder, { method: "two-stage", grid: "fine", bound: 1000 })
      const [both] = (await json(folder, "compare", ".")).comparisons
      expect(both.methods.map(({ method, iqm }: any) => [method, iqm])).toEqual([
        ["two-stage", 0],
        ["reinforce", 1010 / 1000 - 1],
      ])
      expect(both.notes.join()).toContain("(reinforce: coarse; two-stage: fine). Gaps are from the lowest bound")
      writeRun(folder, { method: "reinforce", grid: "fine", bound: 1000 })
      const [three] = (await json(folder, "compare", ".")).comparisons
      expect(three.methods.map(({ method }: any) => method).toSorted()).toEqual([
        "reinforce (coarse)",
        "reinforce (fine)",
        "two-stage",
      ])
    }))

  test("problems that a method was not run on are left out; metric value goes problem by problem", () =>
    inFolder(async folder => {
      for (const network of ["a", "b"]) writeRun(folder, { network, method: "one" })
      writeRun(folder, { network: "a", method: "two" })
      const [found] = (await json(folder, "compare", ".")).comparisons
      expect(found.problems).toHaveLength(1)
      expect(found.notes).toContain("1 problem left out that not every method was run on.")
      expect(found.notes.join()).toContain("One seed per problem and method")
      expect(found.methods[0].interval).toBeNull()
      const { comparisons } = await json(folder, "compare", ".", "--metric", "value")
      expect(comparisons.map(({ title, methods }: any) => [title, methods[0].iqm])).toEqual([
        ["a, dla, least latency within area 0.1; profile physical, platform mobile", 1000],
        ["b, dla, least latency within area 0.1; profile physical, platform mobile", 1000],
      ])
    }))

  test("a run given twice counts once, and the order of the folders changes nothing", () =>
    inFolder(async folder => {
      writeSweep(join(folder, "s"), ["x", "y"], ["resnet18"], 3)
      const first = await json(folder, "compare", "s")
      expect(await json(folder, "compare", "s", "s", "./s")).toEqual(first)
    }))
})

/** A folder with two runs, changed; then compared. */
const wrong = (change: (folder: string, first: string) => void, ...args: string[]) =>
  inFolder(async folder => {
    const first = writeRun(join(folder, "r"), { seed: 1 })
    writeRun(join(folder, "r"), { seed: 0 })
    change(folder, first)
    return { ...(await inProcess(folder, "compare", "r", ...args)), added: [] }
  })
const edit = (change: (record: Record<string, unknown>) => void) => (_: string, first: string) => {
  const path = join(first, "record.json")
  const record = JSON.parse(readFileSync(path, "utf8"))
  change(record)
  writeFileSync(path, JSON.stringify(record))
}

describe("refused", () => {
  test.each<[string, (folder: string, first: string) => void, string[]]>([
    ["half a record", (_, first) => writeFileSync(join(first, "record.json"), '{"network": "res'), ["not valid JSON"]],
    ["a lost field", edit(r => delete r.bound), ["record.json is damaged: bound"]],
    ["a text for a number", edit(r => Object.assign(r, { seed: "0" })), ["record.json is damaged: seed"]],
    ["lost budgets", edit(r => Object.assign(r, { budgets: [] })), ["0 budgets for 1 constraints"]],
    ["a list for a record", (_, first) => writeFileSync(join(first, "record.json"), "[]"), ["record.json is damaged"]],
    ["a value beside its curve", edit(r => Object.assign(r, { value: 5 })), ["value is 5, curve.csv ends in 1000"]],
    ["a lost curve", (_, first) => rmSync(join(first, "curve.csv")), ["curve.csv cannot be read"]],
    [
      "a damaged curve",
      (_, first) => writeFileSync(join(first, "curve.csv"), "evaluations,value,gap\n1,x\n"),
      ["line 2"],
    ],
    ["another optimum", edit(r => Object.assign(r, { bound: 999 })), ["cannot be compared", "1000", "999"]],
    [
      "the same run twice, with other results",
      folder => void writeRun(join(folder, "r/again"), { seed: 0, evaluations: 500 }, { end: 0.1 }),
      ["are both random with seed 0", "evaluations 500 and 1000"],
    ],
    [
      "no common problem",
      folder => void writeRun(join(folder, "r"), { network: "vgg16", method: "other" }),
      ["of 2 problems none was given to every method (random 1, other 1)"],
    ],
  ])("%s", async (_, change, texts) => {
    expect(await wrong(change)).toEqual(refused(...texts))
  })

  test("seconds without timings, unknown names, no folder, no runs, two outputs", async () => {
    expect(
      await wrong(folder => void writeRun(join(folder, "r"), { seed: 2 }, { seconds: null }), "--x", "seconds"),
    ).toEqual(refused("x is seconds, but", "random-coarse-2 has no timing.csv"))
    expect(await once(["compare", "x", "--metric", "gab"])).toEqual(refused('Did you mean "gap"?'))
    expect(await once(["compare", "runz"], { "runs/a.txt": "" })).toEqual(refused("no such folder. Did you mean runs?"))
    expect(await once(["compare", "runs"], { "runs/a.txt": "" })).toEqual(refused("runs holds no finished run"))
    expect(await once(["compare", "r"], { "r/config.json": "{}" })).toEqual(
      refused("go on with analects train --resume r"),
    )
    expect(await once(["report", "runs"], { "runs/a.txt": "" })).toEqual(refused("runs holds no finished run"))
    expect(await once(["compare", "x", "--json", "--csv", "-"])).toEqual(wrongUse("both print"))
    expect(await once(["compare"])).toEqual(wrongUse("dirs"))
  })

  test("more problems than metric value draws", () =>
    inFolder(async folder => {
      for (let i = 0; i < 25; i++) writeRun(folder, { network: `n${i}` })
      mkdirSync(join(folder, "empty"))
      const { code, stderr } = await inProcess(folder, "compare", ".", "--metric", "value")
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: expect.stringContaining("the runs are about 25 (at most 24"),
      })
    }))
})
