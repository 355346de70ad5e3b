// Runs that are stopped go on to the same bytes; what cannot go on says why and changes nothing.

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { loadCheckpoint } from "../../experiments/runs/checkpoint.ts"
import { METRICS_COLUMNS } from "../../experiments/training/train-run.ts"
import { analects, inProcess, start, until } from "./cli.ts"

/** What must not depend on when a run was stopped. Not timing.csv, which holds CPU seconds. */
const SAME = [
  "metrics.csv",
  "allocation.csv",
  "policy.pb",
  "record.json",
  "curve.csv",
  "reinforce/record.json",
  "reinforce/curve.csv",
]
/** In runs with option --tensorboard as well. */
const EVENTS = "events.out.tfevents.0.analects"
const SHORT = [
  "-n",
  "alexnet",
  "-b",
  "0.1",
  "-p",
  "mobile",
  "--l2",
  "500000",
  "--cluster-access",
  "0.5",
  "--episodes",
  "64",
  "--generations",
  "10",
]

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "analects-resume-"))
  await complete(...SHORT, "--out", "finished")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const train = (...args: string[]) => inProcess(folder, "train", "--quiet", ...args)
const path = (run: string, file = "") => join(folder, run, file)
const text = (run: string, file: string) => readFileSync(path(run, file), "utf8")
/** Bytes of metrics.csv that count by the last checkpoint, 0 before there is one. */
const counted = (run: string) => (existsSync(path(run, "checkpoint.json")) ? loadCheckpoint(path(run)).metricsBytes : 0)
/** Whether the first stage has ended, by the last checkpoint: a signal from then on stops the genetic stage. */
const answered = (run: string) =>
  existsSync(path(run, "checkpoint.json")) && (loadCheckpoint(path(run)).state as { answered: boolean }).answered
/** Rows of metrics.csv that are on the disk, 0 before there is a file. */
const rows = (run: string, stage: string) =>
  existsSync(path(run, "metrics.csv")) ? text(run, "metrics.csv").split(`\n${stage},`).length - 1 : 0

/** Runs to the end; nothing on stdout or stderr. Blocks the test, so that no other run may wait for its signal meanwhile. */
async function complete(...args: string[]): Promise<void> {
  expect(await train(...args)).toEqual({ code: 0, signal: null, stdout: "", stderr: "" })
}

/** Those of SAME (and the event file, where there is one) in which two runs differ. */
const differences = (run: string, other: string) =>
  [...SAME, ...(existsSync(path(other, EVENTS)) ? [EVENTS] : [])].filter(
    file => !readFileSync(path(run, file)).equals(readFileSync(path(other, file))),
  )

/** What a stop by Ctrl-C must look like. */
function stopped(run: string) {
  const stderr = `stopped; the checkpoint is kept. Go on with: analects train --resume ${run}\n`
  return { code: 130, signal: null, stdout: "", stderr: expect.stringContaining(stderr) }
}

/** A copy of the finished run. */
function copy(name: string): string {
  cpSync(path("finished"), path(name), { recursive: true })
  return name
}

/** Content of every file of a run. */
const content = (run: string) => {
  const files = readdirSync(path(run), { recursive: true, encoding: "utf8" })
  return Object.fromEntries(files.filter(file => file.includes(".")).map(file => [file, text(run, file)]))
}

/** Ways to damage a run. */
const middle = (file: string) => (run: string) => {
  const bytes = readFileSync(path(run, file))
  bytes[bytes.length >> 1] ^= 1
  writeFileSync(path(run, file), bytes)
}
const cut = (file: string) => (run: string) => {
  writeFileSync(path(run, file), readFileSync(path(run, file)).subarray(0, statSync(path(run, file)).size >> 1))
}
const remove = (file: string) => (run: string) => rmSync(path(run, file))
const edit = (change: (config: { command: string; options: Record<string, unknown> }) => void) => (run: string) => {
  const config = JSON.parse(text(run, "config.json"))
  change(config)
  writeFileSync(path(run, "config.json"), JSON.stringify(config))
}

