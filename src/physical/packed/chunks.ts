// The chunks that occur in a mapping, each with the regular form of its level: form.ts in flat arrays.
//
// Source: specification "physical", sections 2.1 and 3.1. A chunk without a regular form marks the mapping as
// refused; it then counts as uncut, so that an evaluation under way can end. Tables of the module and not fields of an
// object: searches come by often, and V8 reads constants several times faster, and compiles what reads them faster.

import { AXES, type PackedAxes } from "./axes.ts"
import * as Levels from "./levels.ts"
import * as Step from "./step.ts"

const { MAX_LEVELS, levelUnits, levelStart, mapAxis, mapSpatial, mapInRows, mapSize, mapOffset } = Levels
const { diagonalRows, diagonalTaps } = Levels
const { longAxes } = Step

/** Most chunks of a mapping; the readable path sees to those with more. */
const CAPACITY = 4096
const VALUES = CAPACITY * AXES

/** What is wrong with the chunks so far: nothing, one has no regular form, they are too many. */
export const FINE = 0
export const REFUSED = 1
export const TOO_MANY = 2

// Tables with a value per axis hold chunk id's at id · AXES + axis.
export const sizes = new Int32Array(VALUES)
/** Sizes of the array's piece in the first step and in the last one, and the start of the latter. */
export const first = new Int32Array(VALUES)
export const last = new Int32Array(VALUES)
export const lastStart = new Int32Array(VALUES)
/** Sizes of a full piece of one unit. */
export const pieces = new Int32Array(VALUES)
/** Loops of at least two steps, outermost first: axis, elements per step, steps of that size, whether one smaller follows. */
export const loops = new Int32Array(CAPACITY)
export const loopAxis = new Int32Array(VALUES)
export const loopStep = new Int32Array(VALUES)
export const loopWhole = new Int32Array(VALUES)
export const loopPartial = new Int32Array(VALUES)
/** Axis spread over units, −1 for none, and elements per unit along it. */
export const spatialAxis = new Int32Array(CAPACITY)
export const spatialTile = new Int32Array(CAPACITY)
/** Whether the records of a chunk (procedure.ts) are made: two each. */
export const known = new Uint8Array(2 * CAPACITY)
/** Newest chunk per level, and the next older one per chunk; −1 for none. */
export const newest = new Int32Array(MAX_LEVELS)
export const older = new Int32Array(CAPACITY)
const hashes = new Int32Array(CAPACITY)
/** Per level the chunk that `idOf` gave last, −1 for none. */
const recent = new Int32Array(MAX_LEVELS)

let axes: PackedAxes
let longCount = 0
let chunkCount = 0
let state = FINE
/** Whether the diagonal's taps, being more than the units, are taken at the place of its first directive. */
let folded = false

/** FINE, REFUSED or TOO_MANY. */
export function stateOfChunks(): number {
  return state
}

/** Forgets all chunks; those to come are of a layer with these axes, so many of them long (step.ts). */
export function clearChunks(of: PackedAxes, long: number): void {
  axes = of
  longCount = long
  chunkCount = 0
  state = FINE
  newest.fill(-1)
  recent.fill(-1)
}

/** The chunk of a level with the sizes that stand at `at`. */
export function idOf(level: number, from: Int32Array, at: number): number {
  // Mostly the chunk that was asked for last.
  const latest = recent[level]
  if (latest >= 0 && hasSizes(latest, from, at)) return latest
  let hash = 0
  for (let i = 0; i < longCount; i++) hash = (Math.imul(hash, 31) + from[at + longAxes[i]]) | 0
  for (let id = newest[level]; id >= 0; id = older[id]) {
    if (hashes[id] !== hash || !hasSizes(id, from, at)) continue
    recent[level] = id
    return id
  }
  const id = add(level, from, at, hash)
  recent[level] = id
  return id
}

function hasSizes(id: number, from: Int32Array, at: number): boolean {
  for (let i = 0; i < longCount; i++) {
    const a = longAxes[i]
    if (sizes[id * AXES + a] !== from[at + a]) return false
  }
  return true
}

function add(level: number, from: Int32Array, at: number, hash: number): number {
  if (chunkCount === CAPACITY) {
    state = TOO_MANY
    return 0
  }
  const id = chunkCount++
  older[id] = newest[level]
  newest[level] = id
  hashes[id] = hash
  for (let a = 0, to = id * AXES; a < axes.count; a++, to++) {
    sizes[to] = first[to] = last[to] = pieces[to] = from[at + a]
    lastStart[to] = 0
  }
  loops[id] = 0
  known[2 * id] = known[2 * id + 1] = 0
  spatialAxis[id] = -1
  spatialTile[id] = 0
  const legal = diagonalRows[level] < 0 ? cut(level, id) : cutDiagonal(level, id)
  if (!legal && state === FINE) state = REFUSED
  return id
}

