// Numbers as the reference prints them: C's "%.6g", and quotients rounded from extended precision.
//
// Source: specification "cost model", section 5.1.

/** Digits printed. */
const PRECISION = 6

/** `%.6g`: six significant digits, trailing zeros removed, ties to even; every NaN is `-nan`. */
export function formatReal(x: number): string {
  if (Number.isNaN(x)) return "-nan"
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf"
  if (x === 0) return Object.is(x, -0) ? "-0" : "0"
  const [mantissa, exponent] = x.toExponential(PRECISION - 1).split("e")
  const digits = mantissa.replace(/[-.]/g, "")
  const even = roundsUpFromTie(x, digits) ? String(Number(digits) - 1) : digits
  return layOut(x < 0, even, Number(exponent))
}

/** Whether x lies exactly between two printed values and `digits` is the odd one: JavaScript rounds such ties away from zero. */
function roundsUpFromTie(x: number, digits: string): boolean {
  if (Number(digits) % 2 === 0) return false
  const more = Math.abs(x).toExponential(24).split("e")[0].replace(".", "")
  return /^50*$/.test(more.slice(PRECISION))
}

/** `%g` layout of `0.d₁d₂… × 10^(exponent + 1)`. */
function layOut(negative: boolean, digits: string, exponent: number): string {
  const trimmed = digits.replace(/0+$/, "") || "0"
  const sign = negative ? "-" : ""
  if (exponent < -4 || exponent >= PRECISION) {
    const mantissa = trimmed.length > 1 ? `${trimmed[0]}.${trimmed.slice(1)}` : trimmed
    const e = String(Math.abs(exponent)).padStart(2, "0")
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${e}`
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${trimmed}`
  const whole = digits.slice(0, exponent + 1)
  const fraction = trimmed.slice(exponent + 1)
  return fraction === "" ? sign + whole : `${sign}${whole}.${fraction}`
}

/** An integer in full, also beyond 2^53 (where the reference prints −2^63). */
export function formatInteger(x: number): string {
  return Number.isSafeInteger(x) ? String(x === 0 ? 0 : x) : BigInt(Math.trunc(x)).toString()
}

/**
 * A quotient of two integers as the reference prints it from an 80-bit float: rounded to a 64-bit
 * significand, then to six digits, ties to even both times.
 */
export function formatQuotient(numerator: number, denominator: number): string {
  if (denominator === 0 || numerator === 0) return formatReal(numerator / denominator)
  const negative = numerator < 0 !== denominator < 0
  let n = BigInt(Math.abs(numerator))
  let d = BigInt(Math.abs(denominator))
  const shift = 64n - BigInt(n.toString(2).length - d.toString(2).length)
  if (shift > 0n) n <<= shift
  else d <<= -shift
  const excess = BigInt((n / d).toString(2).length - 64)
  const significand = divideHalfEven(n, d << excess)
  // value = significand × 2^(excess − shift), exactly
  const scale = excess - shift
  const [p, q] = scale >= 0n ? [significand << scale, 1n] : [significand, 1n << -scale]
  return formatFraction(negative, p, q)
}

/** Six significant digits of the exact fraction p / q > 0. */
export function formatFraction(negative: boolean, p: bigint, q: bigint): string {
  let exponent = p.toString().length - q.toString().length
  if (compareToPower(p, q, exponent) < 0) exponent--
  const power = BigInt(PRECISION - 1 - exponent)
  let digits = power >= 0n ? divideHalfEven(p * 10n ** power, q) : divideHalfEven(p, q * 10n ** -power)
  if (digits === 10n ** BigInt(PRECISION)) {
    digits /= 10n
    exponent++
  }
  return layOut(negative, digits.toString(), exponent)
}

/** Sign of p / q − 10^exponent. */
function compareToPower(p: bigint, q: bigint, exponent: number): number {
  const left = exponent < 0 ? p * 10n ** BigInt(-exponent) : p
  const right = exponent > 0 ? q * 10n ** BigInt(exponent) : q
  return left < right ? -1 : left > right ? 1 : 0
}

/** n / d rounded to the nearest integer, ties to even; n ≥ 0, d > 0. */
export function divideHalfEven(n: bigint, d: bigint): bigint {
  const quotient = n / d
  const twice = 2n * (n % d)
  if (twice > d || (twice === d && quotient % 2n === 1n)) return quotient + 1n
  return quotient
}
