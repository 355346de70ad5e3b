// A worker thread that searches layers: one job in, one result or error out, until it is terminated.

import { parentPort } from "node:worker_threads"
import { AnalectsError } from "../../src/core/errors.ts"
import { type LayerJob, searchLayer } from "../../src/mapping/search-layer.ts"

parentPort?.on("message", (job: LayerJob) => {
  try {
    parentPort?.postMessage({ result: searchLayer(job) }, [])
  } catch (error) {
    if (!(error instanceof AnalectsError)) throw error
    // Classes do not survive the way between threads; the message and the code do.
    parentPort?.postMessage({ message: error.message, code: error.code }, [])
  }
})
