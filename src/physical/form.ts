// The regular form of a level for a chunk of given sizes: a nest of loops whose pieces do not overlap,
// of which at most one is spread over units. Finding it is the legality test.
//
// Source: specification "physical", sections 2.1 and 3.1.

import { type MapDirective, spatial } from "../maestro/dataflow.ts"
import type { AxisTable } from "./axes.ts"
import type { Level, LevelMap } from "./levels.ts"
import { directiveText, type Refusal, refuse } from "./refusal.ts"

/** A loop of at least two steps; the last one may be smaller. */
export interface Loop {
  readonly axis: number
  /** Elements per step: the tile, or units × tile for a loop over folds. */
  readonly step: number
  readonly count: number
  /** Elements in the last step, 1 … step. */
  readonly last: number
}

/** What the directives of a level mean for one chunk. */
export interface Form {
  /** Outermost first. */
  readonly loops: readonly Loop[]
  /** Axis spread over units, −1 when only unit 0 works. */
  readonly spatialAxis: number
  /** Elements per unit along it; 0 without one. */
  readonly spatialTile: number
  /** Per axis the size of a full piece of one unit. */
  readonly pieces: readonly number[]
}

/** What a map comes to for the chunk. */
interface Tile {
  readonly map: LevelMap
  /** Elements of the axis in one piece. */
  readonly size: number
  /** Whether the pieces are spread over units. */
  readonly spread: boolean
  /** Place in the loop nest. */
  readonly place: number
}

/** The regular form of a level for a chunk (`sizes` per axis), or the reason why it has none. */
export function formOf(level: Level, index: number, axes: AxisTable, sizes: readonly number[]): Form | Refusal {
  const tiles: Tile[] = []
  const diagonal = level.diagonal
  if (diagonal !== null) {
    const result = diagonalTiles(level, index, axes, sizes)
    if (!Array.isArray(result)) return result
    tiles.push(...result)
  }
  for (const [place, map] of level.maps.entries()) {
    if (map === diagonal?.rows || map === diagonal?.taps) continue
    const size = tileOf(map, index, axes, sizes)
    if (typeof size !== "number") return size
    tiles.push({ map, size, spread: map.spatial && level.units > 1, place })
  }
  if (diagonal === null) {
    const [a, b] = tiles.filter(t => t.spread)
    const cut = (tile: Tile) => tile.size < sizes[tile.map.axis]
    if (b !== undefined && (cut(a) || cut(b)))
      return cut(a) ? refusePair(a, b, index, axes, sizes) : refusePair(b, a, index, axes, sizes)
  }
  return assemble(
    tiles.sort((a, b) => a.place - b.place),
    level.units,
    sizes,
  )
}

function assemble(tiles: readonly Tile[], units: number, sizes: readonly number[]): Form {
  const loops: Loop[] = []
  const pieces = [...sizes]
  let spatialAxis = -1
  let spatialTile = 0
  for (const { map, size, spread } of tiles) {
    const n = sizes[map.axis]
    if (size >= n) continue
    pieces[map.axis] = size
    if (spread) {
      spatialAxis = map.axis
      spatialTile = size
    }
    const step = spread ? size * units : size
    const count = Math.ceil(n / step)
    if (count > 1) loops.push({ axis: map.axis, step, count, last: n - (count - 1) * step })
  }
  return { loops, spatialAxis, spatialTile, pieces }
}

/** Outputs whose windows of `taps` rows fit into `rows` rows. */
const windows = (rows: number, taps: number, stride: number) => Math.floor((rows - taps) / stride) + 1

/** Elements of the axis in a piece of a map, checked to advance by as many. */
function tileOf(map: LevelMap, index: number, axes: AxisTable, sizes: readonly number[]): number | Refusal {
  const n = sizes[map.axis]
  if (!map.inRows) {
    if (n <= map.size || map.offset === map.size) return Math.min(n, map.size)
    return refuseAdvance(map, index, axes, { tile: map.size, advance: map.offset })
  }
  const taps = sizes[axes.taps[map.axis]]
  const stride = axes.strides[map.axis]
  if (map.size < taps) return refuse("window", index, map, tooSmall(map, taps), tiled(map, axes, 1, taps))
  const outputs = windows(map.size, taps, stride)
  if (n <= outputs) return n
  if (map.offset === outputs * stride) return outputs
  return refuseAdvance(map, index, axes, { tile: outputs, advance: map.offset / stride, taps })
}

function tooSmall(map: LevelMap, taps: number): string {
  const lines = map.written.dim === "X" ? "columns" : "rows"
  return `a tile of ${map.size} input ${lines} is smaller than its window of ${taps} taps: nothing is computed`
}

