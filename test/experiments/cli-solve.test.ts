// analects solve: what it prints.

import { describe, expect, test } from "vitest"
import { CONSTRAINTS, OBJECTIVES } from "../../src/allocation/build.ts"
import { inFolder, json, once } from "./cli.ts"

const HEADER = "K,C,Y,X,R,S,T\n"
/** The built-in network "example". */
const EXAMPLE = `${HEADER}64,32,56,56,3,3,1\n128,64,56,56,3,3,1\n`

describe.concurrent("solve --json", () => {
  test("has what is promised, and the allocation's totals are those of its table rows", async () => {
    const [solved, table] = await inFolder(async folder => [
      await json(folder, "solve", "-n", "example", "-b", "0.02", "-p", "confuciux"),
      (await once(["table", "-n", "example", "-p", "confuciux", "--csv", "-"])).stdout,
    ])
    expect(solved).toMatchObject({
      network: "example",
      dataflow: "dla",
      objective: "latency",
      constraint: "area",
      platform: "confuciux",
      budgetFraction: 0.02,
      seconds: expect.any(Number),
    })
    const { budget, smallestBudget, optimum, greedy } = solved
    expect(smallestBudget).toBeLessThanOrEqual(budget)
    expect(Object.keys(optimum)).toEqual(["objective", "cost", "bound", "allocation"])
    expect(Object.keys(greedy)).toEqual(["objective", "cost"])
    expect(optimum.bound).toBe(optimum.objective)
    expect(greedy.objective).toBeGreaterThanOrEqual(optimum.objective)
    for (const { cost } of [optimum, greedy]) expect(cost).toBeLessThanOrEqual(budget * (1 + 1e-9))
    const rows = table.split("\n").map(line => line.split(","))
    const chosen = optimum.allocation.map(({ layer, pe, tile }: Record<string, number>) =>
      rows.find(row => row[1] === `${layer}` && row[11] === `${pe}` && row[12] === `${tile}`),
    )
    const cycles = chosen.reduce((sum: number, row: string[]) => sum + Number(row[14]), 0)
    const area = chosen.reduce((sum: number, row: string[]) => sum + Number(row[17]), 0)
    expect(cycles).toBe(optimum.objective)
    expect(Math.abs(area / optimum.cost - 1)).toBeLessThan(1e-5) // the table prints six digits
  })

  test.each(OBJECTIVES)("objective %s: optimum ≤ greedy, both within the budget", async objective => {
    const solved = await inFolder(folder => json(folder, "solve", "-n", "resnet18", "-o", objective, "-b", "0.03"))
    const { optimum, greedy, budget } = solved
    expect(solved.objective).toBe(objective)
    expect(optimum.objective).toBeGreaterThan(0)
    expect(optimum.bound).toBeLessThanOrEqual(optimum.objective)
    expect(optimum.bound).toBeGreaterThan(optimum.objective * (1 - 1e-9))
    expect(optimum.objective).toBeLessThanOrEqual(greedy.objective * (1 + 1e-12))
    for (const { cost } of [optimum, greedy]) expect(cost).toBeLessThanOrEqual(budget * (1 + 1e-9))
  })

  test.each(CONSTRAINTS)("constraint %s: more budget, better optimum; a fraction equals its absolute", async name => {
    await inFolder(async folder => {
      const solve = (budget: string) => json(folder, "solve", "-n", "resnet18", "-c", name, "-b", budget)
      const [none, tenth] = await Promise.all([solve("0"), solve("0.1")])
      expect(tenth.constraint).toBe(name)
      expect(none.optimum.cost).toBeLessThanOrEqual(none.budget * (1 + 1e-9))
      expect(none.optimum.objective).toBeGreaterThan(tenth.optimum.objective)
      const absolute = await solve(`${tenth.budget}`)
      expect(absolute.optimum).toEqual(tenth.optimum)
      expect([tenth.budgetFraction, absolute.budgetFraction]).toEqual([0.1, null])
    })
  })

  test("the fine grid is never worse than the coarse one", async () => {
    await inFolder(async folder => {
      const args = ["solve", "-n", "alexnet", "-b", "0.02", "-p", "confuciux"]
      const [coarse, fine] = [await json(folder, ...args), await json(folder, ...args, "--grid", "fine")]
      expect(fine.budget).toBe(coarse.budget)
      expect(fine.optimum.objective).toBeLessThan(coarse.optimum.objective)
    })
  })

  test("the text says which modelling choices hold", async () => {
    const choices = ["--l2", "1000", "--cluster-access", ".5", "--no-offchip-floor"]
    const { stdout } = await once(["solve", "-n", "example", ...choices])
    expect(stdout).toContain(
      "profile physical (inner fill prefetch, L2 of 1000 elements, no off-chip floor, cluster buffers at 0.5 MACs an access)",
    )
  })

  test("impossible rows are only taken when they are allowed", async () => {
    await inFolder(async folder => {
      const args = ["solve", "-n", "alexnet", "-d", "shi", "-o", "energy", "-p", "confuciux", "-b", "0.3"]
      const [strict, loose] = [await json(folder, ...args), await json(folder, ...args, "--allow-impossible")]
      expect(loose.allowImpossible).toBe(true)
      expect(loose.optimum.objective).toBeLessThan(strict.optimum.objective)
    })
  })

  test("a network from a CSV file equals the built-in one of the same content", async () => {
    await inFolder(
      async folder => {
        const answer = async (network: string) => {
          const { optimum, greedy, budget } = await json(folder, "solve", "-n", network, "-b", "0.05", "-o", "energy")
          return { optimum, greedy, budget }
        }
        expect(await answer("nets/mine.csv")).toEqual(await answer("example"))
        expect(await answer("./nets/mine.csv")).toEqual(await answer("example"))
      },
      { "nets/mine.csv": EXAMPLE },
    )
  })

  test("matrix products and fully connected layers", async () => {
    await inFolder(async folder => {
      for (const network of ["bert", "ncf"]) {
        const { optimum, greedy } = await json(folder, "solve", "-n", network, "-b", "0.05")
        expect(optimum.bound).toBe(optimum.objective)
        expect(optimum.objective).toBeLessThanOrEqual(greedy.objective)
      }
    })
  })
})

