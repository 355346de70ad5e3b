// The chunks that occur in a mapping, each with the regular form of its level: form.ts in flat arrays.
//
// Source: specification "physical", sections 2.1 and 3.1. A chunk without a regular form marks the mapping as
// refused; it then counts as uncut, so that an evaluation under way can end.

import type { PackedAxes } from "./axes.ts"
import type { PackedLevels } from "./levels.ts"

const FIRST_CAPACITY = 64

/** A copy of twice the length. */
function longer<A extends Int32Array | Uint8Array>(of: A): A {
  const made = new (of.constructor as new (length: number) => A)(of.length * 2)
  made.set(of)
  return made
}

/** Outputs whose windows of `taps` rows fit into `rows` rows. */
const windows = (rows: number, taps: number, stride: number) => Math.floor((rows - taps) / stride) + 1

/** Chunks by level and sizes. Arrays with a value per axis hold chunk id's at id · axes + axis. */
export class PackedChunks {
  /** Whether a chunk has no regular form. */
  refused = false
  count = 0
  readonly #axes: PackedAxes
  readonly #levels: PackedLevels
  /** Newest chunk per level, and the next older one per chunk; −1 for none. */
  readonly #newest: Int32Array
  #older = new Int32Array(FIRST_CAPACITY)
  #hash = new Int32Array(FIRST_CAPACITY)
  /** Whether the diagonal's taps, being more than the units, are taken at the place of its first directive. */
  #folded = false
  sizes: Int32Array
  /** Sizes of the array's piece in the first step and in the last one, and the start of the latter. */
  first: Int32Array
  last: Int32Array
  lastStart: Int32Array
  /** Sizes of a full piece of one unit. */
  pieces: Int32Array
  /** Loops of at least two steps, outermost first: axis, elements per step, steps of that size, whether one smaller follows. */
  loops = new Int32Array(FIRST_CAPACITY)
  loopAxis: Int32Array
  loopStep: Int32Array
  loopWhole: Int32Array
  loopPartial: Uint8Array
  /** Axis spread over units, −1 for none, and elements per unit along it. */
  spatialAxis = new Int32Array(FIRST_CAPACITY)
  spatialTile = new Int32Array(FIRST_CAPACITY)

  constructor(axes: PackedAxes, levels: PackedLevels) {
    this.#axes = axes
    this.#levels = levels
    this.#newest = new Int32Array(levels.units.length)
    const values = FIRST_CAPACITY * axes.count
    this.sizes = new Int32Array(values)
    this.first = new Int32Array(values)
    this.last = new Int32Array(values)
    this.lastStart = new Int32Array(values)
    this.pieces = new Int32Array(values)
    this.loopAxis = new Int32Array(values)
    this.loopStep = new Int32Array(values)
    this.loopWhole = new Int32Array(values)
    this.loopPartial = new Uint8Array(values)
  }

  /** Forgets all chunks. */
  clear(): void {
    this.refused = false
    this.count = 0
    this.#newest.fill(-1)
  }

  /** The chunk of a level with the sizes that stand at `at`. */
  idOf(level: number, from: Int32Array, at: number): number {
    const n = this.#axes.count
    const { sizes } = this
    let hash = 0
    for (let a = 0; a < n; a++) hash = (Math.imul(hash, 31) + from[at + a]) | 0
    for (let id = this.#newest[level]; id >= 0; id = this.#older[id]) {
      if (this.#hash[id] !== hash) continue
      let a = 0
      while (a < n && sizes[id * n + a] === from[at + a]) a++
      if (a === n) return id
    }
    return this.#add(level, from, at, hash)
  }

  /** The newest chunk of a level, and the one before a chunk; −1 for none. */
  newestOf(level: number): number {
    return this.#newest[level]
  }

  olderThan(id: number): number {
    return this.#older[id]
  }

  #add(level: number, from: Int32Array, at: number, hash: number): number {
    const id = this.count++
    if (id === this.loops.length) this.#grow()
    this.#older[id] = this.#newest[level]
    this.#newest[level] = id
    this.#hash[id] = hash
    const n = this.#axes.count
    for (let a = 0, to = id * n; a < n; a++, to++) {
      this.sizes[to] = this.first[to] = this.last[to] = this.pieces[to] = from[at + a]
      this.lastStart[to] = 0
    }
    this.loops[id] = 0
    this.spatialAxis[id] = -1
    this.spatialTile[id] = 0
    const legal = this.#levels.diagonalRows[level] < 0 ? this.#cut(level, id) : this.#cutDiagonal(level, id)
    if (!legal) this.refused = true
    return id
  }

