// Exported policies compute what the live ones do, in ONNX Runtime and on every TF.js backend.

import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../../agents/backend.ts"
import { ConfuciuXPolicy } from "../../../agents/confuciux-policy.ts"
import { type Decision, recordDecisions } from "../../../agents/export/decisions.ts"
import { policyLayers } from "../../../agents/export/layers.ts"
import { networkOf } from "../../../agents/export/networks.ts"
import { policyOnnx } from "../../../agents/export/onnx.ts"
import { MlpPolicy } from "../../../agents/mlp-policy.ts"
import { exportConfuciux, exportMlp } from "../../../agents/policy-export.ts"
import { ConfuciuXEnv, descriptorsOf } from "../../../env/confuciux-env.ts"
import { Box, Discrete, MultiDiscrete, type Space } from "../../../env/ts-gym/index.ts"
import { agreement, layersRunner, onnxRunner } from "../../../experiments/export/check.ts"
import type { OnnxRuntime } from "../../../experiments/export/onnx-runtime.ts"
import { namedProblem } from "../../../src/allocation/named.ts"
import { Rng } from "../../../src/core/rng.ts"
import { type PolicyFile, readPolicy, writePolicy } from "../../../src/formats/policy-file.ts"
import { PRESENT } from "../present-backends.ts"

const ort: OnnxRuntime = createRequire(import.meta.url)("onnxruntime-web")
if (ort.env.wasm !== undefined) ort.env.wasm.numThreads = 1

const PROVENANCE = { analects: "0.0.0", seed: "1" }
const COUNT = Number(process.env.EXPORT_DECISIONS ?? 60)

/** Weights large enough that probabilities are far from equal, as after training. */
function sharpened(file: PolicyFile, factor: number): PolicyFile {
  return { ...file, tensors: file.tensors.map(t => ({ ...t, data: t.data.map(x => Math.fround(factor * x)) })) }
}

/** A file of every kind. */
function filesOf(tf: TensorFlow): Record<string, PolicyFile> {
  const shipped = readPolicy(readFileSync(join(import.meta.dirname, "../../../agents/policies/general.pb")))
  const { problem, network } = namedProblem({ network: "alexnet", platform: "confuciux", allowImpossible: true })
  const env = new ConfuciuXEnv({ problem, descriptors: descriptorsOf(network.rows) })
  const observationSpace = new Box(-1, 1, [5])
  const perceptron = <Act>(actionSpace: Space<Act>, hidden: number[]) =>
    exportMlp(new MlpPolicy(tf, { observationSpace, actionSpace }, Rng.fromSeed(3), { hidden }), PROVENANCE)
  return {
    scorer: shipped,
    "confuciux-lstm": sharpened(exportConfuciux(new ConfuciuXPolicy(tf, Rng.fromSeed(1)), env, PROVENANCE), 1.7),
    "mlp, Discrete from 5": sharpened(perceptron(new Discrete(4, { start: 5 }), [16, 8]), 3),
    "mlp, MultiDiscrete": sharpened(perceptron(new MultiDiscrete([3, 1, 6], { start: [0, -2, 4] }), []), 3),
  }
}

const KINDS = ["scorer", "confuciux-lstm", "mlp, Discrete from 5", "mlp, MultiDiscrete"]
let tf: TensorFlow
let files: Record<string, PolicyFile>
let decisions: Record<string, Decision[]>
beforeAll(async () => {
  ;({ tf } = await loadBackend("cpu"))
  files = Object.fromEntries(Object.entries(filesOf(tf)).map(([kind, file]) => [kind, readPolicy(writePolicy(file))]))
  decisions = Object.fromEntries(KINDS.map(kind => [kind, recordDecisions(tf, files[kind], COUNT)]))
})

describe.each(KINDS)("%s", kind => {
  test("decisions differ from each other", () => {
    const list = decisions[kind]
    expect(list.length).toBe(COUNT)
    expect(new Set(list.map(d => String(d.best))).size).toBeGreaterThan(2)
    expect(new Set(list.map(d => String(d.probabilities[0]))).size).toBeGreaterThan(COUNT / 2)
  })

  test("onnxruntime", async () => {
    const { run, end } = await onnxRunner(ort, policyOnnx(files[kind]), networkOf(files[kind]))
    const found = await agreement(networkOf(files[kind]), decisions[kind], run)
    await end()
    expect(found.largest).toBeLessThanOrEqual(1e-5)
    expect(found).toMatchObject({ decisions: COUNT, different: 0 })
  })

  test.each(PRESENT)("TF.js layers, %s", async backend => {
    const { tf: other } = await loadBackend(backend)
    const { run, end } = await layersRunner(other, await policyLayers(other, files[kind]), networkOf(files[kind]))
    const found = await agreement(networkOf(files[kind]), decisions[kind], run)
    await end()
    expect(found.largest).toBeLessThanOrEqual(1e-5)
    expect(found).toMatchObject({ decisions: COUNT, different: 0 })
  })
})
