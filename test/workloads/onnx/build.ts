// Small ONNX models for tests, from a line per node.

import {
  ModelProto,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from "../../../src/formats/onnx-file.ts"
import { type ImportedModel, type ImportOptions, importOnnx } from "../../../src/workloads/onnx/import.ts"

/** An attribute's value: an integer, integers, a text, floats { floats }, a tensor { t } or a graph { g }. */
type Attribute = number | readonly number[] | string | { floats: number[] } | { t: OnnxTensor } | { g: OnnxGraph }

function attributeOf([name, content]: [string, Attribute]): OnnxAttribute {
  if (typeof content === "number") return { name, type: 2, i: content }
  if (typeof content === "string") return { name, type: 3, s: new TextEncoder().encode(content) }
  if (!("length" in content))
    return "floats" in content ? { name, type: 6, ...content } : { name, type: "t" in content ? 4 : 5, ...content }
  return { name, type: 7, ints: [...content] }
}

const names = (text: string) => (text === "" ? [] : text.split(" ").map(name => (name === "-" ? "" : name)))

/** A node named after its first output; inputs and outputs are separated by blanks, "-" stands for one left out. */
export function node(
  op: string,
  inputs: string,
  outputs: string,
  attributes: Readonly<Record<string, Attribute>> = {},
  domain = "",
): OnnxNode {
  const attribute = Object.entries(attributes).map(attributeOf)
  return { opType: op, input: names(inputs), output: names(outputs), name: names(outputs)[0], attribute, domain }
}

/** Weights: a shape alone. */
export const weights = (name: string, ...dims: number[]): OnnxTensor => ({ name, dims, dataType: 1 })

/** A list of 64-bit integers, as raw bytes. */
export function ints(name: string, ...values: number[]): OnnxTensor {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
  return { name, dims: [values.length], dataType: 7, rawData }
}

/** A single truth value. */
export const truth = (name: string, is: boolean): OnnxTensor => {
  return { name, dims: [], dataType: 9, rawData: Uint8Array.of(is ? 1 : 0) }
}

/** A value's type; names are open dimensions. */
export function value(name: string, ...dims: (number | string)[]) {
  const dim = dims.map(d => (typeof d === "number" ? { dimValue: d } : { dimParam: d }))
  return { name, type: { tensorType: { elemType: 1, shape: { dim } } } }
}

export interface Parts extends Omit<OnnxModel, "graph"> {
  readonly input?: OnnxGraph["input"]
  readonly initializer?: OnnxTensor[]
  readonly nodes: OnnxNode[]
  readonly output?: string
  readonly valueInfo?: OnnxGraph["valueInfo"]
}

/** The bytes of a model. */
export function modelBytes({ input, initializer = [], nodes, output = "y", valueInfo, ...rest }: Parts): Uint8Array {
  const graph = { name: "g", input, initializer, node: nodes, output: [{ name: output }], valueInfo }
  return ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 17 }], graph, ...rest }).finish()
}

/** A model, imported. */
export function imported(parts: Parts, options: ImportOptions = {}): ImportedModel {
  return importOnnx(modelBytes(parts), options)
}

/** Layers of a model as text: "CONV K 8 C 4 Y 10/2 …". */
export function layerTexts({ layers }: ImportedModel): string[] {
  return layers.map(({ layer }) => {
    const dims = layer.dimensions.map(d => `${d.name} ${d.size}${d.stride === 1 ? "" : `/${d.stride}`}`)
    return `${layer.name}: ${layer.kind} ${dims.join(" ")}`
  })
}
