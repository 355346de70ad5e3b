// The command line as a whole: help, wrong use, lists, self-test, a reader that stops early.

import { spawnSync } from "node:child_process"
import { closeSync, existsSync, openSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { PLATFORMS } from "../../src/allocation/platforms.ts"
import { NETWORK_NAMES } from "../../src/workloads/built-in.ts"
import { inFolder, json, once, refused, start, until, wrongUse } from "./cli.ts"

const COMMANDS = ["train", "demo", "solve", "table", "networks", "platforms", "doctor", "bench", "cost", "policy"]

describe.concurrent("help", () => {
  test("names every command", async () => {
    const { code, stdout, stderr } = await once(["--help"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, "m"))
  })

  test.each(COMMANDS)("%s --help", async command => {
    const { code, stdout, stderr, added } = await once([command, "--help"])
    expect({ code, stderr, added }).toEqual({ code: 0, stderr: "", added: [] })
    expect(stdout).toMatch(new RegExp(`^Usage: analects ${command}\\b`))
  })

  test("--version prints the version alone", async () => {
    const { code, stdout } = await once(["--version"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe.concurrent("wrong use", () => {
  test.each<[string[], string]>([
    [["slove"], "Did you mean solve?"],
    [["xyzzy"], "unknown command 'xyzzy'"],
    [["solve", "-n", "example", "--bugdet", "1"], "Did you mean --budget?"],
    [["table", "-n", "example", "--xyzzy"], "unknown option '--xyzzy'"],
    [["solve"], "--network"],
    [["table"], "--network"],
    [["train"], "train needs --network, --networks, or --resume with a run directory"],
    [["solve", "-n"], "argument missing"],
    [["networks", "resnet18"], "too many arguments"],
    [["platforms", "--csv", "-"], "unknown option"],
    [["doctor", "now"], "too many arguments"],
    [["demo", "--seed", "1"], "unknown option"],
  ])("%j", async (args, message) => {
    expect(await once(args)).toEqual(wrongUse(message))
  })

  test("no command at all shows the help", async () => {
    const { code, stderr } = await once([])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Usage: analects/)
  })
})

describe.concurrent("lists", () => {
  test("networks", async () => {
    const { code, stdout, stderr } = await once(["networks"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toMatch(/^resnet18 +20 +11 +0 +2\.27G$/m)
    const { networks } = await inFolder(folder => json(folder, "networks"))
    expect(networks.map((n: { name: string }) => n.name)).toEqual(NETWORK_NAMES)
    // 3 · 3 · 64 · 32 · 54 · 54 and 3 · 3 · 128 · 64 · 54 · 54
    const example = { name: "example", layers: 2, distinct: 2, depthwise: 0, macs: 53_747_712 + 214_990_848 }
    expect(networks).toContainEqual(example)
  })

  test("platforms", async () => {
    const { code, stdout } = await once(["platforms"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^confuciux +maestro +81920000 +1 +70000 /m)
    expect(await inFolder(folder => json(folder, "platforms"))).toEqual({ platforms: PLATFORMS })
  })

  test("benches", async () => {
    const { code, stdout } = await once(["bench"])
    expect(code).toBe(0)
    for (const name of ["table", "learning", "optimum", "quality", "confuciux", "profiles"]) {
      expect(stdout).toMatch(new RegExp(`^${name} `, "m"))
    }
  })

  test("an unknown bench, and a bad number of seeds", async () => {
    expect(await once(["bench", "lerning"])).toEqual(refused('bench "lerning" is unknown', 'Did you mean "learning"?'))
    expect(await once(["bench", "kernel", "--profile", "maestro"])).toEqual(
      wrongUse("--profile: bench kernel has its own"),
    )
    expect(await once(["bench", "table", "--plots", "p"])).toEqual(wrongUse("--plots: bench table draws nothing"))
    expect(await once(["bench", "table", "--backend", "cpu"])).toEqual(wrongUse("--backend: bench table takes none"))
    expect(await once(["bench", "table", "--seeds", "0"])).toEqual(
      refused("seeds is 0, expected an integer of at least 1"),
    )
  })
})

describe.concurrent("doctor", () => {
  test("ends in OK", async () => {
    const { code, stdout, stderr } = await once(["doctor"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toMatch(/^analects \d+\.\d+\.\d+, Node v\d+/)
    expect(stdout).toMatch(/\nOK \([^\n]*\)\n$/)
  })

  test("--json: one object", async () => {
    const found = await inFolder(folder => json(folder, "doctor", "--backend", "cpu"))
    expect(found).toMatchObject({ node: process.version, backend: "cpu", ok: true, seconds: expect.any(Number) })
    const steps = found.steps.map(({ what }: { what: string }) => what)
    expect(steps).toEqual(["cost models", "solver", "TF.js backend", "learning"])
  })

  test("a backend it does not know", async () => {
    const { code, stderr } = await once(["doctor", "--backend", "wsam"])
    expect(code).toBe(3)
    expect(stderr).toMatch(/^analects: backend "wsam" is unknown; .* Did you mean "wasm"\?\n$/)
  })
})

describe.concurrent("a reader that stops early is no error", () => {
  test.each(["table -n resnet18 --csv -", "solve -n example", "solve -n example --json", "networks", "--help"])(
    "%s, unread",
    async args => {
      const running = start(tmpdir(), args.split(" "))
      running.closeStdout()
      expect(await running.ended).toMatchObject({ code: 0, stderr: "" })
    },
  )

  test("more than a pipe holds, one piece read", async () => {
    const running = start(tmpdir(), ["table", "-n", "resnet18", "--grid", "fine", "--csv", "-"])
    await until(running, () => running.stdout !== "")
    running.closeStdout()
    const { code, stdout, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toMatch(/^model,layer_index,/)
  })
})

/** A device that takes nothing, as a full disk does. */
const FULL = "/dev/full"

test.skipIf(!existsSync(FULL)).each([
  ["cli", "analects", ["networks"]],
  ["maestro-compat", "maestro-compat", ["--Mapping_file=none.m"]],
])("a full disk under %s is said, exit code 3", async (file, name, args) => {
  const full = openSync(FULL, "w")
  const script = join(import.meta.dirname, `../../dist/experiments/${file}.js`)
  await inFolder(async cwd => {
    const { status, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd,
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    })
    expect(stderr).toContain(`${name}: standard output cannot be written: the disk is full\n`)
    expect(status).toBe(3)
  })
  closeSync(full)
})
