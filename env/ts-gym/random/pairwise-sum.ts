// NumPy's sum of doubles, with its order of additions, so that the last bit is the same.
//
// Source: NumPy 2.4, `add.reduce` of a contiguous array: pairwise summation over blocks of eight running sums.

const BLOCK = 128

/** Sum of `values[start … start + count)`. */
export function pairwiseSum(values: ArrayLike<number>, start = 0, count = values.length): number {
  if (count < 8) {
    let sum = 0
    for (let i = 0; i < count; i++) sum += values[start + i]
    return sum
  }
  if (count > BLOCK) {
    const half = Math.floor(count / 2)
    const first = half - (half % 8)
    return pairwiseSum(values, start, first) + pairwiseSum(values, start + first, count - first)
  }
  const r = Float64Array.from({ length: 8 }, (_, j) => values[start + j])
  const whole = count - (count % 8)
  for (let i = 8; i < whole; i++) r[i % 8] += values[start + i]
  let sum = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]))
  for (let i = whole; i < count; i++) sum += values[start + i]
  return sum
}
