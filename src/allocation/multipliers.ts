// Lagrangian multipliers of several constraints: a price per constraint, and the bound that the prices prove.
//
// With prices λ ≥ 0 the layers come apart: no selection within the limits has less Σ value than
// L(λ) = Σ_l min_e (value + Σ_j λ_j · cost_j) − Σ_j λ_j · slack_j. L is concave; its maximum, which equals the linear relaxation,
// is found by the ellipsoid method with deep cuts (Bland, Goldfarb and Todd, Operations Research 29, 1981). Two to four
// prices need some hundred evaluations, and any λ gives a true bound. The search goes by shares of the slacks; what it ends with is
// evaluated once more and lowered by its rounding (relaxation.ts).

import { type ManyKnapsack, sharesOf } from "./many.ts"
import { lagrangian } from "./relaxation.ts"

/** Prices and what they prove. */
export interface Multipliers {
  /** Value per share of slack, one per constraint, ≥ 0. */
  readonly price: Float64Array
  /** Per entry: value + Σ price · cost. */
  readonly priced: Float64Array
  /** L(price), less its rounding: no selection has less Σ value. */
  readonly bound: number
}

/** What prices prove. */
export function multipliersAt(many: ManyKnapsack, price: Float64Array): Multipliers {
  const perCost = sharesOf(many).map((share, j) => share * price[j])
  const priced = many.value.map((v, e) => many.costs.reduce((sum, cost, j) => sum + perCost[j] * cost[e], v))
  const credit = perCost.reduce((sum, p, j) => sum + p * many.slack[j], 0)
  return { price, priced, bound: lagrangian(many.start, priced, credit) }
}

/** Evaluations at most, per square of the number of constraints. */
const EVALUATIONS = 120

/**
 * Prices of (nearly) largest bound. Stops when no prices can raise the bound by more than `precision` (in value).
 * `onSelection` is shown the cheapest entries at each of the prices tried (an array that is reused): as the prices
 * settle, these come close to the limits.
 */
export function bestMultipliers(
  many: ManyKnapsack,
  precision: number,
  onSelection: (entry: Int32Array) => void = () => {},
): Multipliers {
  const m = many.costs.length
  const scale = valueRange(many)
  let best = { price: new Float64Array(m), bound: 0 }
  if (scale === 0) return multipliersAt(many, best.price)
  const shares = sharesOf(many)
  const entry = new Int32Array(many.layers)
  const center = new Float64Array(m)
  const radius = 4 * scale
  const shape = Array.from({ length: m }, (_, i) => {
    const row = new Float64Array(m)
    row[i] = radius ** 2
    return row
  })
  for (let n = EVALUATIONS * m * m; n > 0; n--) {
    const outside = center.findIndex(x => x < 0)
    const cut = new Float64Array(m)
    let depth: number
    if (outside >= 0) {
      cut[outside] = -1
      depth = -center[outside]
    } else {
      const perCost = center.map((x, j) => x * shares[j])
      const bound = cheapestAt(many, perCost, entry)
      onSelection(entry)
      if (bound > best.bound) best = { price: center.slice(), bound }
      for (let j = 0; j < m; j++) cut[j] = shares[j] * entry.reduce((left, e) => left - many.costs[j][e], many.slack[j])
      depth = best.bound - bound
    }
    const width = shrink(center, shape, cut, depth)
    if (width === null || (outside < 0 && width - depth <= precision)) break
  }
  return multipliersAt(many, best.price)
}

/** Σ over the layers of the largest value. */
function valueRange({ layers, start, value }: ManyKnapsack): number {
  let sum = 0
  for (let l = 0; l < layers; l++) sum += value.subarray(start[l], start[l + 1]).reduce((a, b) => Math.max(a, b), 0)
  return sum
}

/** Writes the entries of least value + Σ price · cost, and returns L(price); here a price is per cost. */
function cheapestAt(many: ManyKnapsack, price: Float64Array, entry: Int32Array): number {
  const { layers, start, costs, slack, value } = many
  let sum = 0
  for (let l = 0; l < layers; l++) {
    let least = Number.POSITIVE_INFINITY
    for (let e = start[l]; e < start[l + 1]; e++) {
      let v = value[e]
      for (let j = 0; j < price.length; j++) v += price[j] * costs[j][e]
      if (v >= least) continue
      least = v
      entry[l] = e
    }
    sum += least
  }
  return price.reduce((left, p, j) => left - p * slack[j], sum)
}

/**
 * Cuts the ellipsoid {center + shape^½ · unit ball} to the smallest one that holds its part with
 * cut · (x − center) ≤ −depth. Returns the largest value of −cut · (x − center) before; null when nothing is left.
 */
function shrink(center: Float64Array, shape: readonly Float64Array[], cut: Float64Array, depth: number): number | null {
  const m = center.length
  const image = shape.map(row => row.reduce((sum, x, j) => sum + x * cut[j], 0))
  const width = Math.sqrt(image.reduce((sum, x, j) => sum + x * cut[j], 0))
  if (!(width > 0) || depth >= width) return null
  const a = depth / width
  const step = (1 + m * a) / (m + 1)
  const stretch = ((m * m) / (m * m - 1)) * (1 - a * a)
  for (let i = 0; i < m; i++) {
    center[i] -= (step * image[i]) / width
    for (let j = 0; j < m; j++) {
      shape[i][j] = stretch * (shape[i][j] - (2 * step * image[i] * image[j]) / ((1 + a) * width * width))
    }
  }
  return width
}
