// Genomes as numbers, and a set of them: what has been tried.

import { CLUSTER, type Dimensions, type Genome, HEAD, LEVELS, ORDER, PAR, PES, ROWS } from "./genome.ts"

/** A number that equal mappings share, and others practically never: 53 bits of hash, whatever the idle genes say. */
export function keyOf(d: Dimensions, genome: Genome): number {
  const { count, stride, sizes } = d
  let low = Math.imul(genome[PES] ^ 0x9e3779b9, 0x85ebca6b)
  let high = genome[LEVELS]
  for (let l = 0, at = HEAD, above = 0; l < genome[LEVELS]; l++, at += stride) {
    const par = genome[at + PAR]
    const rows = genome[at + ROWS]
    const tiles = at + ORDER + count
    low = Math.imul(low ^ genome[at + CLUSTER], 0x9e3779b1)
    low ^= low >>> 15
    for (let i = 0; i < count; i++) {
      const dim = genome[at + ORDER + i]
      const tile = genome[tiles + dim]
      if (tile >= (l === 0 ? sizes[dim] : genome[above + dim]) && dim !== rows) continue
      const gene = (dim * 2 + (dim === par || dim === rows ? 1 : 0) + 1) * 0x10001 + tile
      low = Math.imul(low ^ gene, 0xc2b2ae35)
      low ^= low >>> 13
      high = Math.imul(high + gene, 0x27d4eb2f) ^ low
      high ^= high >>> 16
    }
    high = Math.imul(high + l + 1, 0x165667b1)
    above = tiles
  }
  return (low >>> 0) * 2097152 + (high >>> 11)
}

/** A set of such numbers by open addressing: a Set would keep each of them as an object. */
export class KeySet {
  #keys: Float64Array
  #count = 0

  /** @param expected keys to make room for at first */
  constructor(expected: number) {
    this.#keys = new Float64Array(2 ** Math.ceil(Math.log2(Math.max(64, Math.min(2 * expected, 2 ** 20))))).fill(-1)
  }

  /** Adds a key. Returns false if it was there. */
  add(key: number): boolean {
    const keys = this.#keys
    const mask = keys.length - 1
    let at = (key % 4294967296) & mask
    for (; keys[at] >= 0; at = (at + 1) & mask) if (keys[at] === key) return false
    keys[at] = key
    if (++this.#count * 2 > keys.length) this.#grow()
    return true
  }

  #grow(): void {
    const old = this.#keys
    this.#keys = new Float64Array(2 * old.length).fill(-1)
    this.#count = 0
    for (const key of old) if (key >= 0) this.add(key)
  }
}
