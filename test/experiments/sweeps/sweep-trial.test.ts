// A sweep with failures, killed and gone on with, here and over a Redis: the same bytes as in peace.

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
// Processes run compiled code only, so the compiled modules are what is tested (`npm test` builds them first).
import { SweepTrials } from "../../../dist/experiments/bench/sweep-trial.js"
import { freePort, hasRedis, RedisServer } from "../../../experiments/bench/redis-server.ts"
import { inProcess } from "../cli.ts"

const folder = mkdtempSync(join(tmpdir(), "analects-trial-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const trials = new SweepTrials(folder, {
  networks: ["alexnet"],
  dataflows: ["dla"],
  objectives: ["latency"],
  budgets: [0.1, 0.2, 0.3, 0.4, 0.5],
  methods: ["greedy", "random", "annealing", "genetic"],
  evaluations: 100,
  lease: 1,
})
const peace = trials.undisturbed(2)

test("three cells fail in their own ways, the others do not notice", async () => {
  expect(await peace).toMatchObject({ cells: 20, failed: 3, before: 0 })
})

test("killed half way, gone on with by another number of processes", async () => {
  const { digest } = await peace
  const killed = await trials.killed(1, 3)
  expect(killed).toMatchObject({ cells: 20, failed: 3, digest })
  expect(killed.before).toBeGreaterThan(5)
})

test.skipIf(!hasRedis())(
  "over a Redis (skipped where redis-server is not installed): a worker killed, the Redis restarted",
  async () => {
    const { digest } = await peace
    expect(await trials.queued(true)).toMatchObject({ cells: 20, failed: 3, digest })
  },
)

test.skipIf(!hasRedis())("a Redis with a password: wrong, missing, right (skipped without redis-server)", async () => {
  const port = await freePort()
  const redis = new RedisServer(port, folder, ["--requirepass", "hush", "--appenddirname", "aof-password"])
  await redis.start()
  try {
    const refused = async (url: string, reason: string) => {
      const { code, stdout, stderr } = await inProcess(folder, "queue", url)
      const message = `analects: redis://127.0.0.1:${port} cannot be used as a queue: ${reason}`
      expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: "", stderr: expect.stringContaining(message) })
      expect(stderr).not.toContain("hush")
    }
    await refused(`redis://:hushhush@127.0.0.1:${port}`, "wrong user or password")
    await refused(`redis://127.0.0.1:${port}`, "it asks for a password")
    const right = await inProcess(folder, "queue", `redis://:hush@127.0.0.1:${port}`, "--json")
    expect(JSON.parse(right.stdout)).toEqual({
      clients: [],
      jobs: { waiting: 0, underWay: 0, delayed: 0 },
      workers: 0,
    })
    const cancelled = await inProcess(folder, "queue", `redis://:hush@127.0.0.1:${port}`, "--cancel", "none")
    const nothing = 'analects: sweep or study "none" is unknown: the queue holds none\n'
    expect(cancelled).toMatchObject({ code: 3, stdout: "", stderr: nothing })
  } finally {
    await redis.stop()
  }
})
