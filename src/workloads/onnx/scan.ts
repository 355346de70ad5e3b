// A look over the bytes of a model before they are decoded: is it whole, and how many messages would it become?
//
// Decoding makes an object of every message, so two bytes of a hostile file can cost a hundred in memory. This walk
// allocates nothing, follows the same nesting, and refuses what is cut short, nested too deep or made of too many parts.

import { InputError } from "../../core/errors.ts"

/** Most fields of all messages together; a graph of 50,000 nodes has about one million. */
export const MAX_FIELDS = 2_000_000
/** Deepest nesting of messages: a subgraph within a subgraph takes three. */
export const MAX_DEPTH = 60

type Message = { readonly [field: number]: Message | typeof NUMBERS }

/** Packed numbers: every byte may become one. */
const NUMBERS = Symbol("numbers")
const ENTRY: Message = {}
const TENSOR: Message = { 1: NUMBERS, 13: ENTRY }
const VALUE_INFO: Message = { 2: { 1: { 2: { 1: {} } } } }
const GRAPH: { [field: number]: Message } = { 5: TENSOR, 11: VALUE_INFO, 12: VALUE_INFO, 13: VALUE_INFO }
const ATTRIBUTE: Message = { 5: TENSOR, 6: GRAPH, 7: NUMBERS, 8: NUMBERS, 10: TENSOR, 11: GRAPH }
const NODE: Message = { 5: ATTRIBUTE }
GRAPH[1] = NODE
const MODEL: Message = { 7: GRAPH, 8: ENTRY, 14: ENTRY, 25: { 7: NODE, 9: ENTRY, 11: ATTRIBUTE, 12: VALUE_INFO } }

/** Throws InputError unless the bytes are whole messages of a sensible number and depth. */
export function scanModel(bytes: Uint8Array, source: string): void {
  new Scanner(bytes, source).message(MODEL, bytes.length, 0)
}

class Scanner {
  readonly #bytes: Uint8Array
  readonly #source: string
  #at = 0
  #fields = 0

  constructor(bytes: Uint8Array, source: string) {
    this.#bytes = bytes
    this.#source = source
  }

  message(kind: Message, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new InputError(`${this.#source} nests graphs deeper than ${MAX_DEPTH} messages`)
    while (this.#at < end) {
      this.#count(1)
      const tag = this.#varint(end)
      const field = Math.floor(tag / 8)
      const wire = tag % 8
      if (wire === 0) this.#varint(end)
      else if (wire === 1 || wire === 5) this.#skip(wire === 1 ? 8 : 4, end)
      else if (wire === 2) this.#nested(kind[field], this.#varint(end), end, depth)
      else throw this.#damaged(`a field of unknown form ${wire}`)
      if (field === 0) throw this.#damaged("a field without a number")
    }
  }

  #nested(kind: Message | typeof NUMBERS | undefined, length: number, end: number, depth: number): void {
    const from = this.#at
    this.#skip(length, end)
    if (kind === NUMBERS) this.#count(length)
    else if (kind !== undefined) {
      this.#at = from
      this.message(kind, from + length, depth + 1)
    }
  }

  #count(fields: number): void {
    this.#fields += fields
    if (this.#fields <= MAX_FIELDS) return
    throw new InputError(`${this.#source} has more than ${MAX_FIELDS} fields, too many for a network`)
  }

  #skip(length: number, end: number): void {
    if (length > end - this.#at) throw this.#damaged(`${length} bytes announced, ${end - this.#at} left`)
    this.#at += length
  }

  #varint(end: number): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < 10; i++) {
      if (this.#at >= end) throw this.#damaged("it ends within a number")
      const byte = this.#bytes[this.#at++]
      value += (byte % 128) * scale
      scale *= 128
      if (byte < 128) return value
    }
    throw this.#damaged("a number longer than 10 bytes")
  }

  #damaged(what: string): InputError {
    return new InputError(`${this.#source} is cut short, damaged or no ONNX model (byte ${this.#at}: ${what})`)
  }
}
