// A policy as an ONNX model: what it computes from observation and mask to probabilities and greedy action.
//
// Elementary operators only, so that every runtime has them; float32; the batch and the number of choices are free.

import { ModelProto as Model, type OnnxAttribute, type OnnxModel, type OnnxNode } from "../../src/formats/onnx-file.ts"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import type { Affine, Scaling } from "./affine.ts"
import { metadataOf } from "./metadata.ts"
import { type Axis, BATCH, type Input, MASKED, type Writer } from "./network.ts"
import { networkOf } from "./networks.ts"

/** Version of ONNX's operators that the models use: of 2020, the first with today's Softmax, Squeeze and Split. */
export const ONNX_OPSET = 13
/** Version of the file format; read by every runtime since 2021. */
const IR_VERSION = 8
/** Numbers of element types, of the standard. */
const FLOAT = 1
const UINT8 = 2
const INT64 = 7
const BOOL = 9

/** The bytes of an .onnx file. @throws InputError for a kind that is unknown, or tensors that do not fit */
export function policyOnnx(file: PolicyFile): Uint8Array {
  const network = networkOf(file)
  const writer = new OnnxWriter()
  network.write(writer)
  const model: OnnxModel = {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: ONNX_OPSET }],
    producerName: "analects",
    producerVersion: file.provenance.analects ?? "",
    docString: network.about,
    graph: { ...writer.graph, name: `analects ${file.kind} policy` },
    metadataProps: Object.entries(metadataOf(file)).map(([key, value]) => ({ key, value })),
  }
  return Model.encode(model).finish()
}

const int = (name: string, value: number): OnnxAttribute => ({ name, type: 2, i: value })

/** A value in the graph: its name, and what is known of its shape behind the batch. */
interface Value {
  readonly name: string
  readonly axes: readonly Axis[]
}

const OPERATORS = { tanh: "Tanh", relu: "Relu", sigmoid: "Sigmoid" } as const

class OnnxWriter implements Writer<Value> {
  readonly graph = {
    node: [] as OnnxNode[],
    initializer: [] as object[],
    input: [] as object[],
    output: [] as object[],
  }

  input({ name, type, axes }: Input): Value {
    this.graph.input.push(valueInfo(name, type === "uint8" ? UINT8 : FLOAT, axes))
    return { name, axes }
  }

  scaled(name: string, x: Value, { offset, scale }: Scaling): Value {
    const centred = this.#node("Sub", `${name}_centred`, [
      x.name,
      this.#floats(`${name}.offset`, [offset.length], offset),
    ])
    return this.#value("Div", name, [centred, this.#floats(`${name}.scale`, [scale.length], scale)], x.axes)
  }

  affine(name: string, x: Value, { inputs, outputs, kernel, bias }: Affine): Value {
    const axes = [...x.axes.slice(0, -1), outputs]
    const product = [x.name, this.#floats(`${name}.kernel`, [inputs, outputs], kernel)]
    if (bias === null) return this.#value("MatMul", name, product, axes)
    const sum = [this.#node("MatMul", `${name}_product`, product), this.#floats(`${name}.bias`, [outputs], bias)]
    return this.#value("Add", name, sum, axes)
  }

  activate(name: string, x: Value, activation: keyof typeof OPERATORS): Value {
    return this.#value(OPERATORS[activation], name, [x.name], x.axes)
  }

  add(name: string, a: Value, b: Value): Value {
    return this.#value("Add", name, [a.name, b.name], a.axes)
  }

  multiply(name: string, a: Value, b: Value): Value {
    return this.#value("Mul", name, [a.name, b.name], a.axes)
  }

  asRow(name: string, x: Value): Value {
    return this.#value("Unsqueeze", name, [x.name, this.#integers(`${name}.axes`, [1])], [1, ...x.axes])
  }

  asList(name: string, x: Value): Value {
    return this.#value("Squeeze", name, [x.name, this.#integers(`${name}.axes`, [2])], x.axes.slice(0, -1))
  }

  masked(name: string, scores: Value, mask: Value): Value {
    const allowed = this.#node("Cast", `${name}_allowed`, [mask.name], [int("to", BOOL)])
    const low = this.#floats(`${name}.masked`, [], [MASKED])
    return this.#value("Where", name, [allowed, scores.name, low], scores.axes)
  }

  probabilities(name: string, scores: Value): void {
    this.#node("Softmax", name, [scores.name], [int("axis", -1)])
    this.graph.output.push(valueInfo(name, FLOAT, scores.axes))
  }

  action(name: string, scores: readonly Value[], start: readonly number[], single: boolean): void {
    const parts = scores.map((part, k) => {
      const best = this.#node(
        "ArgMax",
        `${name}_${k + 1}_index`,
        [part.name],
        [int("axis", -1), int("keepdims", single ? 0 : 1)],
      )
      return this.#node("Add", single ? name : `${name}_${k + 1}`, [
        best,
        this.#integers(`${name}_${k + 1}.start`, [start[k]]),
      ])
    })
    if (!single) this.#node("Concat", name, parts, [int("axis", 1)])
    this.graph.output.push(valueInfo(name, INT64, single ? [] : [scores.length]))
  }

  state(name: string, x: Value): void {
    this.graph.output.push(valueInfo(name, FLOAT, x.axes))
  }

  /** Adds a node; gives the name of its output, which is also its own. */
  #node(operator: string, name: string, input: string[], attribute: OnnxAttribute[] = []): string {
    this.graph.node.push({ opType: operator, name, input, output: [name], attribute })
    return name
  }

  #value(operator: string, name: string, input: string[], axes: readonly Axis[]): Value {
    return { name: this.#node(operator, name, input), axes }
  }

  /** Adds a constant of float32. */
  #floats(name: string, dims: number[], values: ArrayLike<number>): string {
    const rawData = new Uint8Array(4 * values.length)
    const view = new DataView(rawData.buffer)
    for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true)
    this.graph.initializer.push({ name, dims, dataType: FLOAT, rawData })
    return name
  }

  /** Adds a constant list of int64. */
  #integers(name: string, values: readonly number[]): string {
    const rawData = new Uint8Array(8 * values.length)
    const view = new DataView(rawData.buffer)
    for (const [i, value] of values.entries()) view.setBigInt64(8 * i, BigInt(value), true)
    this.graph.initializer.push({ name, dims: [values.length], dataType: INT64, rawData })
    return name
  }
}

/** An input or output of the graph. */
function valueInfo(name: string, elemType: number, axes: readonly Axis[]): object {
  const dim = [BATCH, ...axes].map(axis => (typeof axis === "string" ? { dimParam: axis } : { dimValue: axis }))
  return { name, type: { tensorType: { elemType, shape: { dim } } } }
}
