// SeedSequence: spreads a seed over as many well-mixed words as a generator's state needs.
//
// Source: NumPy 2.4, numpy.random.SeedSequence, after O'Neill, "Developing a seed_seq Alternative" (2015).
// Same words as NumPy's for the same entropy and spawn key.

import { ValueError } from "../errors.ts"

const POOL_SIZE = 4
const INIT_A = 0x43b0d7e5
const MULT_A = 0x931e8875
const INIT_B = 0x8b51f9dd
const MULT_B = 0x58f38ded
const MIX_LEFT = 0xca01f9dd
const MIX_RIGHT = 0x4973f715

/** The 32-bit words of a non-negative integer, low word first; [0] for 0. */
function wordsOf(value: number | bigint): number[] {
  if (value < 0 || (typeof value === "number" && !Number.isSafeInteger(value)))
    throw new ValueError(`seed is ${value}, expected a non-negative integer (above 2^53 as a bigint)`)
  const words: number[] = []
  let rest = BigInt(value)
  do {
    words.push(Number(rest & 0xffffffffn))
    rest >>= 32n
  } while (rest > 0n)
  return words
}

/** A hash whose multiplier changes with every call. */
class RunningHash {
  #constant: number
  readonly #multiplier: number

  constructor(constant: number, multiplier: number) {
    this.#constant = constant
    this.#multiplier = multiplier
  }

  next(value: number): number {
    const x = value ^ this.#constant
    this.#constant = Math.imul(this.#constant, this.#multiplier)
    const product = Math.imul(x, this.#constant)
    return (product ^ (product >>> 16)) >>> 0
  }
}

function mix(x: number, y: number): number {
  const difference = (Math.imul(MIX_LEFT, x) - Math.imul(MIX_RIGHT, y)) | 0
  return (difference ^ (difference >>> 16)) >>> 0
}

function makePool(entropy: readonly number[]): Uint32Array {
  const pool = new Uint32Array(POOL_SIZE)
  const hash = new RunningHash(INIT_A, MULT_A)
  for (let i = 0; i < POOL_SIZE; i++) pool[i] = hash.next(entropy[i] ?? 0)
  for (let from = 0; from < POOL_SIZE; from++)
    for (let to = 0; to < POOL_SIZE; to++) if (from !== to) pool[to] = mix(pool[to], hash.next(pool[from]))
  for (let from = POOL_SIZE; from < entropy.length; from++)
    for (let to = 0; to < POOL_SIZE; to++) pool[to] = mix(pool[to], hash.next(entropy[from]))
  return pool
}

/** A seed, mixed. Different entropies or spawn keys give unrelated words. */
export class SeedSequence {
  /** The seed: one non-negative integer of any size, or several. */
  readonly entropy: number | bigint | readonly (number | bigint)[]
  /** Path of child numbers from the root sequence. */
  readonly spawnKey: readonly number[]
  readonly #pool: Uint32Array
  #children = 0

  constructor(entropy: number | bigint | readonly (number | bigint)[], spawnKey: readonly number[] = []) {
    this.entropy = entropy
    this.spawnKey = spawnKey
    const own = (typeof entropy === "object" ? entropy : [entropy]).flatMap(wordsOf)
    // Padding keeps (entropy, key) apart from a longer entropy without a key.
    while (spawnKey.length > 0 && own.length < POOL_SIZE) own.push(0)
    this.#pool = makePool([...own, ...spawnKey.flatMap(wordsOf)])
  }

  /** `count` 32-bit words, always the same ones. */
  generateState(count: number): Uint32Array {
    const hash = new RunningHash(INIT_B, MULT_B)
    return Uint32Array.from({ length: count }, (_, i) => hash.next(this.#pool[i % POOL_SIZE]))
  }

  /** `count` child sequences, others on every call. */
  spawn(count: number): SeedSequence[] {
    const first = this.#children
    this.#children += count
    return Array.from({ length: count }, (_, i) => new SeedSequence(this.entropy, [...this.spawnKey, first + i]))
  }
}
