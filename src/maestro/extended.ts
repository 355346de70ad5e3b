// Sums and quotients in the 80-bit floating point that the reference's text report is computed in.
//
// Source: specification "cost model", sections 5.1 and 5.4. A value is significand × 2^exponent with a
// significand of at most 64 bits; every operation rounds once, ties to even. Only digits depend on it.

import { divideHalfEven, formatFraction, formatReal } from "./format-number.ts"

/** A finite number with a 64-bit significand. */
export interface Extended {
  readonly significand: bigint
  readonly exponent: number
}

const bits = new DataView(new ArrayBuffer(8))

/** The number itself; null when it is not finite. */
export function extended(x: number): Extended | null {
  if (!Number.isFinite(x)) return null
  bits.setFloat64(0, x)
  const raw = bits.getBigUint64(0)
  const biased = Number((raw >> 52n) & 0x7ffn)
  const fraction = raw & 0xfffffffffffffn
  const significand = biased === 0 ? fraction : fraction | (1n << 52n)
  return { significand: x < 0 ? -significand : significand, exponent: Math.max(biased, 1) - 1075 }
}

/** a + b. Null where an operand is. */
export function addExtended(a: Extended | null, b: Extended | null): Extended | null {
  if (a === null || b === null) return null
  const exponent = Math.min(a.exponent, b.exponent)
  const at = (x: Extended) => x.significand << BigInt(x.exponent - exponent)
  return rounded(at(a) + at(b), 1n, exponent)
}

/** a / b. Null where an operand is, or b is zero. */
export function divideExtended(a: Extended | null, b: Extended | null): Extended | null {
  if (a === null || b === null || b.significand === 0n) return null
  const sign = b.significand < 0n ? -1n : 1n
  // 192 further bits keep every bit of the quotient that rounding can see.
  return rounded((a.significand << 192n) * sign, b.significand * sign, a.exponent - b.exponent - 192)
}

/** n / d × 2^exponent rounded to 64 significant bits; d > 0. */
function rounded(n: bigint, d: bigint, exponent: number): Extended {
  const size = n < 0n ? -n : n
  const excess = Math.max(0, (size / d).toString(2).length - 64)
  const significand = divideHalfEven(size, d << BigInt(excess))
  return { significand: n < 0n ? -significand : significand, exponent: exponent + excess }
}

/** Six significant digits of x; those of `otherwise` when x is not finite. */
export function formatExtended(x: Extended | null, otherwise: number): string {
  if (x === null || x.significand === 0n) return formatReal(otherwise)
  const size = x.significand < 0n ? -x.significand : x.significand
  const scale = BigInt(Math.abs(x.exponent))
  const [p, q] = x.exponent >= 0 ? [size << scale, 1n] : [size, 1n << scale]
  return formatFraction(x.significand < 0n, p, q)
}
