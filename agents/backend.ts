// Picks the TF.js backend: WebAssembly, else the native one where it is installed, else plain JavaScript.
//
// Everything is loaded on demand, so that a command which does not learn does not pay for TF.js (0.15 CPU s).
// Code that computes with tensors takes the loaded module as an argument.

import { createRequire } from "node:module"
import util from "node:util"
import { checkName } from "../src/core/check.ts"
import { InputError } from "../src/core/errors.ts"

// TF.js is CommonJS: import() would read its megabytes for names to export first, three times as long as loading takes.
const require = createRequire(import.meta.url)

/** The TF.js module with a backend ready. */
export type TensorFlow = typeof import("@tensorflow/tfjs")

/**
 * Backends by falling speed for networks of our sizes: WebAssembly with SIMD, libtensorflow, plain JavaScript. For
 * small matrices the cost per operation decides, and libtensorflow's is the higher one. Episodes per CPU second with
 * learning, WebAssembly : libtensorflow 2.12, on two x86-64 cores: scorer 318 : 364, published LSTM 56 : 39, perceptron
 * 3290 : 1270. (`analects bench learning --backend NAME` gives the rates.)
 */
export const BACKENDS = ["wasm", "tensorflow", "cpu"] as const
export type BackendName = (typeof BACKENDS)[number]

/** A loaded TF.js and the name of the backend it computes with. */
export interface Backend {
  readonly tf: TensorFlow
  readonly name: BackendName
}

/**
 * Loads TF.js with the first backend that works, in the order of `BACKENDS` ("auto"), or with the one asked for.
 *
 * One process has one active backend: a later call with another name switches it for everything, and
 * variables made before should not be used any more.
 *
 * @throws {InputError} for an unknown name, or where the backend asked for does not load
 */
export async function loadBackend(wanted: string = "auto"): Promise<Backend> {
  const name = checkName("backend", wanted, ["auto", ...BACKENDS])
  const tf: TensorFlow = require("@tensorflow/tfjs")
  tf.enableProdMode() // no sanity checks, and no advertisement for tfjs-node on the console
  if (name !== "auto") {
    await START[name](tf).catch(error => {
      throw new InputError(`backend ${name} does not load here: ${firstLine(error)}`)
    })
    return { tf, name }
  }
  for (const candidate of BACKENDS) {
    try {
      await START[candidate](tf)
      return { tf, name: candidate }
    } catch {
      // Not installed here: the next one. The last, plain JavaScript, always works.
    }
  }
  throw new Error("no TF.js backend works, not even cpu")
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0].trim()
}

/** How each backend is started; the promise is rejected where it is not available. */
const START: Readonly<Record<BackendName, (tf: TensorFlow) => Promise<void>>> = {
  async tensorflow(tf) {
    // tfjs-node 4.22 calls a helper that Node 23 removed.
    const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean }
    legacy.isNullOrUndefined ??= value => value === null || value === undefined
    require("@tensorflow/tfjs-node")
    await activate(tf, "tensorflow")
  },
  async wasm(tf) {
    // Under Node its .wasm files are found beside the module, and it uses one thread.
    require("@tensorflow/tfjs-backend-wasm")
    await withoutNewHandlers(() => activate(tf, "wasm"))
  },
  async cpu(tf) {
    await activate(tf, "cpu")
  },
}

/** Makes a registered backend the active one. */
async function activate(tf: TensorFlow, name: BackendName): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`TF.js backend ${name} does not start`)
  await tf.ready()
}

/** Events for which the WebAssembly module registers handlers that throw the error again, with its whole source as context. */
const ERROR_EVENTS = ["uncaughtException", "unhandledRejection"] as const

/** Runs `start` and takes away the error handlers it installed: errors are reported as without TF.js. */
async function withoutNewHandlers(start: () => Promise<void>): Promise<void> {
  const before = ERROR_EVENTS.map(event => process.listeners(event as "uncaughtException"))
  await start()
  for (const [i, event] of ERROR_EVENTS.entries()) {
    for (const handler of process.listeners(event as "uncaughtException")) {
      if (!before[i].includes(handler)) process.off(event, handler)
    }
  }
}
