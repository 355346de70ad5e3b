// ONNX Runtime, where it is installed: beside analects or in the folder the command runs in. Analects does not depend on it.

import { createRequire } from "node:module"
import { join } from "node:path"

/** The part of onnxruntime's interface that is used; onnxruntime-node and onnxruntime-web share it. */
export interface OnnxRuntime {
  readonly Tensor: new (type: string, data: ArrayLike<number>, dims: readonly number[]) => OnnxTensor
  readonly InferenceSession: { create(model: Uint8Array, options?: object): Promise<OnnxSession> }
  readonly env: {
    readonly wasm?: { numThreads?: number }
    logLevel?: string
    readonly versions: { readonly common: string }
  }
}

export interface OnnxTensor {
  readonly data: ArrayLike<number | bigint>
}

export interface OnnxSession {
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}

const PACKAGES = ["onnxruntime-node", "onnxruntime-web"] as const

/** The first of both packages that loads, and what to call it; null where there is none. */
export async function loadOnnxRuntime(folder = process.cwd()): Promise<{ ort: OnnxRuntime; name: string } | null> {
  const places = [createRequire(import.meta.url), createRequire(join(folder, "package.json"))]
  for (const require of places) {
    for (const name of PACKAGES) {
      try {
        const ort: OnnxRuntime = require(name)
        // One thread is enough for networks of this size, and it ends by itself.
        if (ort.env.wasm !== undefined) ort.env.wasm.numThreads = 1
        return { ort, name: `${name} ${ort.env.versions.common}` }
      } catch {
        // Not installed there.
      }
    }
  }
  return null
}
