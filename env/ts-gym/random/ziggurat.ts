// Normal and exponential draws by the ziggurat method.
//
// Source: Marsaglia and Tsang (2000), in NumPy 2.4's form: which bits choose layer, sign and position, and how tail
// and wedge are drawn. Equal to NumPy's draws, except that a draw from the tail (one in some 2,000) goes through the
// engine's log1p and may differ in its last bit.

import type { PCG64 } from "./pcg64.ts"
import { EXPONENTIAL_R, exponentialZiggurat, NORMAL_R, normalZiggurat } from "./ziggurat-tables.ts"

/** A draw beyond NORMAL_R. `negative` is the sign. */
function normalTail(bits: PCG64, negative: boolean): number {
  while (true) {
    const x = -Math.log1p(-bits.nextDouble()) / NORMAL_R
    const y = -Math.log1p(-bits.nextDouble())
    if (y + y > x * x) return negative ? -(NORMAL_R + x) : NORMAL_R + x
  }
}

/** Mean 0, standard deviation 1. */
export function standardNormal(bits: PCG64): number {
  const { width, inside, density } = normalZiggurat()
  while (true) {
    bits.next64()
    // Bits 0–7 layer, bit 8 sign, bits 9–60 position.
    const layer = bits.low & 255
    const position = (bits.high & 0x1fffffff) * 8388608 + (bits.low >>> 9)
    const size = position * width[layer]
    const x = (bits.low & 256) === 0 ? size : -size
    if (position < inside[layer]) return x
    // The tail takes its sign from bit 8 of the position, bit 17 of the draw.
    if (layer === 0) return normalTail(bits, (bits.low & 131072) !== 0)
    const height = (density[layer - 1] - density[layer]) * bits.nextDouble() + density[layer]
    if (height < Math.exp(-0.5 * x * x)) return x
  }
}

/** Mean 1. */
export function standardExponential(bits: PCG64): number {
  const { width, inside, density } = exponentialZiggurat()
  while (true) {
    bits.next64()
    // Bits 3–10 layer, bits 11–63 position.
    const layer = (bits.low >>> 3) & 255
    const position = bits.high * 2097152 + (bits.low >>> 11)
    const x = position * width[layer]
    if (position < inside[layer]) return x
    if (layer === 0) return EXPONENTIAL_R - Math.log1p(-bits.nextDouble())
    const height = (density[layer - 1] - density[layer]) * bits.nextDouble() + density[layer]
    if (height < Math.exp(-x)) return x
  }
}
