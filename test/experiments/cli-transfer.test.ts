// analects train --networks and analects apply: one policy over many networks.

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { readPolicy, writePolicy } from "../../src/formats/policy-file.ts"
import { inProcess, json, once, refused, start, until, wrongUse } from "./cli.ts"

const MANY = (
  "train --networks alexnet,squeezenet --hold-out example --platform mobile --dataflow dla,shi --budgets 0.05..0.5 " +
  "--problems 20 --seed 5 --episodes 384"
).split(" ")
const SAME = ["metrics.csv", "tests.csv", "policy.pb"]

let folder: string
let trained: any
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "analects-transfer-"))
  trained = await json(folder, ...MANY, "--out", "whole")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (run: string, file: string) => readFileSync(join(folder, run, file))

describe("train --networks", () => {
  test("prints the settings and the gaps on the networks held out", () => {
    expect(trained).toMatchObject({
      networks: ["alexnet", "squeezenet"],
      holdOut: ["example"],
      dataflows: ["dla", "shi"],
      objectives: ["latency", "energy"],
      constraints: ["area"],
      budgets: [0.05, 0.5],
      problems: 20,
      episodes: 384,
    })
    // Two dataflows, two objectives, four budgets.
    expect(trained.tests).toHaveLength(16)
    for (const { network, value, bound, gap } of trained.tests) {
      expect(network).toBe("example")
      expect(value).toBeGreaterThanOrEqual(bound * (1 - 1e-9))
      expect(gap).toBeCloseTo(Math.max(0, value / bound - 1), 12)
    }
    const [summary] = trained.summary
    expect(summary.policy.worst).toBe(Math.max(...trained.tests.map((t: { gap: number }) => t.gap)))
  })

  test("leaves policy, tests, metrics and a report", () => {
    expect(readdirSync(join(folder, "whole")).toSorted()).toEqual(
      ["checkpoint.json", "config.json", "metrics.csv", "policy.pb", "report.html", "tests.csv"].toSorted(),
    )
    const policy = readPolicy(bytes("whole", "policy.pb"))
    expect(policy.kind).toBe("scorer")
    expect(policy.actionTable).toEqual([])
    expect(policy.provenance.training).toContain("analects train --networks alexnet,squeezenet --hold-out example")
    const metrics = bytes("whole", "metrics.csv").toString().trimEnd().split("\n")
    expect(metrics).toHaveLength(1 + 384 / 64)
    expect(bytes("whole", "tests.csv").toString().trimEnd().split("\n")).toHaveLength(17)
    const report = bytes("whole", "report.html").toString()
    expect(report).toContain("networks that it never saw: 16 problems")
  })

  test("stopped and resumed it ends with the same bytes", async () => {
    const running = start(folder, [...MANY, "--quiet", "--out", "stopped"])
    await until(running, () => existsSync(join(folder, "stopped", "checkpoint.json")))
    running.signal("SIGINT")
    const { code, stderr } = await running.ended
    expect(code).toBe(130)
    expect(stderr).toContain("analects train --resume stopped")
    expect(existsSync(join(folder, "stopped", "policy.pb"))).toBe(false)
    expect((await inProcess(folder, "train", "--resume", "stopped", "--quiet")).code).toBe(0)
    for (const file of SAME) expect(bytes("stopped", file).equals(bytes("whole", file)), file).toBe(true)
  })

  test("a run whose options were changed does not go on", async () => {
    cpSync(join(folder, "whole"), join(folder, "changed"), { recursive: true })
    const path = join(folder, "changed", "config.json")
    writeFileSync(path, readFileSync(path, "utf8").replace('"problems": 20', '"problems": 21'))
    const { code, stderr } = await inProcess(folder, "train", "--resume", "changed")
    expect(code).toBe(3)
    expect(stderr).toContain("changed began with other options")
  })

  test.each([
    [
      ["--networks", "alexnet,resnet19"],
      ['network "resnet19" is unknown', 'Did you mean "resnet18"?'],
    ],
    [["--networks", "alexnet,alexnet"], ["networks names alexnet twice"]],
    [["--networks", "alexnet", "--hold-out", "alexnet"], ["hold-out leaves no network of alexnet to train on"]],
    [
      ["--networks", "alexnet", "--budgets", "0.5..0.1"],
      ['budgets is "0.5..0.1", expected two fractions as in 0.05..0.9'],
    ],
    [
      ["--networks", "alexnet", "--dataflow", "dla,eye"],
      ["dataflow", "eye", "rs"],
    ],
    [["--networks", "alexnet", "--objective", "latency,speed"], ['objective "speed" is unknown']],
    [["--networks", "alexnet", "--problems", "0"], ["problems is 0"]],
  ])("%j is refused", async (args, texts) => {
    expect(await once(["train", ...args])).toEqual(refused(...texts))
  })

  test.each([
    [["--networks", "alexnet", "--network", "alexnet"], "leave out --network"],
    [["--networks", "alexnet", "--budget", "0.1"], "leave out --budget"],
    [["--network", "alexnet", "--hold-out", "vgg16"], "--hold-out: only with --networks"],
  ])("%j is wrong use", async (args, text) => {
    expect(await once(["train", ...args])).toEqual(wrongUse(text))
  })
})

