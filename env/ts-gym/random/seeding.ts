// From a seed to a generator.
//
// Source: Gymnasium 1.4.0, utils/seeding.py.

import { ValueError } from "../errors.ts"
import { Generator } from "./generator.ts"
import { PCG64 } from "./pcg64.ts"

/** A seed nobody chose: 53 bits from the system's entropy. Only for callers that asked for no seed. */
function freshSeed(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2))
  return (high >>> 11) * 4294967296 + low
}

/**
 * The generator of a seed, and the seed; a fresh seed if none is given.
 *
 * @throws ValueError unless the seed is a non-negative safe integer
 */
export function npRandom(seed?: number): [generator: Generator, seed: number] {
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0))
    throw new ValueError(`seed is ${String(seed)}, expected an integer in [0, 2^53)`)
  const used = seed ?? freshSeed()
  return [new Generator(new PCG64(used)), used]
}
