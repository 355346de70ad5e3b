// Nested data as messages, and back: observations, actions, infos.

import { isPlainObject } from "../data.ts"
import { ValueError } from "../errors.ts"
import { kindOf } from "../spaces/dtype.ts"
import type { ValueMessage } from "./messages.ts"
import { ProtocolError } from "./protocol-error.ts"

/** Levels of nesting. A level takes two of the hundred levels a message may have. */
const MAX_DEPTH = 40

type TypedArray = Uint8Array | BigInt64Array
type TypedArrayClass = new (buffer: ArrayBuffer) => TypedArray

/** Classes of arrays, by NumPy's names. */
const CLASS_OF: Readonly<Record<string, TypedArrayClass>> = {
  float32: Float32Array as unknown as TypedArrayClass,
  float64: Float64Array as unknown as TypedArrayClass,
  int8: Int8Array as unknown as TypedArrayClass,
  int16: Int16Array as unknown as TypedArrayClass,
  int32: Int32Array as unknown as TypedArrayClass,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array as unknown as TypedArrayClass,
  uint32: Uint32Array as unknown as TypedArrayClass,
  uint64: BigUint64Array as unknown as TypedArrayClass,
}
const DTYPE_OF = new Map<unknown, string>([
  ...Object.entries(CLASS_OF).map(([dtype, array]) => [array, dtype] as const),
  [Uint8ClampedArray, "uint8"],
])

/**
 * The message of some data. What is no data (functions, instances of classes) becomes null, in objects it is left out.
 *
 * @throws ValueError for data nested deeper than messages go, such as data within itself
 */
export function encodeValue(x: unknown, depth = 0): ValueMessage {
  if (depth > MAX_DEPTH) throw new ValueError(`data are nested more than ${MAX_DEPTH} levels deep`)
  if (typeof x === "number") return { number: x }
  if (typeof x === "boolean") return { boolean: x }
  if (typeof x === "string") return { text: x }
  if (typeof x === "bigint") return { text: String(x) }
  if (ArrayBuffer.isView(x)) {
    const dtype = DTYPE_OF.get(x.constructor)
    if (dtype !== undefined) return { array: { dtype, data: new Uint8Array(x.buffer, x.byteOffset, x.byteLength) } }
  }
  if (Array.isArray(x)) return { list: { items: x.map(item => encodeValue(item, depth + 1)) } }
  if (!isPlainObject(x)) return { null: true }
  const keys = Object.keys(x).filter(key => isData(x[key]))
  return { map: { keys, values: keys.map(key => encodeValue(x[key], depth + 1)) } }
}

function isData(x: unknown): boolean {
  if (x === undefined || typeof x === "function" || typeof x === "symbol") return false
  return typeof x !== "object" || x === null || ArrayBuffer.isView(x) || Array.isArray(x) || isPlainObject(x)
}

/**
 * The data of a message: numbers, strings, booleans, null, typed arrays, arrays, objects. All of it is new.
 *
 * @throws ProtocolError for a message that is none of these
 */
export function decodeValue(message: ValueMessage | null | undefined): unknown {
  if (message === null || message === undefined) throw new ProtocolError("a value is missing")
  const { array, list, map } = message
  if (array) return decodeArray(array.dtype ?? "", array.data ?? new Uint8Array(0))
  if (list) return (list.items ?? []).map(decodeValue)
  if (map) return decodeMap(map.keys ?? [], map.values ?? [])
  // The generated classes have null where a kind was not sent.
  for (const key of ["number", "boolean", "text"] as const)
    if (message[key] !== undefined && message[key] !== null) return message[key]
  if (message.null) return null
  throw new ProtocolError("a value has no kind")
}

function decodeArray(dtype: string, data: Uint8Array): unknown {
  if (!Object.hasOwn(CLASS_OF, dtype))
    throw new ProtocolError(`an array has dtype ${kindOf(dtype)}, expected one of ${Object.keys(CLASS_OF).join(", ")}`)
  // A copy: the message's bytes belong to its frame and start anywhere.
  const bytes = new Uint8Array(data)
  try {
    return new CLASS_OF[dtype](bytes.buffer)
  } catch {
    throw new ProtocolError(`an array of ${dtype} has ${data.length} bytes, expected whole elements`)
  }
}

function decodeMap(keys: readonly string[], values: readonly ValueMessage[]): unknown {
  if (keys.length !== values.length) throw new ProtocolError(`a map has ${keys.length} keys, ${values.length} values`)
  if (new Set(keys).size !== keys.length) throw new ProtocolError("a map has a key twice")
  return Object.fromEntries(keys.map((key, i) => [key, decodeValue(values[i])]))
}
