// analects train: the object it prints and the directory it leaves. Resuming: resume.test.ts.

import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { readPolicy } from "../../src/formats/policy-file.ts"
import { inFolder, inProcess, json, once } from "./cli.ts"

const PROBLEM = ["-n", "alexnet", "-p", "mobile", "--inner-fill", "exposed", "-b", "0.05"]
const SHORT = ["--episodes", "64", "--generations", "10"]
const FILES = ["allocation.csv", "allocation.json", "checkpoint.json", "config.json", "curve.csv", "metrics.csv"]
const RECORD = ["record.json", "curve.csv", "timing.csv"]

type Row = Record<string, string>

/** Rows of a CSV text without quotes, by column. */
function rowsOf(text: string): Row[] {
  const [header, ...lines] = text.trimEnd().split("\n")
  const names = header.split(",")
  return lines.map(line => Object.fromEntries(line.split(",").map((cell, i) => [names[i], cell])))
}

const sumOf = (rows: readonly Row[], column: string) => rows.reduce((sum, row) => sum + Number(row[column]), 0)

describe("a run", () => {
  let [trained, coarse, fine]: any[] = []
  let files: Map<string, Buffer>
  beforeAll(() =>
    inFolder(async folder => {
      ;[trained, coarse, fine] = await Promise.all([
        json(folder, "train", ...PROBLEM, ...SHORT, "--seed", "3", "--out", "deep/run"),
        json(folder, "solve", ...PROBLEM),
        json(folder, "solve", ...PROBLEM, "--grid", "fine"),
      ])
      const run = join(folder, "deep/run")
      const names = readdirSync(run, { recursive: true, encoding: "utf8" }).filter(name => name !== "reinforce")
      files = new Map(names.map(name => [name, readFileSync(join(run, name))]))
    }),
  )
  const text = (name: string) => files.get(name)?.toString() ?? ""

  test("--json agrees with solve --json on the problem and its optima", () => {
    for (const key of [
      "network",
      "platform",
      "profile",
      "physical",
      "budget",
      "budgetFraction",
      "smallestBudget",
      "optimum",
      "greedy",
    ]) {
      expect(trained[key], key).toEqual(coarse[key])
    }
    expect(trained.optimumFine).toEqual(fine.optimum)
    expect(trained).toMatchObject({ seed: 3, episodes: 64, feasibleEpisodes: 64, directory: "deep/run" })
    expect(trained.seconds).toBeGreaterThan(0)
  })

  test("--json: objective, cost and gap of both stages", () => {
    for (const [found, { optimum }] of [
      [trained.reinforce, coarse],
      [trained.final, fine],
    ]) {
      expect(Object.keys(found)).toEqual(["objective", "cost", "gap"])
      expect(found.objective).toBeGreaterThanOrEqual(optimum.objective)
      expect(found.cost).toBeLessThanOrEqual(trained.budget * (1 + 1e-9))
      expect(found.gap).toBe(found.objective / optimum.objective - 1)
    }
    expect(trained.final.objective).toBeLessThanOrEqual(trained.reinforce.objective)
  })

  test("leaves these files, all whole, and no temporary one", () => {
    expect([...files.keys()].sort()).toEqual(
      [...FILES, "policy.pb", "record.json", "report.html", "timing.csv", ...RECORD.map(f => `reinforce/${f}`)].sort(),
    )
    expect(text("report.html")).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i)
    expect(text("report.html")).toContain("alexnet")
    expect(text("report.html")).toContain("physical (inner fill exposed, L2 resident, off-chip floor)")
    expect(text("report.html")).toMatch(/analects train [^<]* --platform mobile [^<]* --inner-fill exposed/)
  })

  test("config.json: every option with its final value, and versions", () => {
    const config = JSON.parse(text("config.json"))
    expect(config).toMatchObject({ command: "train", seed: 3, versions: { node: process.version } })
    expect(config.options).toEqual({
      network: "alexnet",
      deployment: "lp",
      dataflow: "dla",
      objective: "latency",
      constraints: [{ constraint: "area", budget: 0.05 }],
      platform: "mobile",
      profile: "physical",
      physical: { innerFill: "exposed", l2: "resident", offchipFloor: true, clusterAccess: 0 },
      allowImpossible: false,
      env: "Allocation-v1",
      observation: "priced",
      seed: 3,
      episodes: 64,
      generations: 10,
      backend: trained.backend,
    })
    expect(["tensorflow", "wasm", "cpu"]).toContain(trained.backend)
  })

  test("metrics.csv: both stages to their end, the best never gets worse", () => {
    const rows = rowsOf(text("metrics.csv"))
    const stage = (name: string) => rows.filter(row => row.stage === name)
    const steps = stage("reinforce").map(row => Number(row.step))
    expect(steps.at(-1)).toBe(64)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect(stage("genetic").map(row => Number(row.step))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    for (const part of [stage("reinforce"), stage("genetic")]) {
      const best = part.map(row => Number(row.best_objective))
      expect(best).toEqual(best.toSorted((a, b) => b - a))
    }
    expect(Number(rows.at(-1)?.best_objective)).toBe(trained.final.objective)
  })

  test("allocation.csv and allocation.json: the final allocation, adding up to its totals", () => {
    const rows = rowsOf(text("allocation.csv"))
    expect(rows.map(row => row.layer)).toEqual(["1", "2", "3", "4", "5"])
    expect([rows[0].K, rows[0].C, rows[0].R]).toEqual(["64", "3", "11"])
    expect(sumOf(rows, "latency_cycles")).toBe(trained.final.objective)
    expect(sumOf(rows, "area_um2") / trained.final.cost).toBeCloseTo(1, 12)
    const { layers, ...summary } = JSON.parse(text("allocation.json"))
    expect(summary).toEqual({
      objective: "latency",
      value: trained.final.objective,
      optimum: fine.optimum.objective,
      gap: trained.final.gap,
      constraint: "area",
      cost: trained.final.cost,
      budget: trained.budget,
      constraints: [{ constraint: "area", unit: "µm²", cost: trained.final.cost, budget: trained.budget }],
      feasible: true,
    })
    expect(layers.map((layer: { pe: number }) => `${layer.pe}`)).toEqual(rows.map(row => row.pe))
  })

  test("run records: both stages, and the first alone, as --json says", () => {
    const problem = {
      network: "alexnet",
      dataflow: "dla",
      deployment: "lp",
      objective: "latency",
      constraints: ["area"],
      budgets: ["0.05"],
      platform: "mobile",
      profile: "physical",
      seed: 3,
      proven: true,
    }
    for (const [folder, method, grid, found, { optimum }] of [
      ["", "two-stage", "fine", trained.final, fine],
      ["reinforce/", "reinforce", "coarse", trained.reinforce, coarse],
    ]) {
      const record = JSON.parse(text(`${folder}record.json`))
      const { objective: value, gap } = found
      expect(record).toEqual({
        ...problem,
        method,
        grid,
        value,
        gap,
        bound: optimum.objective,
        evaluations: record.evaluations,
        feasible: record.evaluations,
      })
      const curve = rowsOf(text(`${folder}curve.csv`))
      const values = curve.map(row => Number(row.value))
      expect(values).toEqual(values.toSorted((a, b) => b - a))
      expect(curve.at(-1)).toEqual({ evaluations: `${record.evaluations}`, value: `${value}`, gap: `${gap}` })
      const timing = rowsOf(text(`${folder}timing.csv`)).map(row => Number(row.cpu_seconds))
      expect(timing).toEqual(timing.toSorted((a, b) => a - b))
      expect(rowsOf(text(`${folder}timing.csv`)).at(-1)?.evaluations).toBe(`${record.evaluations}`)
    }
    // 64 episodes and the answer's nine decodes; then the genetic stage.
    expect(JSON.parse(text("reinforce/record.json")).evaluations).toBe(64 + 9)
    expect(JSON.parse(text("record.json")).evaluations).toBe(
      64 + 9 + Number(rowsOf(text("metrics.csv")).at(-1)?.evaluations),
    )
  })

  test("policy.pb: readable, with where it comes from", () => {
    const policy = readPolicy(files.get("policy.pb") ?? new Uint8Array())
    expect(policy.kind).toBe("scorer")
    expect(policy.actionTable.length).toBe(5)
    expect(policy.provenance).toMatchObject({ network: "alexnet", seed: "3", budget: "0.05", episodes: "64" })
    expect(policy.provenance).toMatchObject({
      profile: "physical",
      innerFill: "exposed",
      l2: "resident",
      offchipFloor: "true",
      clusterAccess: "0",
    })
  })
})

