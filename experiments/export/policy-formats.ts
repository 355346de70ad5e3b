// A policy in each format: its files, and the check of what was written.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { loadBackend } from "../../agents/backend.ts"
import type { Decision } from "../../agents/export/decisions.ts"
import { policyLayers, WEIGHTS_FILE } from "../../agents/export/layers.ts"
import type { Description } from "../../agents/export/network.ts"
import { ONNX_OPSET, policyOnnx } from "../../agents/export/onnx.ts"
import { type PolicyFile, writePolicy } from "../../src/formats/policy-file.ts"
import { readBytes, readText } from "../files.ts"
import { packageFile } from "../package-files.ts"
import { type Agreement, agreement, layersRunner, onnxRunner, rereadAgreement } from "./check.ts"
import type { FolderFiles } from "./folder.ts"
import { loadOnnxRuntime } from "./onnx-runtime.ts"
import { checkOnnxStructure } from "./onnx-structure.ts"

/** What a policy is exported as. */
export const FORMATS = ["pb", "onnx", "tfjs"] as const
export type Format = (typeof FORMATS)[number]

/** What was checked, and by what. */
export interface Check extends Partial<Agreement> {
  /** The program that ran the export, or what was looked at instead. */
  readonly by: string
}

/** Probabilities may differ by so much: the live policy adds in float64, exports in float32. */
export const LARGEST_DIFFERENCE = 1e-5

/** A format: its files but for README.md and check.json, and how a written folder is checked. */
interface FormatWriter {
  readonly files: (policy: PolicyFile) => FolderFiles | Promise<FolderFiles>
  readonly check: (folder: string, network: Description, decisions: readonly Decision[]) => Promise<Check>
}

const plain = async () => (await loadBackend("cpu")).tf

export const FORMAT_WRITERS: Readonly<Record<Format, FormatWriter>> = {
  pb: {
    files: policy => ({ "policy.pb": writePolicy(policy), "policy.proto": schema() }),
    check: async (folder, _, decisions) => ({
      by: "analects, reading the file again",
      ...rereadAgreement(await plain(), readBytes(join(folder, "policy.pb")), decisions),
    }),
  },
  onnx: {
    files: policy => ({ "policy.onnx": policyOnnx(policy) }),
    async check(folder, network, decisions) {
      const bytes = readBytes(join(folder, "policy.onnx"))
      const runtime = await loadOnnxRuntime()
      if (runtime === null) {
        checkOnnxStructure(bytes, network)
        return { by: "structure alone, as neither onnxruntime-node nor onnxruntime-web is installed" }
      }
      const { run, end } = await onnxRunner(runtime.ort, bytes, network)
      try {
        return { by: runtime.name, ...(await agreement(network, decisions, run)) }
      } finally {
        await end()
      }
    },
  },
  tfjs: {
    files: async policy => {
      const { model, weights } = await policyLayers(await plain(), policy)
      return { "model.json": model, [WEIGHTS_FILE]: weights }
    },
    async check(folder, network, decisions) {
      const tf = await plain()
      const files = { model: readText(join(folder, "model.json")), weights: readBytes(join(folder, WEIGHTS_FILE)) }
      const { run, end } = await layersRunner(tf, files, network)
      const found = await agreement(network, decisions, run)
      await end()
      return { by: `TF.js ${tf.version.tfjs}, loadLayersModel`, ...found }
    },
  },
}

/** What a format is called in texts. */
export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  pb: "a policy file of analects (protobuf, format 1)",
  onnx: `an ONNX model (opset ${ONNX_OPSET})`,
  tfjs: "a TF.js layers model",
}

/** @throws Error, a bug, when the export is not the policy */
export function requireAgreement({ by, largest = 0, different = 0 }: Check): void {
  if (largest <= LARGEST_DIFFERENCE && different === 0) return
  throw new Error(`the export differs from the policy (${by}): probabilities by ${largest}, ${different} best actions`)
}

/** The schema of policy.pb. */
function schema(): Uint8Array {
  return readFileSync(packageFile("src/formats/policy.proto"))
}