  #grow(): void {
    this.#older = longer(this.#older)
    this.#hash = longer(this.#hash)
    this.sizes = longer(this.sizes)
    this.first = longer(this.first)
    this.last = longer(this.last)
    this.lastStart = longer(this.lastStart)
    this.pieces = longer(this.pieces)
    this.loops = longer(this.loops)
    this.loopAxis = longer(this.loopAxis)
    this.loopStep = longer(this.loopStep)
    this.loopWhole = longer(this.loopWhole)
    this.loopPartial = longer(this.loopPartial)
    this.spatialAxis = longer(this.spatialAxis)
    this.spatialTile = longer(this.spatialTile)
  }

  /** Cuts a chunk by the maps of a level without a diagonal. Two spread maps both have a single piece. */
  #cut(level: number, id: number): boolean {
    const levels = this.#levels
    const units = levels.units[level]
    const from = id * this.#axes.count
    let spread = 0
    let cut = false
    for (let k = levels.start[level]; k < levels.start[level + 1]; k++) {
      const tile = this.#tileOf(k, from)
      if (tile < 0) return false
      const over = levels.spatial[k] === 1 && units > 1
      if (over) {
        spread++
        if (tile < this.sizes[from + levels.axis[k]]) cut = true
        if (spread === 2 && cut) return false
      }
      this.#addLoop(id, levels.axis[k], tile, over ? units : 1)
    }
    return true
  }

  /** Adds the loop of a map with pieces of `tile` elements, if it cuts the chunk. */
  #addLoop(id: number, axis: number, tile: number, units: number): void {
    const n = this.#axes.count
    const at = id * n + axis
    const size = this.sizes[at]
    if (tile >= size) return
    this.pieces[at] = tile
    if (units > 1) {
      this.spatialAxis[id] = axis
      this.spatialTile[id] = tile
    }
    const step = tile * units
    if (step >= size) return
    const count = Math.ceil(size / step)
    const start = (count - 1) * step
    const loop = id * n + this.loops[id]++
    this.first[at] = step
    this.last[at] = size - start
    this.lastStart[at] = start
    this.loopAxis[loop] = axis
    this.loopStep[loop] = step
    this.loopPartial[loop] = size - start < step ? 1 : 0
    this.loopWhole[loop] = count - this.loopPartial[loop]
  }

  /** Elements of the axis in a piece of map k, or −1 if it does not advance by as many. */
  #tileOf(k: number, from: number): number {
    const { axis, inRows, size, offset } = this.#levels
    const a = axis[k]
    const n = this.sizes[from + a]
    if (inRows[k] === 0) return n <= size[k] ? n : offset[k] === size[k] ? size[k] : -1
    const taps = this.sizes[from + this.#axes.taps[a]]
    if (size[k] < taps) return -1
    const stride = this.#axes.strides[a]
    const outputs = windows(size[k], taps, stride)
    return n <= outputs ? n : offset[k] === outputs * stride ? outputs : -1
  }

  /** Cuts a chunk by the maps of a level with a diagonal, in the three ways it can line up. */
  #cutDiagonal(level: number, id: number): boolean {
    const levels = this.#levels
    const from = id * this.#axes.count
    const rows = levels.diagonalRows[level]
    const taps = levels.diagonalTaps[level]
    const tap = this.#tileOf(taps, from)
    if (tap < 0) return false
    this.#folded = false
    const outputs = this.#diagonalOutputs(level, tap, from)
    if (outputs < 0) return false
    const tapsAt = this.#folded ? Math.min(rows, taps) : taps
    for (let k = levels.start[level]; k < levels.start[level + 1]; k++) {
      if (k === rows) this.#addLoop(id, levels.axis[rows], outputs, 1)
      if (k === tapsAt) this.#addLoop(id, levels.axis[taps], tap, levels.units[level])
      if (k === rows || k === taps) continue
      const tile = this.#tileOf(k, from)
      if (tile < 0) return false
      this.#addLoop(id, levels.axis[k], tile, 1)
    }
    return true
  }

  /** Outputs in a piece of a diagonal's map of rows, whose taps come in pieces of `tap`; −1 if they do not line up. */
  #diagonalOutputs(level: number, tap: number, from: number): number {
    const { axis, size, offset } = this.#levels
    const units = this.#levels.units[level]
    const rows = this.#levels.diagonalRows[level]
    const taps = this.#levels.diagonalTaps[level]
    if (size[rows] < tap) return -1
    const stride = this.#axes.strides[axis[rows]]
    const n = this.sizes[from + axis[rows]]
    const w = this.sizes[from + axis[taps]]
    const advance = units * offset[rows]
    const tapPieces = Math.ceil(w / tap)
    const rowPieces = 1 + Math.max(0, Math.ceil(((n - 1) * stride + w - size[rows]) / offset[rows]))
    const outputs = windows(size[rows], tap, stride)
    const folds = Math.ceil(n / outputs)
    const sweeps = n > outputs && advance === outputs * stride && (folds - 1) * units + tapPieces <= rowPieces
    if (tapPieces === 1) return n <= outputs || sweeps ? Math.min(n, outputs) : -1
    if (units === 1 && rowPieces === 1) return n
    if (offset[rows] !== offset[taps]) return -1
    const uncut = n <= outputs && rowPieces === tapPieces
    if (tapPieces <= units) return uncut ? n : sweeps && w % tap === 0 ? outputs : -1
    this.#folded = true
    return uncut && size[rows] - (w - (tapPieces - 1) * tap) < advance ? n : -1
  }
}
