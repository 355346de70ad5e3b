// checkSpace: exercises a space and throws at the first broken rule of the contract.
//
// Gymnasium keeps such rules in its own tests (tests/spaces); here users can run them on their spaces.

import { difference, SharingDetector } from "./data.ts"
import { CheckError, ValueError } from "./errors.ts"
import { batchSpace } from "./spaces/batch-space.ts"
import { concatenate } from "./spaces/concatenate.ts"
import { kindOf } from "./spaces/dtype.ts"
import { flatdim } from "./spaces/flat-dim.ts"
import { flatten } from "./spaces/flatten.ts"
import { flattenSpace } from "./spaces/flatten-space.ts"
import { spaceFromJSON } from "./spaces/from-json.ts"
import { iterate } from "./spaces/iterate.ts"
import { within } from "./spaces/parts.ts"
import { type Seed, Space } from "./spaces/space.ts"
import { unflatten } from "./spaces/unflatten.ts"

/** What `checkSpace` may be given. */
export interface CheckSpaceOptions {
  /** Number of samples. */
  samples?: number
  /** Their seed. */
  seed?: Seed
  /** Reads what `toJSON` wrote. Null leaves that out: for classes of your own that nothing reads. */
  fromJSON?: ((json: unknown) => Space) | null
}

export const CHECK_SPACE_DEFAULTS = { samples: 20, seed: 123, fromJSON: spaceFromJSON } as const

/** Values that are members of no space. */
const OUTSIDERS: readonly unknown[] = [undefined, null, () => 0, Symbol("none")]

/** Elements of the batches that are tried. */
const BATCH = 3

/** Longest flat element that is tried. */
const LARGEST_FLAT = 100_000

function fail(message: string): never {
  throw new CheckError(message)
}

/**
 * Checks that a space keeps the contract: samples are members, seeds decide them, copies and JSON give equal spaces,
 * samples survive JSON, batches and flattening. Works on copies: the space and its generator stay as they are.
 *
 * @throws CheckError with the broken rule, at the first one
 */
export function checkSpace(space: Space, options: CheckSpaceOptions = {}): void {
  const { samples: count, seed, fromJSON } = { ...CHECK_SPACE_DEFAULTS, ...options }
  if (!(space instanceof Space)) fail(`A space must extend Space, got ${kindOf(space)}`)
  checkCopy(space, seed, count)
  const samples = checkSampling(space, seed, count)
  checkMembership(space, samples)
  checkJSON(space, seed, samples, fromJSON)
  checkBatch(space, samples)
  checkFlat(space, samples)
}

const draw = (space: Space, count: number) => Array.from({ length: count }, () => space.sample())

/** Draws from a copy that was seeded. */
function drawFrom(space: Space, seed: Seed, count: number): unknown[] {
  const copy = space.copy()
  copy.seed(seed)
  return draw(copy, count)
}

function checkCopy(space: Space, seed: Seed, count: number): void {
  const original = space.copy()
  if (original === space || original.constructor !== space.constructor)
    fail("copy() must return a new space of the same class")
  original.seed(seed)
  draw(original, 1)
  const copy = original.copy()
  if (!original.equals(copy) || !copy.equals(original)) fail(`copy() must return an equal space, got ${copy}`)
  const drawn = draw(copy, count)
  const where = difference(draw(original, count), drawn)
  if (where !== null)
    fail(`A copy must draw what the original draws, whatever the other does; samples differ at ${where}`)
  if (original.equals(null) || original.equals({})) fail("equals() must be false for what is no space")
}

