// Observations and infos as nested data: copies, equality, shared parts.
//
// Data are numbers, strings, booleans, null, typed arrays, arrays and plain objects. Anything else (an instance of a
// class, a function) is opaque: never copied, equal to any other opaque value, never shared.

type Opaque = "opaque"
type Parts = { readonly [key: string]: unknown } | readonly unknown[]

/** The parts of an array or plain object; "opaque" or null (a leaf) for everything else. */
function partsOf(x: unknown): Parts | Opaque | null {
  if (typeof x === "function") return "opaque"
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x)) return null
  if (Array.isArray(x)) return x
  const prototype = Object.getPrototypeOf(x)
  return prototype === Object.prototype || prototype === null ? (x as Parts) : "opaque"
}

/** Whether `x` is an object made by `{…}`. */
export function isPlainObject(x: unknown): x is Record<string, unknown> {
  const parts = partsOf(x)
  return parts !== null && parts !== "opaque" && !Array.isArray(parts)
}

/** A copy that later changes of `x` do not reach. */
export function snapshot(x: unknown): unknown {
  if (ArrayBuffer.isView(x)) return (x as Uint8Array).slice()
  const parts = partsOf(x)
  if (parts === null || parts === "opaque") return x
  if (Array.isArray(parts)) return parts.map(snapshot)
  return Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, snapshot(value)]))
}

/** Where two data first differ, as a path such as `.layer[3]`; null if they are equal (NaN equals NaN). */
export function difference(a: unknown, b: unknown, path = ""): string | null {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && a.constructor === b.constructor) {
    const [x, y] = [a as Uint8Array, b as Uint8Array]
    if (x.length !== y.length) return `${path}.length`
    const at = x.findIndex((value, i) => !Object.is(value, y[i]))
    return at === -1 ? null : `${path}[${at}]`
  }
  const [p, q] = [partsOf(a), partsOf(b)]
  if (p === "opaque" && q === "opaque") return null
  if (p === null || q === null || p === "opaque" || q === "opaque") return Object.is(a, b) ? null : path || "it"
  if (Array.isArray(p) !== Array.isArray(q)) return path || "it"
  const keys = new Set([...Object.keys(p), ...Object.keys(q)])
  for (const key of keys) {
    const here = Array.isArray(p) ? `${path}[${key}]` : `${path}.${key}`
    if (!Object.hasOwn(p, key) || !Object.hasOwn(q, key)) return here
    const found = difference((p as Record<string, unknown>)[key], (q as Record<string, unknown>)[key], here)
    if (found !== null) return found
  }
  return null
}

/** A mutable object or a stretch of memory, and where it was found. */
interface Sighting {
  readonly object: object
  readonly start: number
  readonly end: number
  readonly path: string
}

/** Every mutable part of some data. Frozen objects are constants and may be shared; their parts are looked at. */
function* mutableParts(x: unknown, path: string): Generator<Sighting> {
  if (ArrayBuffer.isView(x)) {
    yield { object: x.buffer, start: x.byteOffset, end: x.byteOffset + x.byteLength, path }
    return
  }
  const parts = partsOf(x)
  if (parts === null || parts === "opaque") return
  if (!Object.isFrozen(parts)) yield { object: parts, start: 0, end: 1, path }
  for (const [key, value] of Object.entries(parts))
    yield* mutableParts(value, Array.isArray(parts) ? `${path}[${key}]` : `${path}.${key}`)
}

/** Remembers the mutable parts of data seen so far. */
export class SharingDetector {
  readonly #seen = new Map<object, Sighting[]>()

  /** Adds data found at `path`; returns the first part of it seen under another path, or null. */
  add(x: unknown, path: string): { now: string; before: string } | null {
    const added: Sighting[] = []
    let shared: { now: string; before: string } | null = null
    for (const part of mutableParts(x, path)) {
      const before = this.#seen.get(part.object)?.find(s => s.start < part.end && part.start < s.end)
      if (before !== undefined) shared ??= { now: part.path, before: before.path }
      added.push(part)
    }
    // Entered afterwards, so that data may repeat a part within itself.
    for (const part of added) this.#seen.set(part.object, [...(this.#seen.get(part.object) ?? []), part])
    return shared
  }
}
