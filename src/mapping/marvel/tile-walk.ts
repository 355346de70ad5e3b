// The tiles of a layer that a buffer holds, by the least traffic that they can have in any order.
//
// Large layers have tens of millions of tiles, so none are listed: boxes of tiles whose best corner exceeds a limit are left
// out as a whole, and those that fit are counted a row at a time.

import { INPUT, OUTPUT } from "../../maestro/layer.ts"
import { volume } from "../../physical/volumes.ts"
import type { Dimensions } from "../genome.ts"
import { balancedTiles, onlyTile } from "../tiles.ts"

/** A tile, the least traffic in any order, and the elements it takes of the buffer. */
export interface BoundedTile {
  readonly tile: readonly number[]
  readonly bound: number
  readonly need: number
}

export class TileWalk {
  /** Tiles that cut evenly, whether they fit or not. */
  readonly tiles: number
  readonly #d: Dimensions
  readonly #capacity: number
  /** Per dimension its tiles, rising. */
  readonly #choices: readonly Int32Array[]
  /** Sizes of all axes under way. */
  readonly #sizes: number[]
  /** Per tensor and dimension, 1 if it depends on it. */
  readonly #coupled: readonly Uint8Array[]
  readonly #again = new Float64Array(3)
  #found: BoundedTile[] = []
  #limit = 0

  /** @param capacity elements; a tile takes twice its volume (double buffering) */
  constructor(d: Dimensions, capacity: number) {
    this.#d = d
    this.#capacity = capacity
    this.#choices = Array.from(d.sizes, (size, dim) => (d.isTap[dim] === 1 ? onlyTile(size) : balancedTiles(size)))
    this.#sizes = [...d.axes.sizes]
    this.#coupled = d.axes.tensors.map(of =>
      Uint8Array.from(d.sizes, (_, dim) => (of.some(f => f.axis === dim || f.taps === dim) ? 1 : 0)),
    )
    this.tiles = this.#choices.reduce((product, tiles) => product * tiles.length, 1)
  }

  /** Tiles that fit. */
  countFitting(): number {
    const last = this.#d.count - 1
    const count = (dim: number): number => {
      const choices = this.#choices[dim]
      const fits = this.#fitting(dim)
      if (dim === last) return fits
      let sum = 0
      for (let i = 0; i < fits; i++) {
        this.#sizes[dim] = choices[i]
        sum += count(dim + 1)
      }
      return sum
    }
    return count(0)
  }

  /**
   * Fitting tiles whose bound is at most `limit`, the `most` with the least bounds, least first; of equal ones the larger
   * first, then in lexicographic order.
   */
  leastBounds(most: number, limit: number): readonly BoundedTile[] {
    this.#found = []
    this.#limit = limit
    this.#visit(0, most)
    this.#found.sort(compare)
    if (this.#found.length > most) this.#found.length = most
    return this.#found
  }

  #visit(dim: number, most: number): void {
    const { count, sizes } = this.#d
    if (dim === count) {
      this.#found.push({ tile: this.#sizes.slice(0, count), bound: this.#leastTraffic(false), need: this.#need() })
      if (this.#found.length < 4 * most) return
      this.#found.sort(compare)
      this.#found.length = most
      this.#limit = this.#found[most - 1].bound
      return
    }
    // Largest tiles first: they have the least traffic, and lower the limit early.
    for (let i = this.#fitting(dim) - 1; i >= 0; i--) {
      this.#sizes[dim] = this.#choices[dim][i]
      for (let rest = dim + 1; rest < count; rest++) this.#sizes[rest] = sizes[rest]
      // Boxes of smaller tiles have no less traffic.
      if (this.#leastTraffic(true) > this.#limit) break
      if (dim < count - 1 || this.#leastTraffic(false) <= this.#limit) this.#visit(dim + 1, most)
    }
  }

  /** How many tiles of a dimension fit with the smallest ones of those after it. */
  #fitting(dim: number): number {
    const choices = this.#choices[dim]
    for (let rest = dim + 1; rest < this.#d.count; rest++) this.#sizes[rest] = this.#choices[rest][0]
    let low = 0
    let high = choices.length
    while (low < high) {
      const middle = (low + high) >> 1
      this.#sizes[dim] = choices[middle]
      if (this.#need() <= this.#capacity) low = middle + 1
      else high = middle
    }
    return low
  }

  #need(): number {
    return 2 * this.#d.axes.tensors.reduce((sum, tensor) => sum + volume(tensor, this.#sizes), 0)
  }

  /**
   * The least traffic of the tile in any order. A tensor comes again for every piece of a dimension it does not have, unless that
   * dimension is innermost; only one can be. What the last and the first tile of a sweep share may stay.
   *
   * @param isBox whether dimensions that are whole may also be cut, which makes it a bound for all these tiles
   */
  #leastTraffic(isBox: boolean): number {
    const { count, sizes, axes, tensors } = this.#d
    const [input, filter, output] = tensors
    this.#again.fill(1)
    for (let dim = 0; dim < count; dim++) {
      const pieces = Math.ceil(sizes[dim] / this.#sizes[dim])
      for (let t = INPUT; t <= OUTPUT; t++) if (this.#coupled[t][dim] === 0) this.#again[t] *= pieces
    }
    const returning = Math.max(0, input - volume(axes.tensors[INPUT], this.#sizes))
    let least = Number.POSITIVE_INFINITY
    for (let innermost = 0; innermost < count; innermost++) {
      if (!isBox && this.#sizes[innermost] === sizes[innermost]) continue
      const [i, f, o] = this.#coupled.map((of, t) => (of[innermost] === 1 ? this.#again[t] : 1))
      least = Math.min(least, input + (i - 1) * returning + f * filter + (2 * o - 1) * output)
    }
    return least === Number.POSITIVE_INFINITY ? input + filter + output : least
  }
}

/** Least bound first, then the larger tile, then lexicographically. */
function compare(a: BoundedTile, b: BoundedTile): number {
  if (a.bound !== b.bound) return a.bound - b.bound
  if (a.need !== b.need) return b.need - a.need
  for (let dim = 0; dim < a.tile.length; dim++) if (a.tile[dim] !== b.tile[dim]) return a.tile[dim] - b.tile[dim]
  return 0
}
