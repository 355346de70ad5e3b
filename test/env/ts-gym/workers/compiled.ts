// The worker's script and the environments of worker-envs.ts as JavaScript, which is all that Node 20 loads in a thread.

import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { rolldown } from "rolldown" // vitest's own compiler

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Compiles both into a temporary folder, sharing the library; the URLs of the two. */
export async function compileWorker(): Promise<{ worker: string; module: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "ts-gym-workers-"))
  const input = { worker: source("../../../../env/ts-gym/vector/async-worker.ts"), module: source("worker-envs.ts") }
  const build = await rolldown({ input, platform: "node" })
  await build.write({ dir: folder, format: "esm", entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" })
  await build.close()
  const url = (name: string) => pathToFileURL(join(folder, name)).href
  return { worker: url("worker.mjs"), module: url("module.mjs"), folder }
}
