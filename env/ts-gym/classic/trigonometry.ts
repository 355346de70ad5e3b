// Sine and cosine from additions and multiplications alone.
//
// JavaScript leaves the last bits of Math.sin and Math.cos to the engine, so the same seed would give other
// trajectories on other versions of Node. These give the same bits everywhere: the nearest double in all but about
// one case in a thousand, and that of the C library's (thus NumPy's) as often; README.md has the counts.
//
// Method: reduction by multiples of π/2, then the Taylor series with its leading terms in double-double arithmetic
// (Dekker, "A Floating-Point Technique for Extending the Available Precision", Numer. Math. 18, 1971).

/** π/2 in three parts. */
const HALF_PI = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33]
/** Beyond this the reduction by three parts is no longer exact, and no environment here goes. */
const LARGEST = 100_000
const SPLITTER = 134217729
const SIXTH_LOW = 9.251858538542445e-18
const TWENTY_FOURTH_LOW = 2.312964634635217e-18

/** What a product of doubles lost by rounding: a · b - product, exact. */
function lost(a: number, b: number, product: number): number {
  const sa = SPLITTER * a
  const sb = SPLITTER * b
  const ah = sa - (sa - a)
  const bh = sb - (sb - b)
  const al = a - ah
  const bl = b - bh
  return ah * bh - product + ah * bl + al * bh + al * bl
}

/** a + b + c, each far below the one before, rounded once. */
function rounded(a: number, b: number, c: number): number {
  const low = b + c
  const high = a + low
  return high + (low - (high - a) + (c - (low - b)))
}

/** sin(h + l) for |h + l| up to π/4. */
function sinKernel(h: number, l: number): number {
  const z = h * h
  const zl = lost(h, h, z) + 2 * h * l
  // 1 - z/6 + rest
  const rest =
    z *
    z *
    (1 / 120 +
      z *
        (-1 / 5040 +
          z *
            (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z / 355687428096000))))))
  const sixth = z * (1 / 6)
  const sixthLow = lost(z, 1 / 6, sixth) + zl / 6 + z * SIXTH_LOW
  // h · (rest - sixth) to twice the precision, then one rounding.
  const sum = rest - sixth
  const sumLow = rest - (sum + sixth) - sixthLow
  const cubic = h * sum
  return rounded(h, cubic, lost(h, sum, cubic) + h * sumLow + l + l * sum)
}

/** cos(h + l) for |h + l| up to π/4. */
function cosKernel(h: number, l: number): number {
  const z = h * h
  const zl = lost(h, h, z) + 2 * h * l
  const zz = z * z
  const zzl = lost(z, z, zz) + 2 * z * zl
  const rest =
    zz *
    z *
    (-1 / 720 +
      z *
        (1 / 40320 +
          z *
            (-1 / 3628800 +
              z * (1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000 - z / 6402373705728000))))))
  const quartic = zz * (1 / 24)
  const quarticLow = lost(zz, 1 / 24, quartic) + zzl / 24 + zz * TWENTY_FOURTH_LOW
  const sum = quartic + rest
  const sumLow = rest - (sum - quartic) + quarticLow
  const half = 0.5 * z
  const first = 1 - half
  return rounded(first, 1 - first - half + sum, sumLow - 0.5 * zl)
}

/** sin or cos of x, by the quadrant of x + shift · π/2. */
function evaluate(x: number, shift: number): number {
  const turns = Math.round(x / HALF_PI[0])
  if (turns === 0) return shift === 0 ? sinKernel(x, 0) : cosKernel(x, 0)
  const whole = turns * HALF_PI[0]
  const tail = turns * HALF_PI[1]
  const a = x - whole // exact
  const b = -lost(turns, HALF_PI[0], whole)
  const ab = a + b
  const abLow = b - (ab - a)
  const h = ab - tail
  const l = ab - h - tail + (abLow - lost(turns, HALF_PI[1], tail) - turns * HALF_PI[2])
  const high = h + l
  const low = l - (high - h)
  const quadrant = (turns + shift) & 3
  const value = (quadrant & 1) === 0 ? sinKernel(high, low) : cosKernel(high, low)
  return quadrant >= 2 ? -value : value
}

/** Sine of x radians. */
export function sin(x: number): number {
  return Math.abs(x) <= LARGEST ? evaluate(x, 0) : Math.sin(x)
}

/** Cosine of x radians. */
export function cos(x: number): number {
  return Math.abs(x) <= LARGEST ? evaluate(x, 1) : Math.cos(x)
}
