// One node as its operator sees it: attributes and inputs, with the checks that every operator needs.

import { InputError } from "../../core/errors.ts"
import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor } from "../../formats/onnx-file.ts"
import { type Shape, UNKNOWN, type Value } from "./value.ts"

/** What an operator says of an output; what it leaves out is unknown. */
export interface Result {
  readonly shape: Shape | null
  readonly type?: number
  readonly data?: readonly number[] | null
}

/** A node with its inputs. Attributes that are not there take the default given, as the standard has it. */
export class Call {
  readonly op: string
  /** Version of the operator set that the node is of. */
  readonly version: number
  readonly inputs: readonly (Value | null)[]
  readonly outputs: number
  readonly #attributes: ReadonlyMap<string, OnnxAttribute>

  constructor(
    node: OnnxNode,
    attributes: ReadonlyMap<string, OnnxAttribute>,
    inputs: readonly (Value | null)[],
    version: number,
  ) {
    this.op = node.opType ?? ""
    this.version = version
    this.inputs = inputs
    this.outputs = node.output?.length ?? 0
    this.#attributes = attributes
  }

  int(name: string, fallback: number): number {
    const value = this.#attributes.get(name)?.i
    return value === undefined || value === null ? fallback : Number(value)
  }

  float(name: string, fallback: number): number {
    return this.#attributes.get(name)?.f ?? fallback
  }

  /** A list of integers; null when the node does not have it. */
  ints(name: string): number[] | null {
    const attribute = this.#attributes.get(name)
    return attribute === undefined ? null : (attribute.ints ?? []).map(Number)
  }

  floats(name: string): number[] | null {
    const attribute = this.#attributes.get(name)
    return attribute === undefined ? null : [...(attribute.floats ?? [])]
  }

  text(name: string, fallback: string): string {
    const bytes = this.#attributes.get(name)?.s
    return bytes === undefined || bytes === null ? fallback : new TextDecoder().decode(bytes)
  }

  tensor(name: string): OnnxTensor | null {
    return this.#attributes.get(name)?.t ?? null
  }

  graph(name: string): OnnxGraph | null {
    return this.#attributes.get(name)?.g ?? null
  }

  has(name: string): boolean {
    return this.#attributes.has(name)
  }

  /** An input that must be there. */
  input(i: number): Value {
    const value = this.inputs[i]
    if (value !== null && value !== undefined) return value
    throw new InputError(`input ${i} is missing`)
  }

  /** An optional input. */
  optional(i: number): Value | null {
    return this.inputs[i] ?? null
  }

  /** Shape of an input; throws `Unknown` when it is not known, which leaves the node's outputs unknown. */
  shape(i: number): Shape {
    const { shape } = this.input(i)
    if (shape === null) throw new Unknown(`the shape of input ${i} is not known`)
    return shape
  }

  /** Shape of an input that has at least or exactly so many axes. */
  ranked(i: number, least: number, most = Number.POSITIVE_INFINITY): Shape {
    const shape = this.shape(i)
    if (shape.length >= least && shape.length <= most) return shape
    const expected =
      most === least ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
    throw new InputError(`input ${i} has shape [${shape.join(", ")}], expected ${expected} axes`)
  }

  /** The numbers of an input; throws `Unknown` when they depend on data. */
  numbers(i: number): readonly number[] {
    const { data } = this.input(i)
    if (data === null) throw new Unknown(`the numbers of input ${i} are not known`)
    return data
  }

  /** A list that newer versions take as input i and older ones as an attribute; null when it is left out. */
  list(i: number, name: string): readonly number[] | null {
    if (this.optional(i) !== null) return this.numbers(i)
    return this.ints(name)
  }
}

/** Thrown where an output cannot be told in advance: no fault of the file. */
export class Unknown extends Error {}

/** The same result for every output. */
export const unknownOutputs = (count: number): Value[] => Array.from({ length: count }, () => UNKNOWN)
