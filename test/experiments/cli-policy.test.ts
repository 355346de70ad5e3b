// analects policy: a sound file is described, a damaged one refused with one message.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { inProcess } from "./cli.ts"

let folder: string
const run = (...args: string[]) => inProcess(folder, ...args)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "analects-policy-"))
  const trained = await run(
    "train",
    "-n",
    "example",
    "-p",
    "confuciux",
    "--episodes",
    "8",
    "--generations",
    "1",
    "-q",
    "--out",
    "run",
  )
  if (trained.code !== 0) throw new Error(trained.stderr)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test("describes a policy, for people and for programs", async () => {
  const text = await run("policy", "run/policy.pb")
  expect(text).toMatchObject({ code: 0, stderr: "" })
  expect(text.stdout).toContain("policy of kind scorer")
  const json = JSON.parse((await run("policy", "run/policy.pb", "--json")).stdout)
  expect(json.provenance.network).toBe("example")
  expect(json.tensors.map((t: { name: string }) => t.name)).toEqual(["in", "deep", "out", "skip"])
})

test("refuses a damaged file, another kind of file and none", async () => {
  const bytes = readFileSync(join(folder, "run/policy.pb"))
  bytes[bytes.length >> 1] ^= 1
  writeFileSync(join(folder, "flipped.pb"), bytes)
  writeFileSync(join(folder, "short.pb"), bytes.subarray(0, 100))
  for (const [file, message] of [
    ["flipped.pb", "flipped.pb"],
    ["short.pb", "short.pb is cut short or damaged"],
    ["run/metrics.csv", "is not an exported policy"],
    ["missing.pb", "there is no such file"],
  ]) {
    const { code, stdout, stderr } = await run("policy", file)
    expect({ code, stdout }, file).toEqual({ code: 3, stdout: "" })
    expect(stderr.trim().split("\n").length, file).toBe(1)
    expect(stderr, file).toContain(message)
  }
})
