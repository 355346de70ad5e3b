// Batches in memory that threads share.

import { createEmptyArray } from "../spaces/create-empty-array.ts"
import type { NumberArray } from "../spaces/dtype.ts"
import type { Space } from "../spaces/space.ts"

/** Typed arrays, alone or nested in arrays and objects as a batch of the space has them. */
export type Views = NumberArray | readonly Views[] | { readonly [key: string]: Views }

const isArray = (x: unknown): x is NumberArray => ArrayBuffer.isView(x)

/** Applies a function to every typed array; null if something else is in between. */
export function mapViews(x: unknown, f: (array: NumberArray) => Views): Views | null {
  if (isArray(x)) return f(x)
  if (typeof x !== "object" || x === null) return null
  const parts = Object.entries(x).map(([key, part]) => [key, mapViews(part, f)] as const)
  if (parts.some(([, part]) => part === null)) return null
  return (Array.isArray(x) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as Views
}

/** Bytes of a batch, every array at a multiple of 8; null if batches of the space are not made of arrays. */
export function sharedBytes(space: Space, n: number): number | null {
  let bytes = 0
  const views = mapViews(createEmptyArray(space, n), array => {
    bytes += Math.ceil(array.byteLength / 8) * 8
    return array
  })
  return views === null ? null : bytes
}

/** A batch of n elements in the buffer. */
export function sharedViews(space: Space, n: number, buffer: SharedArrayBuffer): Views {
  let at = 0
  return mapViews(createEmptyArray(space, n), array => {
    const Typed = array.constructor as new (buffer: SharedArrayBuffer, offset: number, length: number) => NumberArray
    const view = new Typed(buffer, at, array.length)
    at += Math.ceil(array.byteLength / 8) * 8
    return view
  }) as Views
}

/** The part of a batch of n elements that holds those from `first` up to `end`. */
export function partOfViews(views: Views, n: number, first: number, end: number): Views {
  return mapViews(views, array => {
    const size = array.length / n
    return array.subarray(first * size, end * size) as NumberArray
  }) as Views
}

/** A copy in memory of its own. */
export function copyOfViews(views: Views): Views {
  return mapViews(views, array => array.slice() as NumberArray) as Views
}

/** Writes a batch of the same form. */
export function writeViews(views: Views, from: Views): void {
  if (isArray(views)) views.set(from as NumberArray)
  else for (const key of Object.keys(views)) writeViews((views as never)[key], (from as never)[key])
}