test("the same seed in a process of its own gives identical files; another seed does not", async () => {
  const alone = await analects(folder, "train", "--quiet", ...SHORT, "--out", "second", "--seed", "0")
  expect(alone).toEqual({ code: 0, signal: null, stdout: "", stderr: "" })
  expect(differences("second", "finished")).toEqual([])
  await complete(...SHORT, "--out", "third", "--seed", "1")
  expect(text("third", "metrics.csv")).not.toBe(text("finished", "metrics.csv"))
})

describe("Allocation-v1", () => {
  // About six seconds of REINFORCE, with a checkpoint every two.
  const LONG = [
    "-n",
    "resnet18",
    "-b",
    "0.1",
    "-p",
    "confuciux",
    "--episodes",
    "4096",
    "--generations",
    "50",
    "--tensorboard",
  ]

  test("killed in REINFORCE, resumed, stopped, resumed again equals uninterrupted", async () => {
    const killed = start(folder, ["train", ...LONG, "--out", "killed"])
    await until(killed, () => counted("killed") > METRICS_COLUMNS.join().length + 1)
    killed.signal("SIGKILL")
    expect(await killed.ended).toMatchObject({ code: null, signal: "SIGKILL", stdout: "" })
    expect(rows("killed", "genetic")).toBe(0)
    for (const file of SAME.slice(1)) expect(existsSync(path("killed", file)), file).toBe(false)
    expect(existsSync(path("killed", EVENTS))).toBe(true)

    const before = counted("killed")
    const resumed = start(folder, ["train", "--resume", "killed"])
    await until(resumed, () => resumed.stderr.includes("\n"))
    resumed.signal("SIGINT")
    expect(await resumed.ended).toEqual(stopped("killed"))
    expect(counted("killed")).toBeGreaterThan(before)
    expect(rows("killed", "genetic")).toBe(0)

    await complete("--resume", "killed")
    await complete(...LONG, "--out", "whole")
    expect(differences("killed", "whole")).toEqual([])
    expect(existsSync(path("killed", EVENTS))).toBe(true)
    expect(text("whole", "metrics.csv")).toMatch(/\nreinforce,4096,/)
    expect(rows("whole", "genetic")).toBe(50)
  })

  test("stopped in the genetic stage and resumed equals uninterrupted", async () => {
    const args = ["-n", "alexnet", "-b", "0.1", "-p", "confuciux", "--episodes", "32", "--generations", "6000"]
    const running = start(folder, ["train", ...args, "--out", "refining"])
    await until(running, () => answered("refining"))
    running.signal("SIGTERM")
    expect(await running.ended).toEqual(stopped("refining"))
    const done = rows("refining", "genetic")
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(6000)
    await complete("--resume", "refining")
    await complete(...args, "--out", "refined")
    expect(differences("refining", "refined")).toEqual([])
    expect(rows("refined", "genetic")).toBe(6000)
  })
})

test("mix within two budgets, stopped in the genetic stage and resumed equals uninterrupted", async () => {
  const problem = ["-n", "alexnet", "-d", "mix", "-c", "area,power", "-b", "0.1,150mW", "-p", "mobile"]
  const args = [...problem, "--episodes", "32", "--generations", "600"]
  const running = start(folder, ["train", ...args, "--out", "mixed", "--json"])
  await until(running, () => answered("mixed"))
  running.signal("SIGINT")
  expect(await running.ended).toEqual(stopped("mixed"))
  const done = rows("mixed", "genetic")
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThan(600)
  await complete("--resume", "mixed")
  await complete(...args, "--out", "mixed-whole")
  expect(differences("mixed", "mixed-whole")).toEqual([])
})

test("ConfuciuX-v0 stopped and resumed equals uninterrupted", async () => {
  const args = ["-n", "alexnet", "--env", "ConfuciuX-v0", "--episodes", "60", "--generations", "20", "-p", "confuciux"]
  const running = start(folder, ["train", ...args, "--out", "published", "--json"])
  await until(running, () => existsSync(path("published", "checkpoint.json")))
  running.signal("SIGINT")
  expect(await running.ended).toEqual(stopped("published"))
  const done = rows("published", "reinforce")
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThan(60)
  await complete("--resume", "published")
  await complete(...args, "--out", "published-whole")
  expect(differences("published", "published-whole")).toEqual([])
})

