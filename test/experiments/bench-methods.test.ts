// bench methods: its problems, its budgets, its file; as a user types it.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { casesOf, PART_NAMES } from "../../experiments/bench/method-cases.ts"
import { problemOf } from "../../experiments/bench/method-problems.ts"
import { stageLengths } from "../../experiments/bench/method-runs.ts"
import { analects, inFolder, once, refused, wrongUse } from "./cli.ts"

test("parts: every problem once, each with its circumstances", () => {
  for (const part of PART_NAMES) {
    const cases = casesOf(part, "physical").map(c => JSON.stringify(c))
    expect(new Set(cases).size, part).toBe(cases.length)
  }
  expect(casesOf("full", "maestro").length).toBe(8 * 3 * 3 * 4)
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
  test("every method keeps what it is granted; the file has a line per run", { timeout: 120_000 }, () =>
    inFolder(async folder => {
      const words = ["bench", "methods", "--seeds", "1", "--evaluations", "100", "--json", "--csv", "runs.csv"]
      const { code, stdout } = await analects(folder, ...words)
      expect(code).toBe(0)
      const { runs, part } = JSON.parse(stdout) as { part: string; runs: Record<string, number | string>[] }
      expect(part).toBe("quick")
      // Seven methods on six problems, two-stage on the four that are sums.
      expect(runs.length).toBe(7 * 6 + 4)
      for (const { evaluations, gap, feasible } of runs) {
        expect(evaluations).toBeLessThanOrEqual(100)
        expect(feasible).toBeLessThanOrEqual(evaluations as number)
        expect(gap).toBeGreaterThanOrEqual(-1e-9)
      }
      const lines = readFileSync(join(folder, "runs.csv"), "utf8").trimEnd().split("\n")
      expect(lines[0]).toMatch(/^network,dataflow,deployment,objective,constraints,budget,method,seed,/)
      expect(lines.length).toBe(1 + runs.length)
    }),
  )

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
