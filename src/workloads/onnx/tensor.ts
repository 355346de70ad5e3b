// Constant tensors: their shapes, and the numbers of small ones.
//
// Weights are never read: a layer's cost depends on their shapes alone. Only small integers and scales that decide over
// shapes are. Numbers may lie in the model, in one of three forms, or in a file beside it.

import protobuf from "protobufjs/minimal.js"
import { InputError } from "../../core/errors.ts"
import type { OnnxTensor } from "../../formats/onnx-file.ts"
import { isFolded, type Origin, type Shape, type Value, volume } from "./value.ts"

/** Reads `length` bytes of a file in the model's folder; the location is a relative path within it. */
export type ExternalReader = (location: string, offset: number, length: number) => Uint8Array

/** Bits of an element by type; null for text, 0 for types that nothing here reads. */
const BITS: readonly (number | null)[] = [
  0,
  32,
  8,
  8,
  16,
  16,
  32,
  64,
  null,
  8,
  16,
  64,
  32,
  64,
  64,
  128,
  16,
  8,
  8,
  8,
  8,
  4,
  4,
  4,
]

/** A constant as a value of the graph. Integers and single floats of small tensors are read, all else is a shape. */
export function constantValue(tensor: OnnxTensor, name: string, external: ExternalReader | null): Value {
  const type = tensor.dataType ?? 0
  const shape = (tensor.dims ?? []).map(Number)
  const elements = volume(shape)
  const origin: Origin = { name, elements, type }
  if (!isFolded(shape, type)) return { shape, type, data: null, origin }
  return { shape, type, data: numbersOf(tensor, shape, external), origin }
}

/** The numbers of a small tensor; null when it holds none (a file without its weights) or of a kind not read. */
function numbersOf(tensor: OnnxTensor, shape: Shape, external: ExternalReader | null): number[] | null {
  const count = volume(shape)
  const type = tensor.dataType ?? 0
  const bits = BITS[type] ?? 0
  if (count === 0) return []
  if (bits === 0 || bits === null) return null
  const bytes = rawBytes(tensor, Math.ceil((count * bits) / 8), external)
  if (bytes !== null) {
    if (bytes.length * 8 < count * bits) {
      throw new InputError(`tensor "${tensor.name ?? ""}" has ${bytes.length} bytes for shape [${shape.join(", ")}]`)
    }
    return fromRaw(bytes, type, count)
  }
  const list = fromLists(tensor, type, count)
  if (list === null || list.length === 0) return null
  if (list.length === count) return list
  throw new InputError(`tensor "${tensor.name ?? ""}" has ${list.length} numbers for shape [${shape.join(", ")}]`)
}

function rawBytes(tensor: OnnxTensor, length: number, external: ExternalReader | null): Uint8Array | null {
  if (tensor.dataLocation === 1) return external === null ? null : externalBytes(tensor, length, external)
  const raw = tensor.rawData
  return raw !== undefined && raw !== null && raw.length > 0 ? raw : null
}

/** Where a tensor's numbers are outside the model. @throws InputError for a location that could leave the model's folder */
export function externalPlace(tensor: OnnxTensor): { location: string; offset: number } {
  const entries = new Map((tensor.externalData ?? []).map(e => [e.key ?? "", e.value ?? ""]))
  const location = entries.get("location") ?? ""
  const parts = location.split(/[\\/]/)
  const outside = location === "" || /^[\\/]|^[A-Za-z]:|\0/.test(location) || parts.includes("..")
  if (outside) {
    throw new InputError(
      `tensor "${tensor.name ?? ""}" has its data at "${location}", expected a file in the model's folder`,
    )
  }
  const offset = Number(entries.get("offset") ?? 0)
  if (Number.isSafeInteger(offset) && offset >= 0) return { location, offset }
  throw new InputError(`tensor "${tensor.name ?? ""}" has its data at offset "${entries.get("offset")}" of ${location}`)
}

function externalBytes(tensor: OnnxTensor, length: number, external: ExternalReader): Uint8Array {
  const { location, offset } = externalPlace(tensor)
  return external(location, offset, length)
}

function fromRaw(bytes: Uint8Array, type: number, count: number): number[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = READERS[type]
  return read === undefined ? null : Array.from({ length: count }, (_, i) => read(view, i))
}

const READERS: Readonly<Record<number, (view: DataView, i: number) => number>> = {
  1: (v, i) => v.getFloat32(4 * i, true),
  2: (v, i) => v.getUint8(i),
  3: (v, i) => v.getInt8(i),
  4: (v, i) => v.getUint16(2 * i, true),
  5: (v, i) => v.getInt16(2 * i, true),
  6: (v, i) => v.getInt32(4 * i, true),
  7: (v, i) => Number(v.getBigInt64(8 * i, true)),
  9: (v, i) => v.getUint8(i),
  11: (v, i) => v.getFloat64(8 * i, true),
  12: (v, i) => v.getUint32(4 * i, true),
  13: (v, i) => Number(v.getBigUint64(8 * i, true)),
}

/** Numbers in the packed lists: floats in float_data, 64-bit integers in int64_data, narrower ones in int32_data. */
function fromLists(tensor: OnnxTensor, type: number, count: number): number[] | null {
  const { floatData, int32Data, int64Data } = tensor
  if (type === 1 && floatData?.length) return fromRaw(floatData, 1, Math.floor(floatData.length / 4))
  if (type === 7 && int64Data?.length) return varints(int64Data, count, r => Number(r.int64()))
  if ([2, 3, 4, 5, 6, 9].includes(type) && int32Data?.length) return varints(int32Data, count, r => r.int32())
  return null
}

function varints(bytes: Uint8Array, count: number, next: (reader: protobuf.Reader) => number): number[] {
  const reader = protobuf.Reader.create(bytes)
  const out: number[] = []
  while (reader.pos < reader.len && out.length <= count) out.push(next(reader))
  return out
}