function checkSampling(space: Space, seed: Seed, count: number): unknown[] {
  const samples = drawFrom(space, seed, count)
  const where = difference(samples, drawFrom(space, seed, count))
  if (where !== null) fail(`The same seed must give the same samples; they differ at ${where}. Draw from npRandom only`)
  const used = space.copy().seed(seed)
  const again = difference(samples, drawFrom(space, used, count))
  if (again !== null) fail(`seed() must take what it returned, for the same samples; they differ at ${again}`)
  const detector = new SharingDetector()
  samples.forEach((x, i) => {
    const shared = detector.add(x, `sample ${i}`)
    if (shared !== null) fail(`A sample must be new data, since users keep it; shared: ${shared.now}, ${shared.before}`)
  })
  return samples
}

function checkMembership(space: Space, samples: readonly unknown[]): void {
  samples.forEach((x, i) => {
    const reason = space.explain(x)
    if (reason !== null) fail(`A sample must be a member; ${within(`sample ${i}`, reason)}`)
    if (!space.contains(x)) fail(`contains() must be true where explain() is null; it is not for sample ${i}`)
  })
  for (const x of OUTSIDERS) {
    const reason: unknown = space.explain(x)
    if (typeof reason !== "string" || reason === "")
      fail(`explain() must say why ${kindOf(x)} is no member, got ${kindOf(reason)}`)
    if (space.contains(x)) fail(`contains() must be false where explain() has a reason; it is not for ${kindOf(x)}`)
  }
}

function checkJSON(
  space: Space,
  seed: Seed,
  samples: readonly unknown[],
  fromJSON: CheckSpaceOptions["fromJSON"],
): void {
  const json = JSON.parse(JSON.stringify(space))
  if (typeof json?.type !== "string") fail(`toJSON() must name the class in "type", got ${kindOf(json?.type)}`)
  if (String(space) === "") fail("toString() must say what the space is, got an empty text")
  if (fromJSON !== null && fromJSON !== undefined) {
    const read = fromJSON(json)
    if (!read.equals(space) || !space.equals(read)) fail(`toJSON() must keep the whole space; read back it is ${read}`)
    const where = difference(samples, drawFrom(read, seed, samples.length))
    if (where !== null) fail(`A space read from JSON must draw the same from the same seed; samples differ at ${where}`)
  }
  const back = space.fromJsonable(JSON.parse(JSON.stringify(space.toJsonable(samples))))
  const where = difference(samples, back)
  if (where !== null) fail(`fromJsonable() must return the samples toJsonable() was given; they differ at ${where}`)
}

/** The result, null where a space has no batch or flat form. */
function ifPossible<T>(f: () => T): T | null {
  try {
    return f()
  } catch (error) {
    if (error instanceof ValueError) return null
    throw error
  }
}

function checkBatch(space: Space, samples: readonly unknown[]): void {
  const batch = ifPossible(() => batchSpace(space.copy(), BATCH))
  if (batch === null) return
  const some = samples.slice(0, BATCH)
  const joined = concatenate(space, some)
  if (some.length === BATCH) {
    const reason = batch.explain(joined)
    if (reason !== null) fail(`A batch of members must be in the batched space; ${within("batch", reason)}`)
  }
  const elements = iterate(batch, batch.sample())
  if (elements.length !== BATCH) fail(`A batch of ${BATCH} must have as many elements, got ${elements.length}`)
  elements.forEach((x, i) => {
    const reason = space.explain(x)
    if (reason !== null) fail(`Elements of a batch must be members; ${within(`element ${i}`, reason)}`)
  })
}

function checkFlat(space: Space, samples: readonly unknown[]): void {
  if (space.isNpFlattenable && (ifPossible(() => flatdim(space)) ?? 0) > LARGEST_FLAT) return
  const flatSpace = ifPossible(() => flattenSpace(space))
  if (flatSpace === null) return
  samples.forEach((x, i) => {
    const flat = flatten(space, x)
    const reason = flatSpace.explain(flat)
    if (reason !== null) fail(`A flat sample must be in the flat space; ${within(`sample ${i}`, reason)}`)
    const where = difference(x, unflatten(space, flat))
    if (where !== null) fail(`unflatten() must undo flatten(); sample ${i} differs at ${where}`)
  })
}
