// From what operators say of their outputs to values.

import type { OnnxNode } from "../../formats/onnx-file.ts"
import type { Call } from "./call.ts"
import type { Infer } from "./infer.ts"
import { REARRANGING } from "./parameters.ts"
import { constantValue, type ExternalReader, externalPlace } from "./tensor.ts"
import { checkShape, type Shape, UNKNOWN, type Value, volume } from "./value.ts"

/** Whether only constants, and numbers known in advance, go into a node. */
export function isFixed(call: Call): boolean {
  return call.inputs.every(v => v === null || v.origin !== null || v.data !== null)
}

/** Results as values: constants stay constants, and what only rearranges one stays that one. */
export function valuesOf(results: ReturnType<Infer>, call: Call, node: OnnxNode, prefix: string): Value[] {
  const first = call.inputs[0] ?? null
  const fixed = isFixed(call)
  const rearranged = REARRANGING.has(call.op) && !call.op.endsWith("Concat")
  return results.map(({ shape, type = first?.type ?? 0, data = null }, i) => {
    if (shape === null) return UNKNOWN
    checkShape(shape)
    const own = { name: prefix + (node.output?.[i] ?? ""), elements: volume(shape), type }
    const origin = !fixed ? null : rearranged ? (first?.origin ?? own) : own
    return { shape, type, data, origin }
  })
}

/** The value of a Constant node, in any of its forms. */
export function constantOf(call: Call, node: OnnxNode, prefix: string, external: ExternalReader | null): Value {
  const name = prefix + (node.output?.[0] ?? "")
  const tensor = call.tensor("value")
  if (tensor !== null) {
    if (tensor.dataLocation === 1) externalPlace(tensor)
    return constantValue(tensor, name, external)
  }
  const constant = (type: number, shape: Shape, data: number[] | null): Value => {
    return { shape, type, data, origin: { name, elements: volume(shape), type } }
  }
  const [ints, floats] = [call.ints("value_ints"), call.floats("value_floats")]
  if (call.has("value_ints") && ints !== null) return constant(7, [ints.length], ints)
  if (call.has("value_floats") && floats !== null) return constant(1, [floats.length], floats)
  if (call.has("value_int")) return constant(7, [], [call.int("value_int", 0)])
  if (call.has("value_float")) return constant(1, [], [call.float("value_float", 0)])
  return { ...UNKNOWN, origin: { name, elements: 0, type: 0 } }
}