describe.concurrent("variants", () => {
  test("without --out: a name made from the options, numbered when taken; a table, or with -q nothing", async () => {
    await inFolder(async folder => {
      const args = ["train", "-n", "example", "--episodes", "16", "--generations", "2"]
      const loud = await inProcess(folder, ...args)
      expect(loud.code).toBe(0)
      expect(loud.stdout).toMatch(/^REINFORCE \+ genetic /m)
      expect(loud.stdout).toMatch(/^proven optimum, fine grid /m)
      expect(loud.stdout).toMatch(/^policy +runs\/example-dla-latency-area0\.5-edge-s0\/policy\.pb$/m)
      expect(loud.stderr).toMatch(
        /^example, 2 layers, dataflow dla, platform edge, profile physical \(inner fill [^\n]*\n$/,
      )
      const quiet = await inProcess(folder, ...args, "--quiet")
      expect(quiet).toEqual({ code: 0, signal: null, stdout: "", stderr: "" })
      const name = "example-dla-latency-area0.5-edge-s0"
      expect(readdirSync(join(folder, "runs")).sort()).toEqual([name, `${name}-2`])
    })
  })

  test.each<[string, string[]]>([
    ["edp, power, shi, cloud", ["-o", "edp", "-c", "power", "-d", "shi", "-p", "cloud", "-b", "0.2"]],
    ["plain observation on the cpu backend", ["--observation", "plain", "--backend", "cpu", "-b", "0.05"]],
  ])("%s", async (_, args) => {
    const trained = await inFolder(folder => json(folder, "train", "-n", "alexnet", ...args, ...SHORT))
    expect(trained.feasibleEpisodes).toBe(64)
    expect(trained.final.gap).toBeGreaterThanOrEqual(0)
    expect(trained.final.cost).toBeLessThanOrEqual(trained.budget * (1 + 1e-9))
    expect(trained.backend).toMatch(args.includes("cpu") ? /^cpu$/ : /^(tensorflow|wasm|cpu)$/)
  })

  test("profile maestro on a platform that is costed physically: named, recorded, impossible rows known", async () => {
    await inFolder(async folder => {
      const args = ["-n", "example", "-d", "eye", "--profile", "maestro", "--episodes", "8", "--generations", "1"]
      const trained = await json(folder, "train", ...args)
      expect(trained).toMatchObject({ platform: "edge", profile: "maestro", physical: null })
      expect(trained.directory).toBe("runs/example-eye-latency-area0.5-edge-maestro-s0")
      const { provenance } = readPolicy(readFileSync(join(folder, trained.directory, "policy.pb")))
      expect(provenance.profile).toBe("maestro")
      expect(provenance.l2).toBeUndefined()
      const report = readFileSync(join(folder, trained.directory, "report.html"), "utf8")
      expect(report).toContain("maestro, possible rows only")
      expect(report).toContain("--profile maestro")
    })
  })

  test("a network from a CSV file is named by its file", async () => {
    const files = { "nets/mine.csv": "K,C,Y,X,R,S,T\n64,32,56,56,3,3,1\n" }
    await inFolder(async folder => {
      const trained = await json(folder, "train", "-n", "nets/mine.csv", "--episodes", "8", "--generations", "1")
      expect(trained.directory).toBe("runs/mine-dla-latency-area0.5-edge-s0")
    }, files)
  })
})

describe("the full problem", () => {
  test("mix within two budgets with units: as solve has it, every file names the dataflows and both constraints", async () => {
    await inFolder(async folder => {
      const problem = ["-n", "alexnet", "-p", "mobile", "-d", "mix", "-c", "area,power", "-b", "0.1", "-b", "60mW"]
      const [trained, coarse, fine] = await Promise.all([
        json(folder, "train", ...problem, ...SHORT, "--out", "run"),
        json(folder, "solve", ...problem),
        json(folder, "solve", ...problem, "--grid", "fine"),
      ])
      for (const key of [
        "dataflow",
        "deployment",
        "constraint",
        "budget",
        "budgetFraction",
        "smallestBudget",
        "optimum",
      ]) {
        expect(trained[key], key).toEqual(coarse[key])
      }
      expect(trained.optimumFine).toEqual(fine.optimum)
      expect(trained.constraints.map((c: { budget: number }) => c.budget)).toEqual([coarse.budget, 60])
      for (const [j, { cost, budget }] of trained.constraints.entries()) {
        expect(cost).toBe(trained.final.costs[j])
        expect(cost).toBeLessThanOrEqual(budget * (1 + 1e-9))
      }
      expect(trained.final.objective).toBeGreaterThanOrEqual(fine.optimum.objective)
      expect(trained.final.objective).toBeLessThanOrEqual(trained.reinforce.objective)
      expect(trained.feasibleEpisodes).toBe(64)

      const text = (name: string) => readFileSync(join(folder, "run", name), "utf8")
      const rows = rowsOf(text("allocation.csv"))
      for (const row of rows) expect(["dla", "shi", "rs", "tpu"]).toContain(row.dataflow)
      expect(sumOf(rows, "latency_cycles")).toBe(trained.final.objective)
      expect(sumOf(rows, "power_mw") / trained.constraints[1].cost).toBeCloseTo(1, 12)
      const { constraints, layers } = JSON.parse(text("allocation.json"))
      expect(constraints[1]).toEqual({ constraint: "power", unit: "mW", cost: trained.final.costs[1], budget: 60 })
      expect(layers.map((layer: { dataflow: string }) => layer.dataflow)).toEqual(rows.map(row => row.dataflow))
      expect(text("report.html")).toContain("--constraint area,power --budget 0.1,60mW")
      expect(text("report.html")).toContain("Share of the power budget")
      const { provenance, actionTable } = readPolicy(readFileSync(join(folder, "run/policy.pb")))
      expect(provenance).toMatchObject({ dataflow: "mix", constraint: "area,power", budget: "0.1,60mW" })
      for (const { pe, dataflow } of actionTable) expect(dataflow?.length).toBe(pe.length)
    })
  })

  test("throughput within one budget is solved by the genetic stage; a table with every constraint's use", async () => {
    await inFolder(async folder => {
      const args = ["train", "-n", "alexnet", "-o", "throughput", "-b", "2%", ...SHORT]
      const trained = await json(folder, ...args, "--out", "run")
      expect(trained.final.gap).toBe(0)
      const rows = rowsOf(readFileSync(join(folder, "run/allocation.csv"), "utf8"))
      expect(Math.max(...rows.map(row => Number(row.latency_cycles)))).toBe(trained.final.objective)
      const { stdout, code } = await inProcess(folder, ...args, "-c", "area,l1")
      expect(code).toBe(0)
      expect(stdout).toMatch(/^method +throughput +gap +area used +l1 used +time$/m)
      expect(readdirSync(join(folder, "runs"))).toEqual(["alexnet-dla-throughput-area0.02-l10.02-edge-s0"])
    })
  })
})

describe.concurrent("ConfuciuX-v0", () => {
  const args = ["--env", "ConfuciuX-v0", "--episodes", "10", "--generations", "5"]

  test("trains as published, whatever the platform: costs of maestro, impossible rows allowed", async () => {
    await inFolder(async folder => {
      const trained = await json(folder, "train", ...PROBLEM.slice(0, 4), ...args, "--out", "run")
      expect(trained).toMatchObject({ env: "ConfuciuX-v0", profile: "maestro", allowImpossible: true, episodes: 10 })
      expect(trained.reinforce.gap).toBeGreaterThanOrEqual(0)
      expect(readPolicy(readFileSync(join(folder, "run/policy.pb"))).kind).toBe("confuciux-lstm")
    })
  })

  test("an infeasible result is a result: no allocation, no error", async () => {
    await inFolder(async folder => {
      const trained = await json(folder, "train", "-n", "alexnet", "-b", "0", ...args, "--out", "run")
      const none = { objective: null, cost: null, gap: null }
      expect(trained).toMatchObject({ feasibleEpisodes: 0, reinforce: none, final: none })
      expect(trained.optimum.objective).toBeGreaterThan(0)
      expect(rowsOf(readFileSync(join(folder, "run/allocation.csv"), "utf8"))).toEqual([])
      const { feasible, value, layers } = JSON.parse(readFileSync(join(folder, "run/allocation.json"), "utf8"))
      expect({ feasible, value, layers }).toEqual({ feasible: false, value: null, layers: [] })
      expect(existsSync(join(folder, "run/report.html"))).toBe(true)
    })
    const { code, stdout } = await once(["train", "-n", "alexnet", "-b", "0", ...args])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^REINFORCE +none feasible/m)
  })

  test("fully connected layers", async () => {
    const trained = await inFolder(folder => json(folder, "train", "-n", "ncf", "-b", "0.9", ...args))
    expect(trained.episodes).toBe(10)
  })
})
