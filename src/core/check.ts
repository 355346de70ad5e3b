// Argument checks with one form of message: field, value, what is allowed, nearest valid name.

import { distance } from "fastest-levenshtein"
import { InputError } from "./errors.ts"

/** The candidate closest to `name` (edit distance at most half its length, at least 2, some letter in place), or null. */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  let best: string | null = null
  let bestDistance = Math.max(2, Math.floor(name.length / 2)) + 1
  for (const candidate of candidates) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase())
    if (d < bestDistance && d < Math.max(name.length, candidate.length)) {
      best = candidate
      bestDistance = d
    }
  }
  return best
}

/** Throws unless `value` is one of `allowed`; offers the nearest one. */
export function checkName<T extends string>(field: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T
  throw new InputError(unknownName(field, value, allowed))
}

/** The message for an unknown name: `dataflow "nvdla" is unknown; known: … . Did you mean "dla"?` */
export function unknownName(field: string, value: string, known: Iterable<string>): string {
  const names = [...known]
  const near = nearestName(value, names)
  return `${field} "${value}" is unknown; known: ${names.join(", ")}.${near === null ? "" : ` Did you mean "${near}"?`}`
}

/** Throws unless `value` is an integer in [min, max]. */
export function checkInteger(field: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  const range = max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer in [${min}, ${max}]`
  throw new InputError(`${field} is ${value}, expected ${range}`)
}

/** Throws unless `value` is a finite number in [min, max]. */
export function checkNumber(field: string, value: number, min: number, max = Number.POSITIVE_INFINITY): number {
  if (Number.isFinite(value) && value >= min && value <= max) return value
  const range = max === Number.POSITIVE_INFINITY ? `a number of at least ${min}` : `a number in [${min}, ${max}]`
  throw new InputError(`${field} is ${value}, expected ${range}`)
}
