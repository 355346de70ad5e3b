// analects dse killed, stopped and gone on with, here and over a Redis: the same bytes as in peace.

import { createHash } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
// Processes run compiled code only, so the compiled modules are what is tested (`npm test` builds them first).
import { fetchRows, leaveRows } from "../../dist/experiments/dse/row-transfer.js"
import { connectRedis } from "../../dist/experiments/queue/redis.js"
import { freePort, hasRedis, RedisServer } from "../../experiments/bench/redis-server.ts"
import { inProcess, json, type Running, start, until } from "./cli.ts"

const folder = mkdtempSync(join(tmpdir(), "analects-dse-trial-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Twelve parts of some 12,000 valid designs.
writeFileSync(
  join(folder, "parts.yaml"),
  `network: alexnet
layers: [3]
dataflow: [dla, shi]
space:
  pes: { from: 8, to: 13 }
  parameters: { tile: { from: 1, to: 8 } }
  nocBandwidth: { from: 1, to: 16 }
  l1: { from: 16, to: 4096, step: 16 }
  l2: { from: 131072, to: 33554432, step: 131072 }
budgets: { area: 0.3 mm2, power: 540 mW }
`,
)
const PARTS = 12

// Some 10,000 mapping points.
writeFileSync(
  join(folder, "search.yaml"),
  `network: alexnet
layers: [2]
space:
  pes: { from: 4, to: 160 }
  parameters: { tile: { from: 1, to: 64 } }
  nocBandwidth: { from: 4, to: 64, step: 4 }
  l1: { from: 64, to: 4096, times: 2 }
  l2: { from: 4096, to: 262144, times: 2 }
budgets: { area: 4 mm2, power: 400 mW }
front: [runtime, energy]
refine: { evaluations: 400 }
`,
)

/** Digest of every file of a study's folder, by name; the page shows times. */
function filesOf(study: string): Record<string, string> {
  const names = readdirSync(join(folder, study), { recursive: true, encoding: "utf8" }).sort()
  const files = names.filter(name => statSync(join(folder, study, name)).isFile() && name !== "report.html")
  const digest = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, study, name)))
      .digest("hex")
  return Object.fromEntries(files.map(name => [name, digest(name)]))
}

/** Whole files of valid designs. */
function partsOf(study: string): string[] {
  const valid = join(folder, study, "valid")
  return existsSync(valid) ? readdirSync(valid).filter(name => !name.startsWith(".")) : []
}

const checkpointOf = (study: string) => JSON.parse(readFileSync(join(folder, study, "checkpoint.json"), "utf8"))
const hasCheckpoint = (study: string) => existsSync(join(folder, study, "checkpoint.json"))