function refuseAdvance(
  map: LevelMap,
  index: number,
  axes: AxisTable,
  { tile, advance, taps = 0 }: { tile: number; advance: number; taps?: number },
): Refusal {
  const reason = advance < tile ? "overlap" : "gap"
  // Between the windows of two outputs there is nothing to advance to; the few such mappings that are legal are irregular.
  const what = !Number.isInteger(advance)
    ? "not supported"
    : `points are ${advance < tile ? "computed twice" : "skipped"}`
  const holds = `the tile holds ${tile} of ${axes.names[map.axis]}`
  const complaint = `${holds} but advances by ${Number(advance.toFixed(2))}: ${what}`
  return refuse(reason, index, map, complaint, tiled(map, axes, tile, taps))
}

/** The directive with a tile and advance of `outputs`: in input rows if the taps are whole, else in outputs, which fits any taps. */
function tiled(map: LevelMap, axes: AxisTable, outputs: number, taps: number): MapDirective {
  if (!map.inRows) return { ...map.written, offset: outputs }
  const { written } = map
  if (taps < axes.sizes[axes.taps[map.axis]])
    return { ...written, dim: `${written.dim}'`, size: outputs, offset: outputs }
  return { ...written, size: Math.max(written.size, taps), offset: outputs * axes.strides[map.axis] }
}

/** Two spatial maps on independent axes: only pieces of equal position meet. */
function refusePair(cut: Tile, other: Tile, index: number, axes: AxisTable, sizes: readonly number[]): Refusal {
  const grid = [cut, other].map(tile => Math.ceil(sizes[tile.map.axis] / tile.size)).join(" × ")
  const complaint = (partner: LevelMap) =>
    `with ${directiveText(partner.written)} it pairs only equal positions (a grid of ${grid} units is needed)`
  // Output rows with their taps: the diagonal is written in input rows.
  const axis = other.map.axis
  const stride = axes.strides[axis]
  const rows = (sizes[axis] - 1) * stride + cut.size
  const meant = axes.taps[axis] === cut.map.axis && (stride === 1 || rows < axes.sizes[cut.map.axis])
  if (!meant) return refuse("pair", index, cut.map, complaint(other.map))
  const diagonal = spatial(other.map.written.dim[0], rows, cut.map.offset)
  return refuse("pair", index, other.map, complaint(cut.map), diagonal)
}

/** Tiles of a diagonal pair, in the three ways it can line up (specification, section 2.1). */
function diagonalTiles(level: Level, index: number, axes: AxisTable, sizes: readonly number[]): Tile[] | Refusal {
  const { rows, taps } = level.diagonal as NonNullable<Level["diagonal"]>
  const tap = tileOf(taps, index, axes, sizes)
  if (typeof tap !== "number") return tap
  const units = level.units
  const n = sizes[rows.axis]
  const w = sizes[taps.axis]
  const stride = axes.strides[rows.axis]
  const advance = units * rows.offset
  const rowTile = (size: number): Tile => ({ map: rows, size, spread: false, place: level.maps.indexOf(rows) })
  const tapTile: Tile = { map: taps, size: tap, spread: units > 1, place: level.maps.indexOf(taps) }

  const tapPieces = Math.ceil(w / tap)
  const rowPieces = 1 + Math.max(0, Math.ceil(((n - 1) * stride + w - rows.size) / rows.offset))
  if (rows.size < tap) {
    return refuse("window", index, rows, tooSmall(rows, tap), { ...rows.written, size: tap, offset: taps.offset })
  }
  const outputs = windows(rows.size, tap, stride)
  // Outputs in tiles, one fold after the other; the last fold needs a piece of rows for every piece of taps.
  const folds = Math.ceil(n / outputs)
  const sweeps = n > outputs && advance === outputs * stride && (folds - 1) * units + tapPieces <= rowPieces
  if (tapPieces === 1)
    return n <= outputs || sweeps ? [rowTile(Math.min(n, outputs)), tapTile] : refuseJoint(rows, taps, index)

  // A single unit that holds all rows takes the taps one after the other.
  if (units === 1 && rowPieces === 1) return [rowTile(n), tapTile]
  if (rows.offset !== taps.offset) return refuseJoint(rows, taps, index)
  // With all outputs in one tile there are at most as many pieces of rows as of taps.
  const uncut = n <= outputs && rowPieces === tapPieces
  if (tapPieces <= units) {
    if (uncut) return [rowTile(n), tapTile]
    if (sweeps && w % tap === 0) return [rowTile(outputs), tapTile]
  } else if (uncut && rows.size - (w - (tapPieces - 1) * tap) < advance) {
    return [rowTile(n), { ...tapTile, place: Math.min(rowTile(n).place, tapTile.place) }]
  }
  return refuseJoint(rows, taps, index)
}

function refuseJoint(rows: LevelMap, taps: LevelMap, index: number): Refusal {
  const complaint = `with ${directiveText(taps.written)} the diagonal does not line up into a product of loops: not supported`
  return refuse("joint", index, rows, complaint)
}
