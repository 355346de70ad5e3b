// An ONNX model as a network: its convolutions and matrix products as layers, everything else listed.
//
// Format: the ONNX standard (IR version 13 and below), schema in formats/onnx.proto. Nothing of a model is run, and no weights
// are read. The bytes may come from anyone: time and memory are bounded by the limits here and in scan.ts and walk.ts.

import { AnalectsError, InputError } from "../../core/errors.ts"
import { ModelProto, type OnnxFunction, type OnnxModel } from "../../formats/onnx-file.ts"
import { type Network, networkOfLayers } from "../network.ts"
import { type ImportedLayer, renamed, type Uncosted } from "./findings.ts"
import { type OpenDims, openDims } from "./open-dims.ts"
import { protobufReader } from "./reader.ts"
import { scanModel } from "./scan.ts"
import type { ExternalReader } from "./tensor.ts"
import { opsetsOf, Walk } from "./walk.ts"

export type { ImportedLayer, Reason, Uncosted } from "./findings.ts"
export type { OpenDims } from "./open-dims.ts"
export type { ExternalReader } from "./tensor.ts"

/** How a model is read. */
export interface ImportOptions extends OpenDims {
  /** What messages call the model (a file name). */
  readonly source?: string
  /** Reads files beside the model; absent: numbers in such files count as unknown. */
  readonly external?: ExternalReader
}

/** What a model holds. */
export interface ImportedModel {
  /** In the order in which they are computed. */
  readonly layers: readonly ImportedLayer[]
  /** Nodes that are no layers, with what they stand for; none is left out. */
  readonly uncosted: readonly Uncosted[]
  readonly macs: number
  /** Elements of all constants that are parameters: weights, biases, scales and shifts of normalisation, embeddings. */
  readonly parameters: number
  readonly producer: string
  /** Version of the standard operator set. */
  readonly opset: number
}

/**
 * Reads a model.
 *
 * @throws InputError for bytes that are no sound model, shapes that contradict each other, and dimensions left open
 */
export function importOnnx(bytes: Uint8Array, options: ImportOptions = {}): ImportedModel {
  const source = options.source ?? "ONNX model"
  scanModel(bytes, source)
  const model = decode(bytes, source)
  const { graph } = model
  if (!graph || (graph.node ?? []).length === 0) throw new InputError(`${source} holds no graph of operators`)
  if (Number(model.irVersion ?? 0) >= 3 && (model.opsetImport ?? []).length === 0) {
    throw new InputError(`${source} names no operator set; it may be cut short`)
  }
  try {
    return imported(model, options)
  } catch (error) {
    if (error instanceof AnalectsError) throw new InputError(`${source}: ${error.message}`, error.code)
    throw error
  }
}

function imported(model: OnnxModel, options: ImportOptions): ImportedModel {
  const graph = model.graph ?? {}
  const opsets = opsetsOf(model.opsetImport)
  const functions = new Map<string, OnnxFunction>()
  for (const f of model.functions ?? []) functions.set(`${f.domain ?? ""}:${f.name ?? ""}`, f)
  const walk = new Walk({ dims: openDims(graph, options), functions, external: options.external ?? null })
  walk.model(graph, opsets)
  return {
    layers: uniqueNames(walk.layers),
    uncosted: [...walk.uncosted.values()].sort((a, b) => b.macs - a.macs || b.elements - a.elements),
    macs: sum(walk.layers.map(l => l.macs)),
    parameters: sum(walk.parameters.values()),
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(" "),
    opset: opsets.get("") ?? 1,
  }
}

const sum = (list: Iterable<number>) => [...list].reduce((a, b) => a + b, 0)

function decode(bytes: Uint8Array, source: string): OnnxModel {
  try {
    return ModelProto.decode(protobufReader(bytes))
  } catch (error) {
    throw new InputError(`${source} is damaged or no ONNX model (${(error as Error).message})`)
  }
}

/** Names with "#2" and so on behind those that occurred before. */
function uniqueNames(layers: readonly ImportedLayer[]): ImportedLayer[] {
  const seen = new Map<string, number>()
  const taken = new Set(layers.map(l => l.name))
  return layers.map(layer => {
    let times = (seen.get(layer.name) ?? 0) + 1
    while (times > 1 && taken.has(`${layer.name}#${times}`)) times++
    seen.set(layer.name, times)
    if (times === 1) return layer
    return renamed(layer, `${layer.name}#${times}`)
  })
}

/** The layers as a network to allocate for: as the model computes them, or `flat`, as the published tables have it. */
export function networkOfModel(
  name: string,
  { layers }: ImportedModel,
  { flat = false }: { readonly flat?: boolean } = {},
): Network {
  if (layers.length === 0) throw new InputError(`${name} has no convolution or matrix product`)
  return networkOfLayers(
    name,
    layers.map(l => (flat ? l.flat : l.layer)),
  )
}
