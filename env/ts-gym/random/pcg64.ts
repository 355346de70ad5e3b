// PCG64: the bit generator of NumPy's default Generator.
//
// Source: O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
// Generation" (HMC-CS-2014-0905, 2014), variant XSL-RR 128/64; seeding and the 32-bit half-word buffer as in
// NumPy 2.4 (numpy.random.PCG64). Same bits as NumPy's.

import { ValueError } from "../errors.ts"
import { SeedSequence } from "./seed-sequence.ts"

/** A state as plain data, in NumPy's terms (`bit_generator.state`), for a checkpoint. */
export interface PCG64State {
  /** 128-bit position, in decimal. */
  readonly state: string
  /** 128-bit odd increment, in decimal. */
  readonly inc: string
  /** 1 if the upper half of the last 64-bit draw is still to be given out by `nextUint32`. */
  readonly hasUint32: 0 | 1
  /** That half; 0 if there was none yet. */
  readonly uinteger: number
}

// 128-bit numbers are six limbs of 24 bits (the last of 8), low first, as doubles: products have 48 bits and the sum
// of six of them is exact. Faster than 32-bit limbs, since no product must be split.
const LIMBS = 6
const LIMB = 16777216
const LAST_LIMB = 256

// The multiplier 0x2360ed051fc65da44385df649fccf645.
const M0 = 0xccf645
const M1 = 0xdf649f
const M2 = 0xa44385
const M3 = 0x1fc65d
const M4 = 0x60ed05
const M5 = 0x23

// Layout of the limbs: position, then increment.
const INC = LIMBS

// Layout of a draw.
const LOW = 0
const HIGH = 1

const MASK_128 = (1n << 128n) - 1n

function setLimbs(limbs: Float64Array, at: number, value: bigint): void {
  for (let i = 0; i < LIMBS; i++) limbs[at + i] = Number((value >> BigInt(24 * i)) & 0xffffffn)
}

function getLimbs(limbs: Float64Array, at: number): bigint {
  let value = 0n
  for (let i = LIMBS - 1; i >= 0; i--) value = (value << 24n) | BigInt(limbs[at + i])
  return value
}

/** 64 random bits per draw, period 2^128. */
export class PCG64 {
  readonly #limbs = new Float64Array(2 * LIMBS)
  /** The last draw. An array, since words above 2^31 would be boxed in fields. */
  readonly #draw = new Uint32Array(2)
  #hasUint32: 0 | 1 = 0
  #uinteger = 0

