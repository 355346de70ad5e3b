// A sweep that is disturbed in every way it should bear, beside the same one in peace: three cells fail, processes are killed,
// the Redis goes away. The results have to be the same bytes.

import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { programBeside } from "../queue/process-pool.ts"
import { RECORD_FILES } from "../runs/run-record.ts"
import { SWEEP_FILES } from "../sweeps/sweep-folder.ts"
import { freePort, RedisServer } from "./redis-server.ts"

/** How large. The injected failures are in network alexnet, dataflow dla, objective latency, method random, budgets 0.1 to 0.3. */
export interface TrialSize {
  readonly networks: readonly string[]
  readonly dataflows: readonly string[]
  readonly objectives: readonly string[]
  readonly budgets: readonly number[]
  readonly methods: readonly string[]
  readonly evaluations: number
  /** Of queue workers, seconds. */
  readonly lease: number
}

/** A finished sweep. */
export interface Trial {
  readonly name: string
  readonly cells: number
  readonly failed: number
  /** Cells that an earlier start had finished. */
  readonly before: number
  /** Of the last start. */
  readonly seconds: number
  /** Over all files but timing.csv. */
  readonly digest: string
}

const DRIVER = fileURLToPath(programBeside(import.meta.url, "sweep-driver"))

/** The trials of a size in a folder. */
export class SweepTrials {
  readonly #folder: string
  readonly #file: string
  readonly #lease: number
  readonly #cells: number

  constructor(folder: string, { lease, ...experiment }: TrialSize) {
    this.#folder = folder
    this.#file = join(folder, "trial.yaml")
    this.#lease = lease
    const { networks, dataflows, objectives, budgets, methods } = experiment
    this.#cells = [networks, dataflows, objectives, budgets, methods].reduce((n, axis) => n * axis.length, 1)
    // JSON is YAML.
    writeFileSync(this.#file, JSON.stringify(experiment, null, 2))
  }

  /** In peace. */
  undisturbed(workers: number): Promise<Trial> {
    return this.#finish(`${workers} processes, undisturbed`, `peace-${workers}`, workers)
  }

  /** Killed half way, then gone on with by another number of processes. */
  async killed(before: number, after: number): Promise<Trial> {
    const sweep = this.#sweep("killed", before)
    await this.#until("killed", 0.5, sweep)
    await kill(sweep)
    return this.#finish(`${before} processes, SIGKILL half way, resumed with ${after}`, "killed", after)
  }

  /** Over a Redis with two workers; if `disturbed` a worker is killed and started again, then the Redis stopped and started. */
  async queued(disturbed: boolean): Promise<Trial> {
    const redis = new RedisServer(await freePort(), this.#folder, ["--appenddirname", `aof-${disturbed}`])
    await redis.start()
    const worker = () => spawnDriver(["worker", redis.url, "1", String(this.#lease)])
    const workers = [worker(), worker()]
    const out = `queue-${disturbed}`
    try {
      const sweep = this.#sweep(out, 1, redis.url)
      const ended = resultOf(sweep)
      if (disturbed) {
        await this.#until(out, 0.4, sweep)
        await kill(workers[0])
        await this.#until(out, 0.5, sweep)
        workers[0] = worker()
        await this.#until(out, 0.6, sweep)
        await redis.stop()
        await redis.start()
      }
      const name = disturbed ? "Redis, a worker killed and restarted, Redis restarted" : "Redis, 2 workers"
      return this.#trial(name, out, await ended)
    } finally {
      await Promise.all(workers.map(kill))
      await redis.stop()
    }
  }

  async #finish(name: string, out: string, workers: number): Promise<Trial> {
    return this.#trial(name, out, await resultOf(this.#sweep(out, workers)))
  }

  #trial(name: string, out: string, result: Omit<Trial, "name" | "digest">): Trial {
    return { name, ...result, digest: digestOf(join(this.#folder, out)) }
  }

  #sweep(out: string, workers: number, url?: string): ChildProcess {
    const queue = url === undefined ? [] : [url]
    return spawnDriver(["sweep", this.#file, join(this.#folder, out), String(workers), ...queue])
  }

  /** Waits until a share of the cells is finished. */
  async #until(out: string, share: number, sweep: ChildProcess): Promise<void> {
    const folders = [SWEEP_FILES.cells, SWEEP_FILES.failures].map(name => join(this.#folder, out, name))
    const finished = () => folders.reduce((n, path) => n + (existsSync(path) ? readdirSync(path).length : 0), 0)
    while (finished() < share * this.#cells) {
      if (sweep.exitCode !== null) throw new Error("the sweep ended before it could be disturbed")
      await setTimeout(5)
    }
  }
}

function spawnDriver(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [DRIVER, ...args], { stdio: ["ignore", "pipe", "pipe"] })
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill("SIGKILL")
  await once(child, "exit")
}

/** What a sweep printed at its end. */
async function resultOf(child: ChildProcess): Promise<Omit<Trial, "name" | "digest">> {
  let [stdout, stderr] = ["", ""]
  child.stdout?.on("data", text => {
    stdout += text
  })
  child.stderr?.on("data", text => {
    stderr += text
  })
  const [code] = await once(child, "close")
  if (code !== 0) throw new Error(`the sweep ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as Omit<Trial, "name" | "digest">
}

/** SHA-256 of names and contents of all files below, times left out. */
function digestOf(folder: string): string {
  const hash = createHash("sha256")
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name !== RECORD_FILES.timing)
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length))
    .sort()
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(folder, file)))
  return hash.digest("hex").slice(0, 16)
}