/** Runs a study to its end; its files. */
async function finished(study: string, ...args: string[]): Promise<Record<string, string>> {
  const { code, stderr } = await inProcess(folder, "dse", ...args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  return filesOf(study)
}

const peace = finished("peace", "parts.yaml", "--rows", "--out", "peace", "--workers", "1")

test("killed in the middle and resumed with threads: the same bytes, and what was finished stays", async () => {
  const whole = await peace
  expect(Object.keys(whole).filter(name => name.endsWith(".parquet")).length).toBe(PARTS)
  const running = start(folder, ["dse", "parts.yaml", "--rows", "--out", "killed", "--workers", "1"])
  await until(running, () => hasCheckpoint("killed"))
  running.signal("SIGKILL")
  expect(await running.ended).toMatchObject({ code: null, signal: "SIGKILL" })
  expect(partsOf("killed").length).toBeLessThan(PARTS)
  const first = join(folder, "killed/valid/part-0000.parquet")
  const born = statSync(first).mtimeMs
  expect(checkpointOf("killed").done).toEqual([[0, expect.any(Number)]])
  expect(await finished("killed", "--resume", "killed", "--workers", "2")).toEqual(whole)
  expect(statSync(first).mtimeMs).toBe(born)
})

describe("an adaptive search", () => {
  let whole: Promise<Record<string, string>> | undefined
  const inPeace = () => (whole ??= finished("search", "search.yaml", "--out", "search"))

  test.each(["SIGKILL", "SIGINT"] as const)("ended by %s and resumed: the same bytes", async signal => {
    const files = await inPeace()
    const out = `search-${signal}`
    const running = start(folder, ["dse", "search.yaml", "--out", out])
    await until(running, () => hasCheckpoint(out))
    running.signal(signal)
    const { code, stderr } = await running.ended
    const stopped = { code: 130, stderr: `stopped; go on with: analects dse --resume ${out}\n` }
    expect({ code, stderr }).toEqual(signal === "SIGINT" ? stopped : { code: null, stderr: "" })
    const seen = checkpointOf(out).seen.length
    expect(seen).toBeGreaterThan(0)
    expect(seen).toBeLessThan(400)
    expect(await finished(out, "--resume", out)).toEqual(files)
  })
})

/** Calls `use` with a Redis of its own. */
async function withRedis(name: string, use: (redis: RedisServer) => Promise<void>): Promise<void> {
  const redis = new RedisServer(await freePort(), folder, ["--appenddirname", `aof-${name}`])
  await redis.start()
  try {
    await use(redis)
  } finally {
    await redis.stop()
  }
}

const killed = async (running: Running) => {
  running.signal("SIGKILL")
  await running.ended
}

describe.skipIf(!hasRedis())("over a Redis (skipped where redis-server is not installed)", () => {
  test("a worker killed, the Redis restarted, the study killed and resumed: the same bytes", {
    timeout: 120_000,
  }, async () => {
    const whole = await peace
    await withRedis("trial", async redis => {
      const worker = () => start(folder, ["worker", "--queue", redis.url, "--concurrency", "1", "--lease", "1"])
      const workers = [worker()]
      try {
        const study = start(folder, ["dse", "parts.yaml", "--rows", "--out", "queued", "--queue", redis.url])
        await until(study, () => partsOf("queued").length >= 1)
        // From here on nobody works, so nothing is finished early.
        await killed(workers[0])
        await redis.stop()
        await redis.start()
        const { clients } = await json(folder, "queue", redis.url)
        expect(clients).toMatchObject([{ kind: "dse", name: "parts", jobs: PARTS, failed: 0 }])
        const before = partsOf("queued").length
        workers.push(worker())
        await until(study, () => partsOf("queued").length > before)
        await killed(study)
        expect(partsOf("queued").length).toBeLessThan(PARTS)
        workers.push(worker())
        expect(await finished("queued", "--resume", "queued", "--queue", redis.url)).toEqual(whole)
      } finally {
        await Promise.all(workers.map(killed))
      }
      expect(await json(folder, "queue", redis.url)).toMatchObject({ clients: [], jobs: { waiting: 0 } })
      const link = await connectRedis(redis.url)
      // Outcomes, rows and space are forgotten.
      expect((await link.redis.keys("*")).filter(key => !key.startsWith("analects:jobs-"))).toEqual([])
      link.redis.disconnect()
    })
  })

  test("cancelled from elsewhere: one message", async () => {
    await withRedis("cancel", async redis => {
      const study = start(folder, ["dse", "parts.yaml", "--rows", "--out", "cancelled", "--queue", redis.url])
      let shown = { clients: [], jobs: { waiting: 0 } } as any
      while (shown.jobs.waiting < PARTS) shown = await json(folder, "queue", redis.url)
      expect(shown.clients).toMatchObject([{ kind: "dse", name: "parts", jobs: PARTS, done: 0, failed: 0 }])
      const { id } = shown.clients[0]
      const other = await inProcess(folder, "queue", redis.url, "--cancel", `${id}0`)
      expect(other).toMatchObject({ code: 3, stderr: expect.stringContaining(`Did you mean "${id}"?`) })
      expect(await json(folder, "queue", redis.url, "--cancel", id)).toEqual({ cancelled: id })
      const message = "analects: the study was cancelled with analects queue --cancel; what is finished is kept\n"
      expect(await study.ended).toMatchObject({ code: 3, stdout: "", stderr: message })
    })
  })

  test("a file of rows that lacks a piece is not taken", async () => {
    await withRedis("rows", async server => {
      const { redis } = await connectRedis(server.url)
      const [from, to] = [join(folder, "from"), join(folder, "fetched/to")]
      writeFileSync(
        from,
        Uint8Array.from({ length: 600_000 }, (_, i) => i * i),
      )
      const bytes = await leaveRows(redis, "c", 1, from)
      expect(await redis.hlen("analects:rows:c")).toBeGreaterThan(1)
      expect(await fetchRows(redis, "c", { part: 1, bytes }, to)).toBe(true)
      expect(readFileSync(to)).toEqual(readFileSync(from))
      rmSync(to)
      await redis.hdel("analects:rows:c", "1/1")
      expect(await fetchRows(redis, "c", { part: 1, bytes }, to)).toBe(false)
      expect(existsSync(to)).toBe(false)
      redis.disconnect()
    })
  })
})

describe("wrong input", () => {
  test.each<[string, string]>([
    ["redis://:hush@127.0.0.1:1", "redis://127.0.0.1:1 cannot be used as a queue: nothing listens there"],
    ["http://me:hush@host", 'queue is "http://host", expected redis://HOST:PORT'],
  ])("--queue %s", async (url, message) => {
    const { code, stdout, stderr } = await inProcess(folder, "dse", "parts.yaml", "--queue", url, "--out", "never")
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
    expect(stderr).toMatch(/^analects: [^\n]*\n$/)
    expect(stderr).toContain(message)
    expect(existsSync(join(folder, "never"))).toBe(false)
  })

  test.each<[string, readonly string[]]>([
    ["--queue needs --out DIR or --resume DIR", ["parts.yaml"]],
    ["--workers is for threads", ["parts.yaml", "--out", "never", "--workers", "2"]],
    ["--queue: an adaptive search", ["search.yaml", "--out", "never"]],
  ])("%s", async (text, args) => {
    const outcome = await inProcess(folder, "dse", ...args, "--queue", "redis://127.0.0.1:1")
    expect(outcome).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(text) })
  })

  test("a folder begun by another version, or by another command", async () => {
    await peace
    const config = JSON.parse(readFileSync(join(folder, "peace/config.json"), "utf8"))
    mkdirSync(join(folder, "old"))
    for (const [change, message] of [
      [{ analects: "0.0.1" }, `old was begun by analects 0.0.1, this is ${config.analects}: digits may differ`],
      [{ command: "train" }, "is of another command"],
    ] as const) {
      writeFileSync(join(folder, "old/config.json"), JSON.stringify({ ...config, ...change }))
      const resumed = await inProcess(folder, "dse", "--resume", "old")
      expect(resumed).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining(message) })
    }
    expect(readdirSync(join(folder, "old"))).toEqual(["config.json"])
  })
})