describe.concurrent("profiles", () => {
  const problem = ["solve", "-n", "example", "-b", "0.02"]
  test("physical unless told otherwise; maestro on the published platform", async () => {
    await inFolder(async folder => {
      const physical = { innerFill: "prefetch", l2: "resident", offchipFloor: true, clusterAccess: 0 }
      expect(await json(folder, ...problem)).toMatchObject({ platform: "edge", profile: "physical", physical })
      const published = await json(folder, ...problem, "-p", "confuciux")
      expect(published).toMatchObject({ profile: "maestro", physical: null })
      const plain = await json(folder, ...problem, "-p", "confuciux", "--profile", "physical")
      expect(plain.optimum.objective).not.toBe(published.optimum.objective)
      const other = await json(folder, ...problem, "-p", "confuciux", "--profile", "physical", "-d", "tpu")
      expect(other).toMatchObject({ profile: "physical", dataflow: "tpu" })
    })
  })

  test("modelling choices are recorded and reach the model", async () => {
    await inFolder(async folder => {
      const args = [...problem, "-o", "energy"]
      const plain = await json(folder, ...args)
      const others = ["--inner-fill", "exposed", "--l2", "1", "--no-offchip-floor", "--cluster-access", "1.5"]
      const other = await json(folder, ...args, ...others)
      const physical = { innerFill: "exposed", l2: { capacity: 1 }, offchipFloor: false, clusterAccess: 1.5 }
      expect(other.physical).toEqual(physical)
      expect(other.optimum.objective).toBeGreaterThan(plain.optimum.objective)
    })
  })
})

describe.concurrent("solve for people", () => {
  test("a table, the bound, and the layers on request", async () => {
    const { code, stdout, stderr } = await once(["solve", "-n", "example", "-b", "0.02", "--layers"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toMatch(/^optimum \(proven\) .* 0 % /m)
    expect(stdout).toMatch(/^greedy /m)
    expect(stdout).toMatch(/^lower bound .* = optimum/m)
    expect(stdout).toMatch(/^ +1 +\d+ +\d+\n +2 +\d+ +\d+$/m)
  })

  test("says when the budget does not bind", async () => {
    const loose = await once(["solve", "-n", "example", "-b", "1"])
    expect(loose.stdout).toContain("The budget does not bind")
    const tight = await once(["solve", "-n", "example", "-b", "0"])
    expect(tight.stdout).not.toContain("The budget does not bind")
  })
})
