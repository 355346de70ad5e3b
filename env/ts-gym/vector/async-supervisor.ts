// The thread between an AsyncVectorEnv and its workers.
//
// A thread that waits in shared memory does not notice that another has died. So the workers are started by a thread
// that does nothing but notice: it marks the dead worker's row and wakes whoever waits for it.

import { type MessagePort, type ResourceLimits, Worker } from "node:worker_threads"
import { ANSWER, GONE, ROW, STATE, type WorkerStart } from "./async-protocol.ts"

/** What a supervisor is started with. */
export interface SupervisorStart {
  readonly script: string
  readonly execArgv: readonly string[]
  readonly resourceLimits: ResourceLimits | undefined
  readonly workers: readonly WorkerStart[]
  /** Per worker, its end of the port. */
  readonly ports: readonly MessagePort[]
  /** Where deaths are told. */
  readonly deaths: MessagePort
  readonly layout: { readonly ROW: number; readonly STATE: number; readonly ANSWER: number; readonly GONE: number }
}

/**
 * The supervisor's code. It runs as text in a thread of its own, so that it needs no file and cannot fail to load; it
 * may use nothing but `require`.
 */
function supervise(): void {
  const { Worker: Thread, workerData } = require("node:worker_threads") as typeof import("node:worker_threads")
  const { script, execArgv, resourceLimits, workers, ports, deaths, layout } = workerData as SupervisorStart
  workers.forEach((start, i) => {
    const port = ports[i]
    const thread = new Thread(new URL(script), {
      workerData: { start, port },
      transferList: [port],
      execArgv: [...execArgv],
      resourceLimits,
    })
    let reason = ""
    thread.on("error", (error: Error) => {
      reason = String(error?.stack ?? error)
    })
    thread.on("exit", (code: number) => {
      deaths.postMessage({ index: i, reason: reason === "" ? `it exited with code ${code}` : reason }, [])
      const row = new Int32Array(start.control)
      Atomics.store(row, i * layout.ROW + layout.STATE, layout.GONE)
      Atomics.add(row, i * layout.ROW + layout.ANSWER, 1)
      Atomics.notify(row, i * layout.ROW + layout.ANSWER)
    })
  })
}

/** Starts the workers under a supervisor. The thread does not keep the process alive. */
export function startSupervisor(start: Omit<SupervisorStart, "layout">): Worker {
  const layout = { ROW, STATE, ANSWER, GONE }
  const supervisor = new Worker(`(${supervise.toString()})()`, {
    eval: true,
    workerData: { ...start, layout },
    transferList: [...start.ports, start.deaths],
    execArgv: [],
  })
  supervisor.unref()
  return supervisor
}
