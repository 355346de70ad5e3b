// What composite spaces have in common.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { kindOf } from "./dtype.ts"
import { Space } from "./space.ts"

/** Upper end, exclusive, of the seeds a composite draws for its parts. */
const MAX_SEED = 2147483647

/** Seeds for `count` parts. */
export function drawSeeds(random: Generator, count: number): number[] {
  return random.integers(0, MAX_SEED, { size: count })
}

/** A reason why a part is no member, as one why the whole is none: `path` names the part, e.g. `.speed` or `[1]`. */
export function within(path: string, reason: string | null): string | null {
  if (reason === null) return null
  return `${path}${/^[.[]/.test(reason) ? "" : " "}${reason}`
}

/** Throws unless `part` is a space. */
export function checkPart(space: string, name: string, part: unknown): void {
  if (!(part instanceof Space)) throw new ValueError(`${space}: ${name} is ${kindOf(part)}, expected a Space`)
}

/** Throws unless `values` is an array of `count` entries, which stand for `meaning`. */
export function checkList(field: string, values: unknown, count: number, meaning: string): readonly unknown[] {
  if (!Array.isArray(values)) throw new ValueError(`${field} is ${kindOf(values)}, expected an array, ${meaning}`)
  if (values.length !== count)
    throw new ValueError(`${field} has ${values.length} entries, expected ${count}, ${meaning}`)
  return values
}

/** Throws unless all parts have as many samples. */
export function checkColumns(columns: readonly (readonly unknown[])[]): void {
  const uneven = columns.find(column => column.length !== columns[0].length)
  if (uneven !== undefined)
    throw new ValueError(
      `samples in JSON: parts have ${columns[0].length} and ${uneven.length} samples, expected as many`,
    )
}
