// What can be said of a written ONNX model without running it: that it reads back, that its parts fit together, and that its inputs
// and outputs are those it should have.

import type { Description } from "../../agents/export/network.ts"
import { ModelProto, type OnnxGraph } from "../../src/formats/onnx-file.ts"

/** Bytes per element by number of the type: float32 and int64. */
const WIDTHS: Readonly<Record<number, number>> = { 1: 4, 7: 8 }

const names = (list: readonly { name?: string | null }[] | null | undefined) => (list ?? []).map(x => x.name ?? "")

/** @throws Error, a bug, for a model that is not sound */
export function checkOnnxStructure(bytes: Uint8Array, network: Description): void {
  const model = ModelProto.decode(bytes)
  const graph = model.graph as OnnxGraph
  const expected = network.inputs.map(input => input.name)
  if (names(graph.input).join() !== expected.join())
    throw new Error(`inputs are ${names(graph.input)}, not ${expected}`)
  for (const { name, dims, dataType, rawData } of graph.initializer ?? []) {
    const width = WIDTHS[dataType ?? 0] ?? Number.NaN
    const size = (dims ?? []).reduce((product: number, extent) => product * Number(extent), width)
    if (size !== rawData?.length) throw new Error(`constant ${name} has ${rawData?.length} bytes, expected ${size}`)
  }
  const known = new Set([...names(graph.input), ...names(graph.initializer)])
  for (const { name, input, output } of graph.node ?? []) {
    const unknown = (input ?? []).find(value => !known.has(value))
    if (unknown !== undefined) throw new Error(`node ${name} reads ${unknown} before it is there`)
    for (const value of output ?? []) known.add(value)
  }
  const missing = names(graph.output).find(name => !known.has(name))
  if (missing !== undefined) throw new Error(`output ${missing} is computed by no node`)
}
