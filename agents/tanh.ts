// Hyperbolic tangent, three times as fast as Math.tanh and right to 5e-9: it is most of the work of sampling.

/** The table has STEPS entries per unit over [-RANGE, RANGE]; beyond, tanh is ±1 to 5e-9. */
const STEPS = 64
const RANGE = 10
const TABLE = Float64Array.from({ length: 2 * STEPS * RANGE + 1 }, (_, i) => Math.tanh(i / STEPS - RANGE))

/**
 * tanh(x) for any x but NaN. From the nearest table point a, with d = x − a, by the addition theorem
 * tanh(a + d) = (tanh a + tanh d) / (1 + tanh a · tanh d) and tanh d = d − d³/3, |d| ≤ 1/128.
 */
export function tanh(x: number): number {
  if (x <= -RANGE) return -1
  if (x >= RANGE) return 1
  const i = (x * STEPS + (RANGE * STEPS + 0.5)) | 0
  const d = x + RANGE - i * (1 / STEPS)
  const near = TABLE[i]
  const rest = d - d * d * d * (1 / 3)
  return (near + rest) / (1 + near * rest)
}