  /** From a seed (any non-negative integer) or a sequence, or in the state of another one. */
  constructor(seed: number | bigint | SeedSequence | PCG64) {
    if (seed instanceof PCG64) {
      this.#limbs.set(seed.#limbs)
      this.#hasUint32 = seed.#hasUint32
      this.#uinteger = seed.#uinteger
      return
    }
    const sequence = seed instanceof SeedSequence ? seed : new SeedSequence(seed)
    const v = sequence.generateState(8)
    // Two 128-bit numbers, each as two 64-bit words with the upper one first, each word lower half first.
    const number128 = (i: number) =>
      (BigInt(v[i + 1]) << 96n) | (BigInt(v[i]) << 64n) | (BigInt(v[i + 3]) << 32n) | BigInt(v[i + 2])
    setLimbs(this.#limbs, INC, ((number128(4) << 1n) | 1n) & MASK_128)
    this.#step()
    setLimbs(this.#limbs, 0, (getLimbs(this.#limbs, 0) + number128(0)) & MASK_128)
    this.#step()
  }

  /** Upper half of the last 64-bit draw. */
  get high(): number {
    return this.#draw[HIGH]
  }

  /** Lower half of the last 64-bit draw. */
  get low(): number {
    return this.#draw[LOW]
  }

  /** Draws 64 bits into `high` and `low`. */
  next64(): void {
    this.#step()
    const s = this.#limbs
    // The position's 32-bit words, folded: upper 64 bits xor lower 64 bits. Two limbs make 48 bits, of which a bit
    // operation takes the lowest 32.
    const top = s[4] + s[5] * LIMB
    const high = top ^ ((s[1] + s[2] * LIMB) / 256)
    const low = ((s[2] + s[3] * LIMB) / 65536) ^ (s[0] + s[1] * LIMB)
    // Rotation right by the top six bits; (x << 1) << (31 - r) is x << (32 - r), also for r = 0.
    const swapped = top >= 2147483648
    const a = swapped ? high : low
    const b = swapped ? low : high
    const r = (top >>> 26) & 31
    this.#draw[LOW] = (a >>> r) | ((b << 1) << (31 - r))
    this.#draw[HIGH] = (b >>> r) | ((a << 1) << (31 - r))
  }

  /** 32 random bits: the lower half of a draw, then its upper half. */
  nextUint32(): number {
    if (this.#hasUint32 === 1) {
      this.#hasUint32 = 0
      return this.#uinteger
    }
    this.next64()
    this.#hasUint32 = 1
    this.#uinteger = this.#draw[HIGH]
    return this.#draw[LOW]
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  nextDouble(): number {
    this.next64()
    return (this.#draw[HIGH] * 2097152 + (this.#draw[LOW] >>> 11)) / 9007199254740992
  }

  /** Uniform in [0, 1), a multiple of 2^-24: exact in float32. */
  nextFloat(): number {
    return (this.nextUint32() >>> 8) / 16777216
  }

  /** The state, to continue from later. */
  save(): PCG64State {
    const state = String(getLimbs(this.#limbs, 0))
    const inc = String(getLimbs(this.#limbs, INC))
    return { state, inc, hasUint32: this.#hasUint32, uinteger: this.#uinteger }
  }

  /**
   * Continues where `save` left off.
   *
   * @throws ValueError unless the numbers are within 128 bits and the increment is odd
   */
  restore(saved: PCG64State): this {
    const [state, inc] = [BigInt(saved.state), BigInt(saved.inc)]
    if (state < 0n || state > MASK_128 || inc < 0n || inc > MASK_128 || (inc & 1n) === 0n)
      throw new ValueError(`PCG64 state ${saved.state}, inc ${saved.inc}: expected below 2^128, inc odd`)
    setLimbs(this.#limbs, 0, state)
    setLimbs(this.#limbs, INC, inc)
    this.#hasUint32 = saved.hasUint32
    this.#uinteger = saved.uinteger
    return this
  }

  /** position = position * multiplier + increment, modulo 2^128. Written out limb by limb for speed. */
  #step(): void {
    const s = this.#limbs
    const a = s[0]
    const b = s[1]
    const c = s[2]
    const d = s[3]
    const e = s[4]
    const f = s[5]
    const t0 = a * M0 + s[INC]
    const c0 = Math.floor(t0 / LIMB)
    const t1 = a * M1 + b * M0 + s[INC + 1] + c0
    const c1 = Math.floor(t1 / LIMB)
    const t2 = a * M2 + b * M1 + c * M0 + s[INC + 2] + c1
    const c2 = Math.floor(t2 / LIMB)
    const t3 = a * M3 + b * M2 + c * M1 + d * M0 + s[INC + 3] + c2
    const c3 = Math.floor(t3 / LIMB)
    const t4 = a * M4 + b * M3 + c * M2 + d * M1 + e * M0 + s[INC + 4] + c3
    const c4 = Math.floor(t4 / LIMB)
    const t5 = a * M5 + b * M4 + c * M3 + d * M2 + e * M1 + f * M0 + s[INC + 5] + c4
    s[0] = t0 - c0 * LIMB
    s[1] = t1 - c1 * LIMB
    s[2] = t2 - c2 * LIMB
    s[3] = t3 - c3 * LIMB
    s[4] = t4 - c4 * LIMB
    s[5] = t5 - Math.floor(t5 / LAST_LIMB) * LAST_LIMB
  }
}
