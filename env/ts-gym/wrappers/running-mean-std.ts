// Mean and variance of a stream, element by element.
//
// Source: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979),
// as Gymnasium 1.4.0, wrappers/utils.py, rounds it: single precision where both the state and the batch have it.

/** x, or x rounded to single precision. */
type Round = (x: number) => number
const exact: Round = x => x
const roundFor = (single: boolean): Round => (single ? Math.fround : exact)

/** Running mean and variance of arrays of `size` elements. */
export class RunningMeanStd {
  /** Mean per element. */
  readonly mean: Float64Array
  /** Variance per element; 1 before the first update. */
  readonly variance: Float64Array
  /** Values seen, plus a small number that stands for the start. */
  count = 1e-4
  /** Whether mean and variance are kept in single precision; the first batch of doubles ends that. */
  #single: boolean

  constructor(size: number, { single = false }: { single?: boolean } = {}) {
    this.mean = new Float64Array(size)
    this.variance = new Float64Array(size).fill(1)
    this.#single = single
  }

  /** Whether the numbers are single precision. */
  get isSingle(): boolean {
    return this.#single
  }

  /** Takes `rows` arrays, one after the other in `values`; `single` if they hold single precision. */
  update(values: ArrayLike<number>, rows: number, single: boolean): void {
    const size = this.mean.length
    const inState = roundFor(this.#single)
    const inBatch = roundFor(single)
    const round = roundFor(this.#single && single)
    const total = this.count + rows
    const [countRounded, totalRounded] = [round(this.count), round(total)]
    const column = new Float64Array(rows)
    for (let i = 0; i < size; i++) {
      for (let row = 0; row < rows; row++) column[row] = values[row * size + i]
      const sum = size === 1 ? pairwiseSum : plainSum
      const mean = inBatch(sum(column, inBatch) / rows)
      for (let row = 0; row < rows; row++) {
        const away = inBatch(column[row] - mean)
        column[row] = inBatch(away * away)
      }
      const variance = inBatch(sum(column, inBatch) / rows)
      const delta = round(mean - this.mean[i])
      const own = inState(this.variance[i] * inState(this.count))
      const batch = inBatch(variance * rows)
      const between = round(round(round(round(delta * delta) * countRounded) * rows) / totalRounded)
      this.mean[i] = round(this.mean[i] + round(round(delta * rows) / totalRounded))
      this.variance[i] = round(round(round(own + batch) + between) / totalRounded)
    }
    this.count = total
    this.#single &&= single
  }

  /** (x - mean) / √(variance + epsilon) of element i, rounded as the state is. */
  normalize(x: number, i: number, epsilon: number): number {
    const round = roundFor(this.#single)
    return round(round(x - this.mean[i]) / round(Math.sqrt(round(this.variance[i] + round(epsilon)))))
  }
}

/** One after the other, as NumPy sums over rows. */
function plainSum(values: Float64Array, round: Round): number {
  let sum = values[0]
  for (let i = 1; i < values.length; i++) sum = round(sum + values[i])
  return sum
}

/** Eight sums side by side, blocks of at most 128, as NumPy sums along an axis. */
function pairwiseSum(values: Float64Array, round: Round): number {
  const n = values.length
  if (n < 8) return plainSum(values, round)
  if (n > 128) {
    let half = n >> 1
    half -= half % 8
    return round(pairwiseSum(values.subarray(0, half), round) + pairwiseSum(values.subarray(half), round))
  }
  const r = Float64Array.from(values.subarray(0, 8))
  let i = 8
  for (; i < n - (n % 8); i += 8) for (let k = 0; k < 8; k++) r[k] = round(r[k] + values[i + k])
  const quarter = (k: number) => round(round(r[k] + r[k + 1]) + round(r[k + 2] + r[k + 3]))
  let sum = round(quarter(0) + quarter(4))
  for (; i < n; i++) sum = round(sum + values[i])
  return sum
}
