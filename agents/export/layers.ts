// A policy as a TF.js layers model: built of the library's own layers, so that tf.loadLayersModel opens it without registering any.
//
// Layers do not know argmax: the greedy action is the caller's. A product with a diagonal or a sum with a constant is a dense layer.

import type { io, LayersModel, SymbolicTensor } from "@tensorflow/tfjs"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import type { TensorFlow } from "../backend.ts"
import type { Affine, Scaling } from "./affine.ts"
import { metadataOf } from "./metadata.ts"
import { type Input, MASKED, type Writer } from "./network.ts"
import { networkOf } from "./networks.ts"

/** The two files of a layers model. */
export interface LayersFiles {
  /** model.json: topology, names and places of the weights, metadata. */
  readonly model: string
  /** weights.bin */
  readonly weights: Uint8Array
}

/** Name of the file with the weights, as model.json refers to it. */
export const WEIGHTS_FILE = "weights.bin"

/** The files of a policy as a layers model. @throws InputError for a kind that is unknown, or tensors that do not fit */
export async function policyLayers(tf: TensorFlow, file: PolicyFile): Promise<LayersFiles> {
  const network = networkOf(file)
  const writer = new LayersWriter(tf)
  network.write(writer)
  const model: LayersModel = tf.model({
    name: `analects_${file.kind}_policy`,
    inputs: writer.inputs,
    outputs: writer.outputs,
  })
  model.setUserDefinedMetadata(metadataOf(file))
  try {
    let files: LayersFiles | null = null
    const keep = async (artifacts: io.ModelArtifacts) => {
      files = filesOf(artifacts)
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
    }
    await model.save(tf.io.withSaveHandler(keep))
    return files as unknown as LayersFiles
  } finally {
    model.dispose()
  }
}

function filesOf(artifacts: io.ModelArtifacts): LayersFiles {
  const {
    format,
    generatedBy,
    convertedBy,
    modelTopology,
    userDefinedMetadata,
    weightSpecs = [],
    weightData,
  } = artifacts
  const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs }]
  const json = { format, generatedBy, convertedBy, modelTopology, userDefinedMetadata, weightsManifest }
  return { model: `${JSON.stringify(json)}\n`, weights: new Uint8Array(weightData as ArrayBuffer) }
}

/** A model from its files. @throws what tf.loadLayersModel throws */
export function loadLayers(tf: TensorFlow, { model, weights }: LayersFiles): Promise<LayersModel> {
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(model)
  const weightSpecs = weightsManifest.flatMap((group: { weights: object[] }) => group.weights)
  const weightData = weights.slice().buffer
  return tf.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData, userDefinedMetadata }) })
}

class LayersWriter implements Writer<SymbolicTensor> {
  readonly inputs: SymbolicTensor[] = []
  readonly outputs: SymbolicTensor[] = []
  readonly #tf: TensorFlow

  constructor(tf: TensorFlow) {
    this.#tf = tf
  }

  /** A mask is taken as float32 too: layers do not cast. */
  input({ name, axes }: Input): SymbolicTensor {
    const shape = [null, ...axes.map(axis => (typeof axis === "string" ? null : axis))]
    const input = this.#tf.layers.input({ name, batchShape: shape, dtype: "float32" }).valueOf() as SymbolicTensor
    this.inputs.push(input)
    return input
  }

  scaled(name: string, x: SymbolicTensor, { offset, scale }: Scaling): SymbolicTensor {
    const n = scale.length
    const kernel = Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 / scale[i % n] : 0))
    const bias = Float32Array.from(offset, (o, i) => -o / scale[i])
    return this.affine(name, x, { inputs: n, outputs: n, kernel, bias })
  }

  affine(name: string, x: SymbolicTensor, { inputs, outputs, kernel, bias }: Affine): SymbolicTensor {
    const tf = this.#tf
    const weights = [tf.tensor2d(kernel, [inputs, outputs]), ...(bias === null ? [] : [tf.tensor1d(bias)])]
    const layer = tf.layers.dense({ name, units: outputs, useBias: bias !== null, weights })
    const y = layer.apply(x) as SymbolicTensor
    tf.dispose(weights)
    return y
  }

  activate(name: string, x: SymbolicTensor, activation: "tanh" | "relu" | "sigmoid"): SymbolicTensor {
    return this.#tf.layers.activation({ name, activation }).apply(x) as SymbolicTensor
  }

  add(name: string, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor {
    return this.#tf.layers.add({ name }).apply([a, b]) as SymbolicTensor
  }

  multiply(name: string, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor {
    return this.#tf.layers.multiply({ name }).apply([a, b]) as SymbolicTensor
  }

  asRow(name: string, x: SymbolicTensor): SymbolicTensor {
    return this.#reshape(name, x, [1, x.shape[1] as number])
  }

  asList(name: string, x: SymbolicTensor): SymbolicTensor {
    return this.#reshape(name, x, [-1])
  }

  masked(name: string, scores: SymbolicTensor, mask: SymbolicTensor): SymbolicTensor {
    // Exactly 0 for a mask of 1: 10⁹ has an exact float32.
    const lowered: Affine = { inputs: 1, outputs: 1, kernel: Float32Array.of(-MASKED), bias: Float32Array.of(MASKED) }
    const column = this.affine(`${name}_lowered`, this.#reshape(`${name}_column`, mask, [-1, 1]), lowered)
    return this.add(name, scores, this.#reshape(`${name}_list`, column, [-1]))
  }

  probabilities(name: string, scores: SymbolicTensor): void {
    this.outputs.push(this.#tf.layers.softmax({ name, axis: -1 }).apply(scores) as SymbolicTensor)
  }

  action(): void {}

  state(_: string, x: SymbolicTensor): void {
    this.outputs.push(x)
  }

  #reshape(name: string, x: SymbolicTensor, targetShape: number[]): SymbolicTensor {
    return this.#tf.layers.reshape({ name, targetShape }).apply(x) as SymbolicTensor
  }
}
