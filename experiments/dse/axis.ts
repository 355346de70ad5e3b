// Values along an axis of a space: a number, a list, or a range.

import { z } from "zod"

/** Values of an axis at most. */
const MOST = 1_000_000

const range = z
  .strictObject({
    from: z.int().min(1),
    to: z
      .int()
      .min(1)
      .max(2 ** 31 - 1),
    step: z.number().optional().describe("a value every so many; 1 unless times is given"),
    times: z.number().optional().describe("each value is the one before times this: 2 gives powers"),
  })
  .superRefine(({ from, to, step, times }, context) => {
    const problem = (message: string, key: string) => context.addIssue({ code: "custom", message, path: [key] })
    if (from > to) problem(`the range is empty: from ${from} is above to ${to}`, "from")
    if (step !== undefined && times !== undefined) problem("give step or times, not both", "times")
    if (step !== undefined && !(Number.isInteger(step) && step >= 1)) {
      problem(`is ${step}, expected an integer of at least 1`, "step")
    } else if (times === undefined && (to - from) / (step ?? 1) >= MOST) {
      problem(`more than ${MOST.toLocaleString("en")} values`, "to")
    }
    if (times !== undefined && !(times > 1)) problem(`is ${times}, expected a number above 1`, "times")
  })

const list = z
  .array(
    z
      .int()
      .min(1)
      .max(2 ** 31 - 1),
  )
  .min(1)

/** An axis, what it means in words. */
export const axis = (what: string) =>
  z
    .union([z.int().min(1), list, range])
    .describe(`${what}: a number, a list, or a range { from, to, step } or { from, to, times }`)

/** An axis of buffer sizes. */
export const sizeAxis = (what: string) =>
  z
    .union([z.literal("need"), z.int().min(1), list, range])
    .describe(`${what}: need, a number, a list, or a range { from, to, step } or { from, to, times }`)

/** The values, rising, each once. */
export function axisValues(given: z.output<ReturnType<typeof axis>>): number[] {
  if (typeof given === "number") return [given]
  if (Array.isArray(given)) return [...new Set(given)].sort((a, b) => a - b)
  const { from, to, step = 1, times } = given
  const values: number[] = []
  if (times === undefined) for (let x = from; x <= to; x += step) values.push(x)
  else for (let x = from; x <= to; x *= times) values.push(Math.round(x))
  return [...new Set(values)]
}
