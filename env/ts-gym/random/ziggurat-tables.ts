// Tables of the 256-layer ziggurats for the normal and the exponential distribution.
//
// Source: Marsaglia and Tsang, "The Ziggurat Method for Generating Random Variables" (J. Stat. Software 5(8), 2000).
// Layers have equal area V and right ends x[1] < … < x[255] = R; layer 0 is the base with the tail, as wide as a
// rectangle of its area. They are derived here and equal NumPy's (2.4) in every bit; the derivation repeats the
// roundings of NumPy's tables: doubles for the normal, exact numbers rounded at the end for the exponential.

import { divide, exp, fixed, fixedFromDecimal, log, multiply, toDouble } from "./fixed-point.ts"

/** Number of layers. */
export const LAYERS = 256

/** Right end of the normal's last layer. */
export const NORMAL_R = 3.6541528853610088
/** Area of a layer of the normal (unnormalised density exp(-x²/2)). */
const NORMAL_V = 0.0049286732339746519
// The tables' author had an exp that rounded here to the double above the nearest one; the layers below follow from it.
const NORMAL_ROUNDED_UP = 38

/** Right end of the exponential's last layer, with the digits the layers are computed from. */
const EXPONENTIAL_R_DIGITS = "7.69711747013104971404462804801521549911396864005534161740922"
/** The same as a double. */
export const EXPONENTIAL_R = 7.69711747013105

/** For integer u in layer i: x = u · width[i], accepted at once if u < inside[i]; density is that at x[i]. */
export interface Ziggurat {
  readonly width: Float64Array
  readonly inside: Float64Array
  readonly density: Float64Array
}

const roundedExp = (x: number): number => toDouble(exp(fixed(x)))
const roundedLog = (x: number): number => toDouble(log(fixed(x)))

/** Nearest integer, ties to the even one. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}

function makeNormal(): Ziggurat {
  const x = new Float64Array(LAYERS)
  const density = new Float64Array(LAYERS)
  const inside = new Float64Array(LAYERS)
  x[LAYERS - 1] = NORMAL_R
  density[LAYERS - 1] = roundedExp(-0.5 * NORMAL_R * NORMAL_R)
  for (let i = LAYERS - 2; i > 0; i--) {
    x[i] = Math.sqrt(-2 * roundedLog(density[i + 1] + NORMAL_V / x[i + 1]))
    density[i] = roundedExp(-0.5 * x[i] * x[i])
    if (i === NORMAL_ROUNDED_UP) density[i] += 2 ** -53
  }
  const base = NORMAL_V / density[LAYERS - 1]
  for (let i = 2; i < LAYERS; i++) inside[i] = roundHalfEven((x[i - 1] / x[i]) * 2 ** 52)
  inside[0] = roundHalfEven(((NORMAL_R * density[LAYERS - 1]) / NORMAL_V) * 2 ** 52)
  x[0] = base
  density[0] = 1
  return { width: x.map(v => v / 2 ** 52), inside, density }
}

function makeExponential(): Ziggurat {
  const x: bigint[] = []
  const r = fixedFromDecimal(EXPONENTIAL_R_DIGITS)
  const tail = exp(-r)
  const area = multiply(r, tail) + tail
  x[LAYERS - 1] = r
  for (let i = LAYERS - 2; i > 0; i--) x[i] = -log(divide(area, x[i + 1]) + exp(-x[i + 1]))
  x[0] = divide(area, tail)
  const inside = new Float64Array(LAYERS)
  // 52 of the 53 bits of a draw are compared.
  for (let i = 2; i < LAYERS; i++) inside[i] = 2 * Number((x[i - 1] << 52n) / x[i])
  inside[0] = 2 * Number((r << 52n) / x[0])
  const density = Float64Array.from(x, (v, i) => (i === 0 ? 1 : toDouble(exp(-v))))
  return { width: Float64Array.from(x, v => toDouble(v) / 2 ** 53), inside, density }
}

let normal: Ziggurat | null = null
let exponential: Ziggurat | null = null

/** Table of the normal distribution; draws have 52 bits. Made on first use (milliseconds). */
export function normalZiggurat(): Ziggurat {
  normal ??= makeNormal()
  return normal
}

/** Table of the exponential distribution; draws have 53 bits. Made on first use (milliseconds). */
export function exponentialZiggurat(): Ziggurat {
  exponential ??= makeExponential()
  return exponential
}
