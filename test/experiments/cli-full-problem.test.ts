// analects solve and pareto on the full problem: deployments, mixed dataflows, several constraints with units, grids.

import { describe, expect, test } from "vitest"
import { inFolder, json, once, refused, wrongUse } from "./cli.ts"

describe.concurrent("solve, in full", () => {
  test("units, percent and fractions mean the same budget", async () => {
    await inFolder(async folder => {
      const solve = (...args: string[]) => json(folder, "solve", "-n", "example", ...args)
      const plain = await solve("-c", "area,l2", "-b", "0.1")
      const [area, l2] = plain.constraints
      expect([area.budgetFraction, l2.budgetFraction]).toEqual([0.1, 0.1])
      const mixed = await solve("-c", "area", "-b", `${area.budget / 1e6}mm2`, "-c", "l2_size", "-b", "10%")
      expect(mixed.optimum.objective).toBe(plain.optimum.objective)
      expect(mixed.budgetFraction).toBe(null)
      const kib = await solve("-c", "l2", "-b", "16KiB")
      expect([kib.budget, kib.constraints[0].unit]).toEqual([16384, "bytes"])
    })
  })

  test("a further constraint never helps, mixed dataflows never hurt, and every budget is kept", async () => {
    await inFolder(async folder => {
      const solve = (...args: string[]) => json(folder, "solve", "-n", "alexnet", "-b", "0.1", ...args)
      const [one, two, mix] = await Promise.all([solve(), solve("-c", "area,power,l2"), solve("-d", "mix")])
      expect(two.optimum.objective).toBeGreaterThanOrEqual(one.optimum.objective)
      for (const { cost, budget } of two.constraints) expect(cost).toBeLessThanOrEqual(budget * (1 + 1e-9))
      expect(mix.dataflow).toBe("mix")
      for (const layer of mix.optimum.allocation) expect(["dla", "shi", "rs", "tpu"]).toContain(layer.dataflow)
    })
  })

  test("throughput of a pipeline is its slowest layer; one shared array takes one PE count and tile", async () => {
    await inFolder(async folder => {
      const args = ["solve", "-n", "resnet18", "-b", "0.1"]
      const latency = await json(folder, ...args)
      const slowest = await json(folder, ...args, "-o", "throughput")
      expect(slowest.optimum.bound).toBe(slowest.optimum.objective)
      expect(20 * slowest.optimum.objective).toBeGreaterThanOrEqual(latency.optimum.objective)
      const shared = await json(folder, ...args, "--deployment", "ls", "-d", "mix")
      const arrays = new Set(shared.optimum.allocation.map((l: Record<string, unknown>) => `${l.pe},${l.tile}`))
      expect(arrays.size).toBe(1)
    })
    const { stdout } = await once(["solve", "-n", "example", "--deployment", "LS", "-d", "mix", "--layers"])
    expect(stdout).toMatch(/one shared array: latency within area/)
    expect(stdout).toMatch(/^the array: \d+ PEs, tile \d+; /m)
    expect(stdout).toMatch(/^layer +PEs +tile +dataflow$/m)
  })

  test("a grid of one's own: finer is never worse under the same budget", async () => {
    await inFolder(async folder => {
      const solve = (grid: string) => json(folder, "solve", "-n", "example", "-b", "0.05", "--grid", grid)
      const [coarse, own] = await Promise.all([solve("coarse"), solve("1-128x1-12")])
      const fine = await solve("fine")
      expect(own.budget).toBe(coarse.budget)
      expect(own.optimum.objective).toBe(fine.optimum.objective)
      expect(own.optimum.objective).toBeLessThanOrEqual(coarse.optimum.objective)
    })
  })

  test.each<[string[], string[]]>([
    [
      ["-b", "3KiB"],
      ['has unit "KiB"', "allowed: um2, mm2, %", "KiB is a unit of l1, l2"],
    ],
    [
      ["-c", "l2", "-b", "3Kib2"],
      ['has unit "Kib2"', "allowed: B, KiB, MiB", 'Did you mean "KiB"?'],
    ],
    [["-b", "120%"], ["budget is 120%, expected at most 100%"]],
    [
      ["-b", "much"],
      ['budget is "much"', "expected a number, with or without a unit"],
    ],
    [["-c", "area,area"], ["constraint area is named twice"]],
    [
      ["-c", "area,powr"],
      ['constraint "powr" is unknown', 'Did you mean "power"?'],
    ],
    [["--deployment", "lsp"], ['deployment "lsp" is unknown; known: lp, ls']],
    [
      ["--grid", "0-4x1"],
      ['contain "0-4"', "expected N, N-M or N-M/STEP"],
    ],
    [
      ["-c", "area,power", "-b", "0.001mm2,0.1mW"],
      ["of area", "smallest feasible budget", "of power", "smallest feasible budget"],
    ],
  ])("%j", async (args, messages) => {
    expect(await once(["solve", "-n", "example", ...args])).toEqual(refused(...messages))
  })

  test("budgets of exactly the least are solved with proof; those that contradict each other name what would do", async () => {
    await inFolder(async folder => {
      const args = ["solve", "-n", "alexnet", "-d", "mix", "-c", "l1,power"]
      const { constraints } = await json(folder, ...args, "-b", "1")
      const [l1, power] = constraints.map((c: { smallestBudget: number }) => c.smallestBudget)
      for (const budgets of [`${l1}B,1`, `1,${power}mW`]) {
        const { optimum } = await json(folder, ...args, "-b", budgets)
        expect(optimum.bound).toBe(optimum.objective)
      }
      const refusal = await once([...args, "-b", `${l1}B,${power}mW`])
      expect(refusal).toEqual(refused("the budgets of l1, power contradict each other"))
      const named = [...refusal.stderr.matchAll(/(?:l1|power) \(given \S+ \S+\): (\S+) /g)].map(([, amount]) => amount)
      for (const budgets of [`${named[0]}B,${power}mW`, `${l1}B,${named[1]}mW`]) {
        const { constraints: kept } = await json(folder, ...args, "-b", budgets)
        for (const { cost, budget } of kept) expect(cost).toBeLessThanOrEqual(budget * (1 + 1e-9))
      }
    })
  })

  test("budgets and constraints that do not match in number are wrong use", async () => {
    expect(await once(["solve", "-n", "example", "-c", "area,power,l2", "-b", "0.1,0.2"])).toEqual(
      wrongUse("--constraint names 3 (area, power, l2), --budget gives 2 (0.1, 0.2)"),
    )
  })
})

