// Randomness as a value: one seed per run, streams split by name.
//
// Generator: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number
// generators", 2021), 128 bits of state, 32 bits per draw. A stream's first state is a hash of
// its seed and path, so adding a stream shifts no other. Not for cryptography.

/** State of a generator: four unsigned 32-bit words, not all zero. */
export type RngState = readonly [number, number, number, number]

/** 32-bit finaliser of MurmurHash3 (Appleby, public domain constants). */
function mix(h: number): number {
  let x = h
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

/** Four words that depend on every character of `path`. */
function hashPath(path: string): RngState {
  const words: [number, number, number, number] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
  for (let lane = 0; lane < 4; lane++) {
    let h = words[lane]
    for (let i = 0; i < path.length; i++) h = mix(Math.imul(h ^ path.charCodeAt(i), 0x9e3779b1) + lane)
    words[lane] = mix(h ^ path.length)
  }
  if ((words[0] | words[1] | words[2] | words[3]) === 0) words[0] = 1
  return words
}

/** A seeded generator. Its draws depend on the seed and the path of names that led to it, on nothing else. */
export class Rng {
  readonly #path: string
  readonly #s: Uint32Array

  private constructor(path: string, state: RngState) {
    this.#path = path
    this.#s = Uint32Array.from(state)
  }

  /** The root stream of a seed (any safe integer). */
  static fromSeed(seed: number): Rng {
    const path = `seed:${seed}`
    return new Rng(path, hashPath(path))
  }

  /** A stream of its own, the same for the same name whatever was drawn from this one before. */
  split(name: string, index?: number): Rng {
    const path = index === undefined ? `${this.#path}/${name}` : `${this.#path}/${name}[${index}]`
    return new Rng(path, hashPath(path))
  }

  /** Path and state, for a checkpoint. */
  save(): { path: string; state: number[] } {
    return { path: this.#path, state: [...this.#s] }
  }

  /** Continues where `save` left off. */
  static restore(saved: { path: string; state: readonly number[] }): Rng {
    const [a, b, c, d] = saved.state
    return new Rng(saved.path, [a, b, c, d])
  }

  /** The next 32 random bits, as an unsigned integer. */
  next(): number {
    const s = this.#s
    const product = Math.imul(s[1], 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const t = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = (s[3] << 11) | (s[3] >>> 21)
    return result
  }

  /** Uniform in [0, 1) with 53 random bits. */
  float(): number {
    const high = this.next() >>> 5
    const low = this.next() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.float()
  }

  /** Uniform integer in [0, n), 1 ≤ n ≤ 2^32, without bias (draws outside the largest multiple of n are rejected). */
  int(n: number): number {
    let x = this.next()
    // Only the last n values can lie beyond the limit, whose modulo is slow.
    if (x >= 4294967296 - n) {
      const limit = 4294967296 - (4294967296 % n)
      while (x >= limit) x = this.next()
    }
    return n > 0x40000000 ? x % n : (x % n) | 0
  }

  /** Standard normal (Box and Muller, 1958; one of the pair is dropped so that the state stays four words). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()))
    return radius * Math.cos(2 * Math.PI * this.float())
  }

  /** Index drawn with probability proportional to `weights[i]`, i < n; weights are ≥ 0 and not all 0. */
  categorical(weights: ArrayLike<number>, n = weights.length): number {
    let total = 0
    for (let i = 0; i < n; i++) total += weights[i]
    let x = this.float() * total
    let last = 0
    for (let i = 0; i < n; i++) {
      if (weights[i] <= 0) continue
      last = i
      x -= weights[i]
      if (x < 0) return i
    }
    return last
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle<T extends { [index: number]: unknown; length: number }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1)
      const swap = items[i]
      items[i] = items[j]
      items[j] = swap
    }
    return items
  }
}