describe("apply", () => {
  const PROBLEM = ["-n", "example", "-p", "mobile", "-b", "0.1"]

  test("allocates an unseen network, with the gap to what solve proves", async () => {
    const [applied, solved] = await Promise.all([
      json(folder, "apply", "whole/policy.pb", ...PROBLEM, "--fine-tune", "20"),
      json(folder, "solve", ...PROBLEM),
    ])
    expect(applied.optimum.objective).toBe(solved.optimum.objective)
    expect(applied.zeroShot.objective).toBeGreaterThanOrEqual(solved.optimum.objective)
    expect(applied.gap).toBeCloseTo(applied.objectiveValue / solved.optimum.bound - 1, 12)
    expect(applied.fineTuned.episodes).toBe(20)
    expect(applied.objectiveValue).toBe(Math.min(applied.zeroShot.objective, applied.fineTuned.objective))
    expect(applied.allocation).toHaveLength(solved.optimum.allocation.length)
    const [{ cost, budget }] = applied.constraints
    expect(cost).toBeLessThanOrEqual(budget * (1 + 1e-9))
  })

  test("without a file it takes the policy that comes with the package; several constraints and mixed dataflows too", async () => {
    const args = ["-n", "mobilenet_v2", "-p", "mobile", "-d", "mix", "-c", "area,power", "-b", "0.2"]
    const applied = await json(folder, "apply", ...args, "--no-optimum")
    expect(applied).toMatchObject({ policy: "the shipped policy", optimum: null, gap: null })
    for (const { cost, budget } of applied.constraints) expect(cost).toBeLessThanOrEqual(budget * (1 + 1e-9))
    const { stdout } = await inProcess(folder, "apply", ...PROBLEM, "--layers")
    expect(stdout).toMatch(/policy, \d+ pass/)
    expect(stdout).toMatch(/layer +PEs +tile/)
  })

  test("a policy of another kind, or with other features, is refused", async () => {
    const policy = readPolicy(bytes("whole", "policy.pb"))
    const [first, ...rest] = policy.features
    const renamed = writePolicy({ ...policy, features: [{ ...first, name: "temperature" }, ...rest] })
    writeFileSync(join(folder, "renamed.pb"), renamed)
    writeFileSync(join(folder, "lstm.pb"), writePolicy({ ...policy, kind: "confuciux-lstm" }))
    writeFileSync(join(folder, "cut.pb"), bytes("whole", "policy.pb").subarray(0, 3000))
    const applied = (file: string) => inProcess(folder, "apply", file, ...PROBLEM)
    expect(await applied("renamed.pb")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(
        'renamed.pb does not fit the observation "priced": its input 1 is "choices: temperature", the environment gives "choices: share of the slack"',
      ),
    })
    expect(await applied("lstm.pb")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('lstm.pb is of kind "confuciux-lstm"'),
    })
    expect(await applied("cut.pb")).toMatchObject({ code: 3, stderr: expect.stringContaining("cut.pb is") })
    expect(await applied("none.pb")).toMatchObject({ code: 3, stderr: expect.stringContaining("none.pb") })
  })

  test.each([
    [["--deployment", "ls"], ["shared array (LS)"]],
    [["--orders", "-1"], ["orders is -1"]],
    [["--fine-tune", "many"], ["fine-tune"]],
  ])("%j is refused", async (args, texts) => {
    expect(await once(["apply", ...PROBLEM, ...args])).toEqual(refused(...texts))
  })
})
