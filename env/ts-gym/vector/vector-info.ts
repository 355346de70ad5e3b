// Infos of several environments as one object of arrays.
//
// Source: Gymnasium 1.4.0, vector/vector_env.py, `_add_info`, and wrappers/vector/dict_info_to_list.py.

import type { Info } from "../core.ts"
import { isPlainObject } from "../data.ts"

/**
 * Under every key of an environment's info an array with one entry per environment, and under `_key` a Uint8Array that
 * says which of them have it. Numbers are in a Float64Array, typed arrays of equal length one after the other in one of
 * their class, objects key by key, everything else in a list with null (of booleans: false) where there is none.
 */
export type VectorInfo = Record<string, unknown>

type TypedArray = Float64Array

const isTyped = (x: unknown): x is TypedArray => ArrayBuffer.isView(x) && !(x instanceof DataView)

/** An array for n values like this one. */
function emptyFor(value: unknown, n: number): unknown {
  if (typeof value === "number") return new Float64Array(n)
  if (typeof value === "boolean") return Array.from({ length: n }, () => false)
  if (isTyped(value)) return new (value.constructor as new (length: number) => TypedArray)(n * value.length)
  return Array.from({ length: n }, () => null)
}

/** Whether the array is for values like this one. */
function fits(array: TypedArray, value: unknown, n: number): boolean {
  if (typeof value === "number") return array instanceof Float64Array && array.length === n
  return isTyped(value) && array.constructor === value.constructor && array.length === n * value.length
}

/** Value i of n in an array: a number of a Float64Array with one each, else a typed array. */
function valueAt(array: TypedArray, i: number, n: number): unknown {
  if (array instanceof Float64Array && array.length === n) return array[i]
  const size = array.length / n
  return array.slice(i * size, (i + 1) * size)
}

/** The values so far as a list, for a value that does not go into their array. */
function asList(array: TypedArray | VectorInfo, mask: Uint8Array): unknown[] {
  if (isPlainObject(array)) return listOfInfos(array, mask.length).map((info, i) => (mask[i] === 1 ? info : null))
  return Array.from(mask, (has, i) => (has === 1 ? valueAt(array, i, mask.length) : null))
}

/** Puts the info of environment i into those of all n. */
export function addInfo(infos: VectorInfo, info: Info, i: number, n: number): void {
  for (const key in info) {
    const value = info[key]
    const maskKey = `_${key}`
    infos[maskKey] ??= new Uint8Array(n)
    const mask = infos[maskKey] as Uint8Array
    const nests = infos[key] === undefined || isPlainObject(infos[key])
    if (key !== "finalObs" && nests && isPlainObject(value)) {
      infos[key] ??= {}
      addInfo(infos[key] as VectorInfo, value, i, n)
    } else put(infos, key, value, mask, i)
    mask[i] = 1
  }
}

function put(infos: VectorInfo, key: string, value: unknown, mask: Uint8Array, i: number): void {
  const n = mask.length
  // Every environment's last observation stays as it is, like a list.
  infos[key] ??= key === "finalObs" ? emptyFor(null, n) : emptyFor(value, n)
  if (!Array.isArray(infos[key]) && !fits(infos[key] as TypedArray, value, n))
    infos[key] = asList(infos[key] as TypedArray | VectorInfo, mask)
  const array = infos[key] as TypedArray
  if (!Array.isArray(array) && isTyped(value)) array.set(value, i * value.length)
  else array[i] = value as number
}

/** Puts the infos of `count` environments, of which the first is environment `first`, into those of all n. */
export function mergeInfos(infos: VectorInfo, part: VectorInfo, first: number, count: number, n: number): void {
  for (const key of Object.keys(part)) {
    if (key.startsWith("_") && Object.hasOwn(part, key.slice(1))) continue
    const value = part[key]
    const maskKey = `_${key}`
    infos[maskKey] ??= new Uint8Array(n)
    const [mask, has] = [infos[maskKey] as Uint8Array, part[maskKey] as Uint8Array]
    const there = infos[key]
    if (isPlainObject(value) && (there === undefined || isPlainObject(there))) {
      infos[key] ??= {}
      mergeInfos(infos[key] as VectorInfo, value, first, count, n)
    } else if (isTyped(value) && (there === undefined || sameKind(there, value, count, n))) {
      infos[key] ??= new (value.constructor as new (length: number) => TypedArray)((value.length / count) * n)
      ;(infos[key] as TypedArray).set(value, (value.length / count) * first)
    } else {
      const entry = entriesOf(value, count)
      for (let i = 0; i < count; i++) {
        if (has[i] === 0) continue
        put(infos, key, entry(i), mask, first + i)
        mask[first + i] = 1
      }
    }
    mask.set(has, first)
  }
}

/** Whether an array of n entries can take those of one of `count`. */
function sameKind(array: unknown, part: TypedArray, count: number, n: number): boolean {
  return isTyped(array) && array.constructor === part.constructor && array.length * count === part.length * n
}

/** One info per environment. */
export function listOfInfos(infos: VectorInfo, n: number): Info[] {
  const list: Info[] = Array.from({ length: n }, () => ({}))
  for (const [key, value] of Object.entries(infos)) {
    if (key.startsWith("_")) continue
    const mask = infos[`_${key}`] as Uint8Array | undefined
    const entry = entriesOf(value, n)
    list.forEach((info, i) => {
      if (mask === undefined || mask[i] === 1) info[key] = entry(i)
    })
  }
  return list
}

function entriesOf(value: unknown, n: number): (i: number) => unknown {
  if (isPlainObject(value)) {
    const list = listOfInfos(value, n)
    return i => list[i]
  }
  return i => (isTyped(value) ? valueAt(value, i, n) : (value as unknown[])[i])
}