describe.concurrent("pareto", () => {
  test("CSV, JSON and plots of one front", async () => {
    await inFolder(async folder => {
      const args = ["pareto", "-n", "example", "--points", "8", "--plot", "front.svg", "--csv", "front.csv"]
      const { stdout, stderr, added } = await once(args)
      expect(added.sort()).toEqual(["front.csv", "front.svg"])
      expect(stdout).toMatch(/points, all proven/)
      expect(stderr).toContain("points written to front.csv")
      const front = await json(folder, "pareto", "-n", "example", "--points", "8", "--plot", "front.html")
      const csv = (await once(["pareto", "-n", "example", "--points", "8", "--csv", "-"])).stdout
      const rows = csv.trimEnd().split("\n")
      expect(rows[0]).toBe("area_um2,latency,bound,proven")
      expect(rows.length).toBe(front.points.length + 1)
      for (const [i, p] of front.points.entries()) {
        expect(rows[i + 1]).toBe(`${p.cost},${p.objective},${p.bound},1`)
      }
      for (const [i, p] of front.points.slice(1).entries()) {
        const before = front.points[i]
        expect(p.cost > before.cost && p.objective < before.objective).toBe(true)
      }
      const middle = front.points[Math.floor(front.points.length / 2)]
      const solved = await json(folder, "solve", "-n", "example", "-b", `${middle.cost}`)
      expect(solved.optimum.objective).toBe(middle.objective)
    })
  })

  test.each<[string[], string[]]>([
    [["--points", "1"], ["points is 1, expected an integer of at least 2"]],
    [
      ["--plot", "front.png"],
      ['plot is "front.png"', ".svg or .html"],
    ],
  ])("%j", async (args, messages) => {
    expect(await once(["pareto", "-n", "example", ...args])).toEqual(refused(...messages))
  })

  test("a budget for the swept constraint is wrong use", async () => {
    expect(await once(["pareto", "-n", "example", "-b", "0.1"])).toEqual(wrongUse("area is swept over all budgets"))
  })
})
