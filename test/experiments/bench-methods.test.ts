// bench methods: its problems, its budgets, its file; as a user types it.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { loadBackend } from "../../agents/backend.ts"
import type { BenchOptions } from "../../experiments/bench/bench.ts"
import { measuredMethods } from "../../experiments/bench/measured.ts"
import { MeasuredComparison } from "../../experiments/bench/measured-runs.ts"
import { casesOf, PART_NAMES } from "../../experiments/bench/method-cases.ts"
import { problemOf } from "../../experiments/bench/method-problems.ts"
import { benchMethods } from "../../experiments/bench/methods.ts"
import { stageLengths } from "../../experiments/methods/stage-lengths.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { inFolder, inProcess, once, refused, wrongUse } from "./cli.ts"

test("parts: every problem once, each with its circumstances", () => {
  for (const part of PART_NAMES) {
    const cases = casesOf(part, "physical").map(c => JSON.stringify(c))
    expect(new Set(cases).size, part).toBe(cases.length)
  }
  expect(casesOf("full", "maestro").length).toBe(8 * 3 * 3 * 4)
  expect(casesOf("full", "maestro", ["vgg16", "mnasnet"]).length).toBe(2 * 3 * 3 * 4)
  expect(() => casesOf("mix", "physical", ["vgg16"])).toThrow('network of part mix "vgg16" is unknown')
  const [first] = casesOf("ls-mix", "physical")
  const problem = problemOf(first, "physical")
  expect(problem?.array?.length).toBe(4 * 144)
  expect(problemOf(casesOf("throughput", "physical")[0], "physical")?.aggregation).toBe("max")
})

test("a budget that admits nothing leaves the problem out", () => {
  const [first] = casesOf("quick", "maestro")
  expect(problemOf({ ...first, budget: 1.5 }, "maestro")).toBeNull()
})

test("the learners' recipes fit in what is granted", () => {
  for (const granted of [100, 101, 150, 999, 3100, 10_000, 100_000]) {
    for (const twoStage of [false, true]) {
      const { episodes, generations } = stageLengths(granted, twoStage)
      expect(episodes).toBeGreaterThan(0)
      expect(generations).toBeGreaterThanOrEqual(0)
      expect(episodes + 9 + (twoStage ? 10 + 20 * generations : 0)).toBeLessThanOrEqual(granted)
    }
  }
  expect(stageLengths(10_000, true)).toEqual({ episodes: 1024, generations: 150 })
})

describe.concurrent("as typed", () => {
  test("every method keeps what it is granted; the file has a line per run", () =>
    inFolder(async folder => {
      const words = ["bench", "methods", "--seeds", "1", "--evaluations", "100", "--json", "--csv", "runs.csv"]
      const { code, stdout } = await inProcess(folder, ...words)
      expect(code).toBe(0)
      const { runs, part } = JSON.parse(stdout) as { part: string; runs: Record<string, number | string>[] }
      expect(part).toBe("quick")
      expect(runs.length).toBe(8 * 6)
      for (const { evaluations, gap, feasible } of runs) {
        expect(evaluations).toBeLessThanOrEqual(100)
        expect(feasible).toBeLessThanOrEqual(evaluations as number)
        expect(gap).toBeGreaterThanOrEqual(-1e-9)
      }
      const lines = readFileSync(join(folder, "runs.csv"), "utf8").trimEnd().split("\n")
      expect(lines[0]).toMatch(/^network,dataflow,deployment,objective,constraints,budget,method,seed,/)
      expect(lines.length).toBe(1 + runs.length)
    }))

  test("wrong names and numbers", async () => {
    expect(await once(["bench", "methods", "--part", "quik"])).toEqual(
      refused('part "quik" is unknown', 'Did you mean "quick"?'),
    )
    expect(await once(["bench", "methods", "--methods", "greedy,anealing"])).toEqual(
      refused('methods "anealing" is unknown', 'Did you mean "annealing"?'),
    )
    expect(await once(["bench", "methods", "--evaluations", "5"])).toEqual(refused("evaluations is 5, expected"))
    expect(await once(["bench", "table", "--part", "quick"])).toEqual(
      wrongUse("--part: bench table takes none; it goes with methods, transfer"),
    )
  })
})

/** Options of a run of part "noisy" with little to measure; takes the lines of its file. */
const noisy = (lines: string[], named?: string[]): BenchOptions => ({
  seeds: 1,
  profile: "maestro",
  backend: "auto",
  comparison: { part: "noisy", evaluations: 100, methods: named, onLine: line => lines.push(line) },
  onItem: () => {},
})

describe("part noisy", () => {
  test("every method is judged by the truth and keeps its measurements", async () => {
    const lines: string[] = []
    const { rows, data } = await benchMethods(noisy(lines, ["exact", "greedy", "annealing"]))
    const runs = data.runs as Record<string, number | string>[]
    // 12 problems, 6 uncertainties, 3 methods.
    expect([runs.length, rows.length]).toEqual([12 * 6 * 3, 6 * 3])
    // A search that saw one candidate only need not compare it.
    const possible: Record<string, number[]> = { exact: [0], greedy: [0], annealing: [90, 100] }
    for (const { method, gap, measurements, seconds } of runs) {
      expect(gap).toBeGreaterThanOrEqual(-1e-9)
      expect(possible[method]).toContain(measurements)
      expect(seconds).toBe(measurements)
    }
    const right = runs.filter(({ method, error }) => method === "exact" && error === 0)
    expect(Math.max(...right.map(({ gap }) => gap as number))).toBeLessThan(1e-9)
    expect(runs.some(({ method, error, gap }) => method === "exact" && error === 0.3 && (gap as number) > 0.01)).toBe(
      true,
    )
    expect(lines[0]).toMatch(/^network,.*,error,noise,method,seed,value,gap,measurements,virtual_seconds,cpu_seconds/)
    expect(lines.length).toBe(1 + runs.length)
  })

  test("learners as well", async () => {
    const { tf } = await loadBackend()
    const problem = problemOf(casesOf("noisy", "physical")[0], "physical") as AllocationProblem
    const optimum = solveExact(problem).allocation.objective
    const all = measuredMethods(undefined).filter(name => name.startsWith("reinforce"))
    const compared = new MeasuredComparison(problem, optimum, { error: 0.1, noise: 0.05 }, 0)
    const found = compared.run({ methods: all, measurements: 40, tf })
    expect(found.map(run => run.method)).toEqual(all)
    for (const { gap, measurements } of found) {
      expect(gap).toBeGreaterThanOrEqual(-1e-9)
      expect(measurements).toBeLessThanOrEqual(40)
      expect(measurements).toBeGreaterThan(30)
    }
  })

  test("methods of another part are refused", async () => {
    await expect(benchMethods(noisy([], ["two-stage"]))).rejects.toThrow("--methods: part noisy has no two-stage")
    const quick = noisy([], ["thompson"])
    const comparison = { ...quick.comparison, part: "quick" }
    await expect(benchMethods({ ...quick, comparison })).rejects.toThrow(
      "part quick has no thompson; it has random, greedy",
    )
  })
})