describe("a finished run", () => {
  test("resumes to the same files, lost ones included", async () => {
    const run = copy("again")
    for (const file of ["policy.pb", "allocation.csv", "report.html"]) rmSync(path(run, file))
    const { code, stdout, stderr } = await inProcess(folder, "train", "--resume", run, "--json")
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(JSON.parse(stdout)).toMatchObject({ episodes: 64, feasibleEpisodes: 64, directory: run, seed: 0 })
    expect(differences(run, "finished")).toEqual([])
    expect(readdirSync(path(run))).toEqual(readdirSync(path("finished")))
    expect(text(run, "config.json")).toBe(text("finished", "config.json"))
  })

  test("metrics after the last checkpoint are written anew", async () => {
    const run = copy("ahead")
    writeFileSync(path(run, "metrics.csv"), `${text(run, "metrics.csv")}genetic,11,half of a r`)
    await complete("--resume", run)
    expect(differences(run, "finished")).toEqual([])
  })

  test.each<[string, (run: string) => void, string]>([
    ["a changed byte in the checkpoint", middle("checkpoint.json"), "checkpoint.json is cut short or damaged"],
    ["half a checkpoint", cut("checkpoint.json"), "checkpoint.json is cut short or damaged"],
    ["no checkpoint", remove("checkpoint.json"), "checkpoint.json cannot be read: there is no such file"],
    [
      "another file as checkpoint",
      run => copyFileSync(path(run, "config.json"), path(run, "checkpoint.json")),
      "not a",
    ],
    ["half the metrics", cut("metrics.csv"), "the run is damaged"],
    ["no metrics", remove("metrics.csv"), "metrics.csv cannot be opened: there is no such file"],
    ["half a configuration", cut("config.json"), "config.json is not valid JSON"],
    ["no configuration", remove("config.json"), "is not a run directory: it has no config.json"],
    ["a lost option", edit(config => delete config.options.env), "config.json is damaged: option env is missing"],
    [
      "an unknown option value",
      edit(config => Object.assign(config.options, { dataflow: "dlb" })),
      'Did you mean "dla"?',
    ],
    ["a lost profile", edit(config => delete config.options.profile), "option profile is missing"],
    [
      "another profile",
      edit(config => Object.assign(config.options, { profile: "maestro", physical: null })),
      "began with other options",
    ],
    [
      "another modelling choice",
      edit(config => Object.assign(config.options.physical as object, { l2: "streaming" })),
      "began with other options",
    ],
    ["a damaged modelling choice", edit(config => Object.assign(config.options, { physical: 5 })), 'is "undefined"'],
    [
      "a dataflow of the other profile",
      edit(config => Object.assign(config.options, { dataflow: "eye" })),
      "belongs to profile maestro",
    ],
    [
      "a run of an earlier version",
      edit(config => Object.assign(config, { format: 2 })),
      "has format 2, this version reads 3: a run of an earlier version, which can only be started anew",
    ],
    ["lost constraints", edit(config => delete config.options.constraints), "option constraints is missing"],
    ["damaged constraints", edit(config => Object.assign(config.options, { constraints: [5] })), "is no list of them"],
    [
      "an unknown constraint",
      edit(config => Object.assign(config.options, { constraints: [{ constraint: "ares", budget: 0.1 }] })),
      'Did you mean "area"?',
    ],
    [
      "another budget",
      edit(config => Object.assign(config.options, { constraints: [{ constraint: "area", budget: 0.2 }] })),
      "began with other options",
    ],
    [
      "a further constraint",
      edit(config => (config.options.constraints as object[]).push({ constraint: "power", budget: { amount: 900 } })),
      "began with other options",
    ],
    ["another command", edit(config => Object.assign(config, { command: "sweep" })), 'a run of "sweep"'],
    [
      "another network",
      edit(config => Object.assign(config.options, { network: "vgg16" })),
      "began with other options or another network",
    ],
  ])("%s: one message, exit code 3, nothing changed", async (what, damage, message) => {
    const run = copy(what.replaceAll(" ", "-"))
    damage(run)
    const before = content(run)
    const { code, stdout, stderr } = await train("--resume", run)
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/^analects: [^\n]+\n$/)
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
    expect(content(run)).toEqual(before)
  })

  test("a directory that is not there: the nearest run is offered", async () => {
    const { code, stderr } = await train("--resume", "finishd")
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: "analects: there is no run finishd. Did you mean finished?\n",
    })
  })
})
