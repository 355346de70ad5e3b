// Several elements of a space as one element of another: the batched space.
//
// Source: Gymnasium 1.4.0, vector/utils/space_utils.py, `batch_space`.

import { ValueError } from "../errors.ts"
import { Box } from "./box.ts"
import { Dict } from "./dict.ts"
import { Discrete } from "./discrete.ts"
import { type ArrayDtype, DTYPE_RANGE, type IntegerArrayDtype, kindOf } from "./dtype.ts"
import { MultiBinary } from "./multi-binary.ts"
import { MultiDiscrete } from "./multi-discrete.ts"
import { Space } from "./space.ts"
import { Tuple } from "./tuple.ts"

/** Upper end, exclusive, of the seeds of copies. */
const MAX_COPY_SEED = 100000000

/** `values` n times over. */
function repeat(values: ArrayLike<number>, n: number): number[] {
  return Array.from({ length: n * values.length }, (_, i) => values[i % values.length])
}

/**
 * The type of an array of a Discrete space's elements: its own, int32 for int64.
 *
 * @throws ValueError if int32 does not hold them all
 */
export function arrayDtypeOf(space: Discrete): IntegerArrayDtype {
  if (space.dtype !== "int64") return space.dtype
  const [min, max] = DTYPE_RANGE.int32
  if (space.start < min || space.start + space.n - 1 > max)
    throw new ValueError(`${space} has elements beyond int32, in which arrays of them are held`)
  return "int32"
}

/** Throws unless n is an integer of at least 0. */
export function checkCount(n: number): void {
  if (!(Number.isSafeInteger(n) && n >= 0)) throw new ValueError(`n is ${n}, expected an integer of at least 0`)
}

/**
 * The space of batches of n elements, with copies of the space's generators: Box for Box, MultiBinary and
 * MultiDiscrete (one more axis in front), MultiDiscrete for Discrete, Dict and Tuple part by part, for all others a
 * Tuple of n copies with seeds of their own.
 *
 * @throws ValueError if n is no count
 */
export function batchSpace<D extends ArrayDtype>(space: Box<D>, n?: number): Box<D>
export function batchSpace(space: Discrete, n?: number): MultiDiscrete<IntegerArrayDtype>
export function batchSpace<D extends IntegerArrayDtype>(space: MultiDiscrete<D>, n?: number): Box<D>
export function batchSpace(space: MultiBinary, n?: number): Box<"int8">
export function batchSpace(space: Space, n?: number): Space
export function batchSpace(space: Space, n = 1): Space {
  if (!(space instanceof Space)) throw new ValueError(`batchSpace: space is ${kindOf(space)}, expected a Space`)
  checkCount(n)
  if (space instanceof Dict) {
    const parts = space.keys.map(key => [key, batchSpace(space.spaces[key] as Space, n)] as const)
    return new Dict(parts, { seed: space.npRandom.copy() })
  }
  if (space instanceof Tuple) {
    const parts = space.spaces.map((part: Space) => batchSpace(part, n))
    return new Tuple(parts, { seed: space.npRandom.copy() })
  }
  return batchArrays(space, n) ?? batchCopies(space, n)
}

/** The batch of a space whose elements go into one array; null for other spaces. */
function batchArrays(space: Space, n: number): Space | null {
  const seed = space.npRandom.copy()
  if (space instanceof Box) {
    const { shape, dtype, low, high } = space as Box<ArrayDtype>
    return new Box(repeat(low, n), repeat(high, n), [n, ...shape], dtype, seed)
  }
  if (space instanceof Discrete) {
    const options = { start: repeat([space.start], n), dtype: arrayDtypeOf(space), seed }
    return new MultiDiscrete(repeat([space.n], n), options)
  }
  if (space instanceof MultiDiscrete) {
    const { shape, dtype, start, nvec } = space as MultiDiscrete<IntegerArrayDtype>
    const last = nvec.map((count, i) => start[i] + count - 1)
    return new Box(repeat(start, n), repeat(last, n), [n, ...shape], dtype, seed)
  }
  if (space instanceof MultiBinary) return new Box(0, 1, [n, ...space.shape], "int8", seed)
  return null
}

function batchCopies(space: Space, n: number): Space {
  const copies = Array.from({ length: n }, () => space.copy())
  const batch = new Tuple(copies, { seed: space.npRandom.copy() })
  batch.seed(space.npRandom.copy().integers(0, MAX_COPY_SEED, { size: n }))
  return batch
}
