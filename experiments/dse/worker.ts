// A worker thread that sweeps the parts it is sent.

import { parentPort, workerData } from "node:worker_threads"
import type { Space } from "../../src/dse/space.ts"
import { Sweep } from "../../src/dse/sweep.ts"
import { sweepPart } from "./parts.ts"

/** What a worker is started with. */
export interface WorkerTask {
  readonly space: Space
  readonly parts: number
  readonly folder: string | null
}

const { space, parts, folder } = workerData as WorkerTask
const sweep = new Sweep(space)
parentPort?.on("message", async (part: number) => {
  parentPort?.postMessage(await sweepPart(sweep, part, parts, folder), [])
})