/** Outputs whose windows of `taps` rows fit into `rows` rows. */
const windows = (rows: number, taps: number, stride: number) => Math.floor((rows - taps) / stride) + 1

/** Cuts a chunk by the maps of a level without a diagonal. Two spread maps both have a single piece. */
function cut(level: number, id: number): boolean {
  const units = levelUnits[level]
  const from = id * AXES
  let spread = 0
  let isCut = false
  for (let k = levelStart[level]; k < levelStart[level + 1]; k++) {
    const tile = tileOf(k, from)
    if (tile < 0) return false
    const over = mapSpatial[k] === 1 && units > 1
    if (over) {
      spread++
      if (tile < sizes[from + mapAxis[k]]) isCut = true
      if (spread === 2 && isCut) return false
    }
    addLoop(id, mapAxis[k], tile, over ? units : 1)
  }
  return true
}

/** Adds the loop of a map with pieces of `tile` elements, if it cuts the chunk. */
function addLoop(id: number, axis: number, tile: number, units: number): void {
  const at = id * AXES + axis
  const size = sizes[at]
  if (tile >= size) return
  pieces[at] = tile
  if (units > 1) {
    spatialAxis[id] = axis
    spatialTile[id] = tile
  }
  const step = tile * units
  if (step >= size) return
  const count = Math.ceil(size / step)
  const start = (count - 1) * step
  const loop = id * AXES + loops[id]++
  const partial = size - start < step ? 1 : 0
  first[at] = step
  last[at] = size - start
  lastStart[at] = start
  loopAxis[loop] = axis
  loopStep[loop] = step
  loopPartial[loop] = partial
  loopWhole[loop] = count - partial
}

/** Elements of the axis in a piece of map k, or −1 if it does not advance by as many. */
function tileOf(k: number, from: number): number {
  const axis = mapAxis[k]
  const n = sizes[from + axis]
  if (mapInRows[k] === 0) return n <= mapSize[k] ? n : mapOffset[k] === mapSize[k] ? mapSize[k] : -1
  const taps = sizes[from + axes.taps[axis]]
  if (mapSize[k] < taps) return -1
  const stride = axes.strides[axis]
  const outputs = windows(mapSize[k], taps, stride)
  return n <= outputs ? n : mapOffset[k] === outputs * stride ? outputs : -1
}

/** Cuts a chunk by the maps of a level with a diagonal, in the three ways it can line up. */
function cutDiagonal(level: number, id: number): boolean {
  const from = id * AXES
  const rows = diagonalRows[level]
  const taps = diagonalTaps[level]
  const tap = tileOf(taps, from)
  if (tap < 0) return false
  folded = false
  const outputs = diagonalOutputs(level, tap, from)
  if (outputs < 0) return false
  const tapsAt = folded ? Math.min(rows, taps) : taps
  for (let k = levelStart[level]; k < levelStart[level + 1]; k++) {
    if (k === rows) addLoop(id, mapAxis[rows], outputs, 1)
    if (k === tapsAt) addLoop(id, mapAxis[taps], tap, levelUnits[level])
    if (k === rows || k === taps) continue
    const tile = tileOf(k, from)
    if (tile < 0) return false
    addLoop(id, mapAxis[k], tile, 1)
  }
  return true
}

/** Outputs in a piece of a diagonal's map of rows, whose taps come in pieces of `tap`; −1 if they do not line up. */
function diagonalOutputs(level: number, tap: number, from: number): number {
  const units = levelUnits[level]
  const rows = diagonalRows[level]
  const taps = diagonalTaps[level]
  const size = mapSize[rows]
  const offset = mapOffset[rows]
  if (size < tap) return -1
  const stride = axes.strides[mapAxis[rows]]
  const n = sizes[from + mapAxis[rows]]
  const w = sizes[from + mapAxis[taps]]
  const advance = units * offset
  const tapPieces = Math.ceil(w / tap)
  const rowPieces = 1 + Math.max(0, Math.ceil(((n - 1) * stride + w - size) / offset))
  const outputs = windows(size, tap, stride)
  const folds = Math.ceil(n / outputs)
  const sweeps = n > outputs && advance === outputs * stride && (folds - 1) * units + tapPieces <= rowPieces
  if (tapPieces === 1) return n <= outputs || sweeps ? Math.min(n, outputs) : -1
  if (units === 1 && rowPieces === 1) return n
  if (offset !== mapOffset[taps]) return -1
  const uncut = n <= outputs && rowPieces === tapPieces
  if (tapPieces <= units) return uncut ? n : sweeps && w % tap === 0 ? outputs : -1
  folded = true
  return uncut && size - (w - (tapPieces - 1) * tap) < advance ? n : -1
}
