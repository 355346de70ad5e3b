// exp and log with more digits than a double, for tables that must not depend on the engine's Math functions.
//
// A number v is the BigInt round(v * 2^BITS). Errors stay below 2^-180, so a result rounded to a double is the
// double nearest to the true value.

const BITS = 200
const SCALE = BigInt(BITS)
const ONE = 1n << SCALE

// ln 2 = 2 atanh(1/3) = 2 (1/3 + 1/(3·27) + 1/(5·243) + …).
const LN2 = (() => {
  let sum = 0n
  for (let power = (2n * ONE) / 3n, k = 1n; power > 0n; power /= 9n, k += 2n) sum += power / k
  return sum
})()

/** The fixed-point number of a double, exact; the double must be 0 or at least 2^-67 in size (else BigInt throws). */
export function fixed(x: number): bigint {
  return BigInt(x * 2 ** 120) << (SCALE - 120n)
}

/** The fixed-point number written in decimal, e.g. "7.697". */
export function fixedFromDecimal(text: string): bigint {
  const [whole, fraction] = text.split(".")
  return (BigInt(whole + fraction) * ONE) / 10n ** BigInt(fraction.length)
}

/** The nearest double. */
export function toDouble(v: bigint): number {
  return Number(v) / 2 ** BITS
}

/** a · b. */
export function multiply(a: bigint, b: bigint): bigint {
  return (a * b) >> SCALE
}

/** a / b. */
export function divide(a: bigint, b: bigint): bigint {
  return (a << SCALE) / b
}

/** e^v for |v| < 40. */
export function exp(v: bigint): bigint {
  // v = n ln 2 + r; the series runs on r / 256, which is squared back eight times.
  const n = (2n * v + LN2) / (2n * LN2) - (2n * v + LN2 < 0n ? 1n : 0n)
  const r = (v - n * LN2) >> 8n
  let sum = ONE
  let term = ONE
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = multiply(term, r) / k
    sum += term
  }
  for (let i = 0; i < 8; i++) sum = multiply(sum, sum)
  return n >= 0n ? sum << n : sum >> -n
}

/** ln v for v > 0: Newton's method on e^y = v, each step doubles the digits of Math.log. */
export function log(v: bigint): bigint {
  let y = fixed(Math.log(toDouble(v)))
  for (let i = 0; i < 2; i++) {
    // y += 2 (v - e^y) / (v + e^y), Halley's step: cubic.
    const e = exp(y)
    y += divide(2n * (v - e), v + e)
  }
  return y
}
