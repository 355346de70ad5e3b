// Dimensions that a model leaves open: which number each of them takes.

import { unknownName } from "../../core/check.ts"
import { InputError } from "../../core/errors.ts"
import type { OnnxGraph, OnnxValueInfo } from "../../formats/onnx-file.ts"

/** Numbers for open dimensions. */
export interface OpenDims {
  /** For the open first axis of the first input; 1 when absent. */
  readonly batch?: number
  /** For any other, by its name in the model, or "input.axis" where it has none. */
  readonly dims?: Readonly<Record<string, number>>
}

const MAX_DIM = 2 ** 31 - 1

interface Axis {
  readonly size: number | null
  /** Name of an open axis. */
  readonly name: string
}

function axesOf(info: OnnxValueInfo): Axis[] | null {
  const shape = info.type?.tensorType?.shape
  if (shape === undefined || shape === null) return null
  return (shape.dim ?? []).map((dim, i) => {
    const size = Number(dim.dimValue ?? 0)
    return { size: size > 0 ? size : null, name: dim.dimParam || `${info.name ?? ""}.${i}` }
  })
}

/** The numbers of all open dimensions of a graph's inputs, by name. @throws InputError for those without one */
export function openDims(graph: OnnxGraph, { batch, dims = {} }: OpenDims): ReadonlyMap<string, number> {
  const fixed = new Set((graph.initializer ?? []).map(t => t.name ?? ""))
  const inputs = (graph.input ?? []).filter(input => !fixed.has(input.name ?? ""))
  const open = new Map<string, string>()
  for (const input of inputs) {
    for (const { size, name } of axesOf(input) ?? [])
      if (size === null && !open.has(name)) open.set(name, input.name ?? "")
  }
  checkGiven(dims, open)
  const first = inputs[0] === undefined ? undefined : axesOf(inputs[0])?.[0]
  const values = new Map(Object.entries(dims))
  if (first?.size === null && !values.has(first.name)) values.set(first.name, checkDim("batch", batch ?? 1))
  else if (batch !== undefined) {
    const why =
      first?.size === null ? "is given by name as well" : `is fixed at ${first?.size ?? "no"} by its first input`
    throw new InputError(`batch ${batch}: the model's batch ${why}`)
  }
  const missing = [...open].filter(([name]) => !values.has(name))
  if (missing.length === 0) return values
  const list = missing.map(([name, input]) => `"${name}" (input ${input})`).join(", ")
  throw new InputError(
    `the model leaves dimensions open: ${list}; give --dim ${missing[0][0]}=NUMBER`,
    "open-dimension",
  )
}

function checkGiven(dims: Readonly<Record<string, number>>, open: ReadonlyMap<string, string>): void {
  for (const [name, size] of Object.entries(dims)) {
    checkDim(name, size)
    if (open.has(name)) continue
    if (open.size === 0) throw new InputError(`dimension "${name}": the model leaves no dimension open`)
    throw new InputError(unknownName("dimension", name, open.keys()))
  }
}

function checkDim(name: string, size: number): number {
  if (Number.isInteger(size) && size >= 1 && size <= MAX_DIM) return size
  throw new InputError(`dimension "${name}" is ${size}, expected an integer in [1, 2^31)`)
}

/** The declared shape of a value with all open dimensions set; null where one stays open. */
export function declaredShape(info: OnnxValueInfo, values: ReadonlyMap<string, number>): number[] | null {
  const sizes = axesOf(info)?.map(({ size, name }) => size ?? values.get(name) ?? null) ?? [null]
  return sizes.includes(null) ? null : (sizes as number[])
}
