// The structural pass of levels.ts in flat arrays: directives cut into levels of maps, or refused.
//
// Source: specification "physical", sections 1.2 and 1.3. No names and no reasons: who wants to know why a
// mapping is refused asks legality.ts, whose decisions these are. What is made of a mapping stands in tables of the module:
// the procedure reads constants, which V8 compiles to several times faster code than fields of objects.

import type { PackedAxes } from "./axes.ts"

/** Most directives and levels of a mapping; more are left to the readable path. */
export const MAX_DIRECTIVES = 96
export const MAX_LEVELS = 8

/** A dataflow as numbers: map d is applied at level `level[d]` to axis `axis[d]` (−1: no axis of the layer). */
export class PackedDirectives {
  count = 0
  readonly level = new Int32Array(MAX_DIRECTIVES)
  readonly axis = new Int32Array(MAX_DIRECTIVES)
  readonly spatial = new Uint8Array(MAX_DIRECTIVES)
  /** Whether size and offset are written in input rows. */
  readonly inRows = new Uint8Array(MAX_DIRECTIVES)
  readonly size = new Float64Array(MAX_DIRECTIVES)
  readonly offset = new Float64Array(MAX_DIRECTIVES)
  clusters = 0
  readonly cluster = new Float64Array(MAX_LEVELS)

  /** Appends a map. Returns false for sizes that are no positive integers, and for one too many. */
  addMap(axis: number, spatial: boolean, inRows: boolean, size: number, offset: number): boolean {
    const d = this.count++
    if (d >= MAX_DIRECTIVES || !isPositive(size) || !isPositive(offset)) return false
    this.level[d] = this.clusters
    this.axis[d] = axis
    this.spatial[d] = spatial ? 1 : 0
    this.inRows[d] = inRows ? 1 : 0
    this.size[d] = size
    this.offset[d] = offset
    return true
  }

  /** Closes a level with a cluster. Returns false for a size that is no positive integer, and for one too many. */
  addCluster(size: number): boolean {
    this.cluster[this.clusters++] = size
    return this.clusters < MAX_LEVELS && isPositive(size)
  }
}

const isPositive = (n: number) => Number.isInteger(n) && n >= 1

/** Units per level; the maps of level i are `levelStart[i]` … `levelStart[i + 1]` − 1. Refilled for every mapping. */
export const levelUnits = new Float64Array(MAX_LEVELS)
export const levelStart = new Int32Array(MAX_LEVELS + 1)
export const mapAxis = new Int32Array(MAX_DIRECTIVES)
export const mapSpatial = new Uint8Array(MAX_DIRECTIVES)
export const mapInRows = new Uint8Array(MAX_DIRECTIVES)
export const mapSize = new Float64Array(MAX_DIRECTIVES)
export const mapOffset = new Float64Array(MAX_DIRECTIVES)
/** Per level the two maps of a diagonal: input rows, and their taps; −1 without one. */
export const diagonalRows = new Int32Array(MAX_LEVELS)
export const diagonalTaps = new Int32Array(MAX_LEVELS)

/** Makes the levels of directives. Returns how many there are, 0 if they have not the structure of a mapping. */
export function fillLevels(d: PackedDirectives, axes: PackedAxes, numPEs: number): number {
  let perTop = 1
  for (let i = 0; i < d.clusters; i++) perTop *= d.cluster[i]
  if (perTop > numPEs) return 0
  const count = d.clusters + 1
  let next = 0
  for (let i = 0, from = 0; i < count; i++) {
    levelUnits[i] = i === 0 ? Math.floor(numPEs / perTop) : d.cluster[i - 1]
    levelStart[i] = next
    let to = from
    while (to < d.count && d.level[to] === i) to++
    for (let k = from; k < to; k++) {
      if (d.axis[k] < 0) return 0
      if (!covers(d, k, axes) || !repeated(d, k, from, to)) addMap(next++, d, k, axes)
    }
    levelStart[i + 1] = next
    if (!checkLevel(i, axes)) return 0
    from = to
  }
  return count
}

function addMap(at: number, d: PackedDirectives, k: number, axes: PackedAxes): void {
  const outputs = strideOutputs(d, k, axes)
  mapAxis[at] = d.axis[k]
  mapSpatial[at] = d.spatial[k]
  mapInRows[at] = outputs > 0 ? 0 : d.inRows[k]
  mapSize[at] = outputs > 0 ? outputs : d.size[k]
  mapOffset[at] = outputs > 0 ? outputs : d.offset[k]
}

/** One map per axis, one or two spatial ones; finds the diagonal. */
function checkLevel(i: number, axes: PackedAxes): boolean {
  const to = levelStart[i + 1]
  let seen = 0
  let first = -1
  let second = -1
  for (let k = levelStart[i]; k < to; k++) {
    const bit = 1 << mapAxis[k]
    if ((seen & bit) !== 0) return false
    seen |= bit
    if (mapSpatial[k] === 0) continue
    if (second >= 0) return false
    if (first < 0) first = k
    else second = k
  }
  diagonalRows[i] = diagonalTaps[i] = -1
  if (second >= 0 && mapInRows[first] === 1 && mapAxis[second] === axes.taps[mapAxis[first]]) {
    diagonalRows[i] = first
    diagonalTaps[i] = second
  } else if (second >= 0 && mapInRows[second] === 1 && mapAxis[first] === axes.taps[mapAxis[second]]) {
    diagonalRows[i] = second
    diagonalTaps[i] = first
  }
  return first >= 0
}

/** Stride rule: the outputs that a map of input rows means if it holds whole windows at a stride above 1, else 0. */
function strideOutputs(d: PackedDirectives, k: number, axes: PackedAxes): number {
  if (d.inRows[k] === 0) return 0
  const stride = axes.strides[d.axis[k]]
  const window = axes.sizes[axes.taps[d.axis[k]]]
  return stride > 1 && d.size[k] >= window ? Math.floor((d.size[k] - window) / stride) + 1 : 0
}

/** A temporal map of the whole layer. */
function covers(d: PackedDirectives, k: number, axes: PackedAxes): boolean {
  if (d.spatial[k] === 1) return false
  const axis = d.axis[k]
  const n = axes.sizes[axis]
  const outputs = strideOutputs(d, k, axes)
  if (outputs > 0) return outputs >= n
  return d.size[k] >= (d.inRows[k] === 1 ? (n - 1) * axes.strides[axis] + axes.sizes[axes.taps[axis]] : n)
}

/** Whether the level has another directive for the axis. */
function repeated(d: PackedDirectives, k: number, from: number, to: number): boolean {
  for (let other = from; other < to; other++) if (other !== k && d.axis[other] === d.axis[k]) return true
  return false
}
