// Einsum of one or two operands, as the matrix product it is.

import { InputError } from "../../core/errors.ts"
import { type Call, Unknown } from "./call.ts"
import type { Costed } from "./costed.ts"
import { matrixProduct } from "./product.ts"
import type { Shape } from "./value.ts"

/** Two operands: indices of both that stay are groups, those that go are summed over, the others are rows and columns. */
export function einsum(call: Call): Costed {
  const equation = call.text("equation", "").replaceAll(" ", "")
  const [left, right] = equation.split("->")
  const terms = left.split(",")
  if (equation.includes(".") || terms.length !== call.inputs.length || !/^[A-Za-z,]*$/.test(left)) {
    throw new Unknown(`equation "${equation}" is not followed`)
  }
  const extents = extentsOf(terms, call)
  const output = right ?? [...extents.keys()].filter(x => left.split(x).length === 2).sort().join("") // biome-ignore format: one line
  const shape = [...output].map(x => extents.get(x) ?? 0)
  if (terms.length > 2) throw new Unknown(`an Einsum of ${terms.length} operands`)
  const repeated = [...terms, output].some(term => new Set(term).size !== term.length)
  if (repeated || terms.length < 2) return { results: [{ shape }], products: [], parameters: [] }
  const sizes = { groups: 1, m: 1, n: 1, k: 1 }
  for (const [x, extent] of extents) {
    const role = roleOf(terms[0].includes(x), terms[1].includes(x), output.includes(x))
    if (role !== null) sizes[role] *= extent
  }
  // Without a sum it is an elementwise product.
  const products = sizes.k === 1 && sizes.m === 1 && sizes.n === 1 ? [] : [matrixProduct(sizes)]
  return { results: [{ shape }], products, parameters: [0, 1] }
}

function extentsOf(terms: readonly string[], call: Call): Map<string, number> {
  const extents = new Map<string, number>()
  for (const [i, term] of terms.entries()) {
    const shape: Shape = call.ranked(i, term.length, term.length)
    for (const [axis, x] of [...term].entries()) {
      if ((extents.get(x) ?? shape[axis]) !== shape[axis]) throw new InputError(`index ${x} has two extents`)
      extents.set(x, shape[axis])
    }
  }
  return extents
}

/** An index that only one operand has and the output has not is summed before the product. */
function roleOf(left: boolean, right: boolean, out: boolean): "groups" | "m" | "n" | "k" | null {
  if (left && right) return out ? "groups" : "k"
  return out ? (left ? "m" : "n") : null
}
