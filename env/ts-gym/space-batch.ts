// Batches and flat forms of spaces. (Stand-in until the utilities of all spaces are here.)

import { ValueError } from "./errors.ts"
import { Box } from "./spaces/box.ts"
import { Dict } from "./spaces/dict.ts"
import { Discrete } from "./spaces/discrete.ts"
import { type ArrayDtype, newArray, type NumberArray, sizeOf } from "./spaces/dtype.ts"
import { MultiBinary } from "./spaces/multi-binary.ts"
import { MultiDiscrete } from "./spaces/multi-discrete.ts"
import type { Space } from "./spaces/space.ts"

type AnyArray = NumberArray
const repeat = (array: ArrayLike<number>, n: number) =>
  Float64Array.from({ length: n * array.length }, (_, i) => array[i % array.length])

export function batchSpace(space: Space, n = 1): Space {
  if (space instanceof Box)
    return new Box(repeat(space.low, n), repeat(space.high, n), [n, ...space.shape], space.dtype as ArrayDtype)
  if (space instanceof Discrete)
    return new MultiDiscrete(new Array(n).fill(space.n), { start: new Array(n).fill(space.start) })
  if (space instanceof MultiDiscrete) {
    const high = space.nvec.map((k, i) => space.start[i] + k - 1)
    return new Box(repeat(space.start, n), repeat(high, n), [n, space.nvec.length], "int32")
  }
  if (space instanceof MultiBinary) return new Box(0, 1, [n, ...(space.shape as number[])], "int8")
  if (space instanceof Dict)
    return new Dict(Object.fromEntries(Object.entries<Space>(space.spaces).map(([k, s]) => [k, batchSpace(s, n)])), { sortKeys: false })
  throw new ValueError(`no batch of ${space}`)
}

export function createEmptyArray(space: Space, n = 1): unknown {
  if (space instanceof Box) return newArray(space.dtype as ArrayDtype, n * space.low.length)
  if (space instanceof Discrete) return new Int32Array(n)
  if (space instanceof MultiDiscrete) return new Int32Array(n * space.nvec.length)
  if (space instanceof MultiBinary) return new Int8Array(n * sizeOf(space.shape as number[]))
  if (space instanceof Dict)
    return Object.fromEntries(Object.entries<Space>(space.spaces).map(([k, s]) => [k, createEmptyArray(s, n)]))
  throw new ValueError(`no batch of ${space}`)
}

export function concatenate(space: Space, items: readonly unknown[], out: unknown): unknown {
  if (space instanceof Dict) {
    for (const [k, s] of Object.entries<Space>(space.spaces))
      concatenate(s, items.map(x => (x as Record<string, unknown>)[k]), (out as Record<string, unknown>)[k])
    return out
  }
  const array = out as AnyArray
  if (space instanceof Discrete) for (let i = 0; i < items.length; i++) array[i] = items[i] as number
  else {
    const size = array.length / items.length
    for (let i = 0; i < items.length; i++) array.set(items[i] as AnyArray, i * size)
  }
  return out
}

export function iterate(space: Space, batch: unknown, n: number): unknown[] {
  if (space instanceof Dict) {
    const parts = Object.entries<Space>(space.spaces).map(([k, s]) => [k, iterate(s, (batch as Record<string, unknown>)[k], n)] as const)
    return Array.from({ length: n }, (_, i) => Object.fromEntries(parts.map(([k, values]) => [k, values[i]])))
  }
  const array = batch as AnyArray
  if (space instanceof MultiDiscrete) return Array.from(array)
  const size = array.length / n
  return Array.from({ length: n }, (_, i) => array.slice(i * size, (i + 1) * size))
}

function dtypeOf(space: Space): ArrayDtype {
  if (!(space instanceof Dict)) return (space.dtype === "int64" ? "int32" : space.dtype) as ArrayDtype
  const all = new Set(Object.values<Space>(space.spaces).map(dtypeOf))
  if (all.size === 1) return [...all][0]
  const floats = [...all].filter(d => d.startsWith("float"))
  if (all.has("float64") || (floats.length > 0 && all.has("int32"))) return "float64"
  return floats.length > 0 ? "float32" : "int32"
}

function flatBounds(space: Space): [number[], number[]] {
  if (space instanceof Box) return [Array.from(space.low), Array.from(space.high)]
  if (space instanceof Discrete) return [new Array(space.n).fill(0), new Array(space.n).fill(1)]
  if (space instanceof MultiDiscrete) return flatBounds(new Discrete(space.nvec.reduce((a, b) => a + b, 0)))
  if (space instanceof MultiBinary) return flatBounds(new Discrete(sizeOf(space.shape as number[])))
  if (space instanceof Dict) {
    const parts = Object.values<Space>(space.spaces).map(flatBounds)
    return [parts.flatMap(p => p[0]), parts.flatMap(p => p[1])]
  }
  throw new ValueError(`no flat form of ${space}`)
}

export function flattenSpace(space: Space): Space {
  const [low, high] = flatBounds(space)
  return new Box(low, high, [low.length], dtypeOf(space)) as Space
}

function flatValues(space: Space, x: unknown): number[] {
  if (space instanceof Discrete) return Array.from({ length: space.n }, (_, i) => (i + space.start === x ? 1 : 0))
  if (space instanceof MultiDiscrete)
    return space.nvec.flatMap((n, i) =>
      Array.from({ length: n }, (_, k) => (k + space.start[i] === (x as Int32Array)[i] ? 1 : 0)),
    )
  if (space instanceof Dict)
    return Object.entries<Space>(space.spaces).flatMap(([k, s]) => flatValues(s, (x as Record<string, unknown>)[k]))
  return Array.from(x as NumberArray)
}

export function flatten(space: Space, x: unknown): unknown {
  const values = flatValues(space, x)
  const out = newArray(dtypeOf(space), values.length)
  out.set(values)
  return out
}
