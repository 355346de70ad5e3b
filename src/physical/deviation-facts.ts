// What the rules on deviations (deviations.ts) ask of a mapping: its maps as the reference reads them, and
// what the steps of the top level do to each tensor.

import type { Hardware } from "../maestro/hardware.ts"
import { INPUT, type Layer, type LayerKind, sizeOf } from "../maestro/layer.ts"
import type { LayerReport } from "../maestro/report.ts"
import type { PhysicalReport } from "./analyze.ts"
import type { AxisTable, Factor } from "./axes.ts"
import { casesOf } from "./cases.ts"
import type { Form } from "./form.ts"
import type { LegalMapping } from "./legality.ts"
import type { Level, LevelMap } from "./levels.ts"
import { isCoupled } from "./reuse.ts"
import { rowsOf, shared } from "./volumes.ts"

/** A map and its axis in a whole chunk of its level, in the reference's terms where it says so. */
export interface ReferenceMap {
  readonly axis: number
  readonly spatial: boolean
  /** One of a row-stationary diagonal pair. */
  readonly diagonal: boolean
  /** Written in output rows or columns (Y', X'). */
  readonly outputs: boolean
  /** Reference: tile, advance and axis, in input rows and columns where there are any. */
  readonly size: number
  readonly offset: number
  readonly extent: number
  /** Right: elements of the axis in a unit's piece, in a fold of all units, and in the last one. */
  readonly tile: number
  readonly step: number
  readonly last: number
  readonly folds: number
  /** Whether the tile is smaller than the chunk. */
  readonly cuts: boolean
  /** Taps that slide along the axis; 1 for a plain one. */
  readonly taps: number
}

/** What the steps of the top level do to a tensor. */
export interface Fetches {
  /** A loop of the tensor starts over because a loop around it, over no axis of the tensor, advances. */
  readonly startsOver: boolean
  /** A loop of the tensor ends in one smaller tile. */
  readonly partial: boolean
  /** Some step keeps elements of the step before. */
  readonly kept: boolean
  /** Some step keeps elements although a loop of the tensor starts over. */
  readonly corner: boolean
  /** Windows of neighbouring units overlap. */
  readonly haloOfUnits: boolean
}

/** A layer's axis with a stride above 1. */
export interface StridedAxis {
  /** Outputs per unit at the top level, and taps. */
  readonly tile: number
  readonly taps: number
}

/** Everything the rules look at. */
export interface Facts {
  readonly kind: LayerKind
  readonly axes: AxisTable
  readonly hardware: Hardware
  readonly physical: PhysicalReport
  /** Null when the reference refuses the mapping. */
  readonly reference: LayerReport | null
  /** Top first; `chunks`: distinct sizes that the level gets. */
  readonly levels: readonly {
    readonly maps: readonly ReferenceMap[]
    readonly chunks: number
  }[]
  /** Input, filter, output at the top level. */
  readonly fetched: readonly Fetches[]
  readonly strided: readonly StridedAxis[]
  /** The layer declares outputs (Y', X') instead of inputs. */
  readonly outputCentric: boolean
  /** Some declared input row or column is touched by no output. */
  readonly untouched: boolean
}

/** Gathers the facts on a legal mapping. */
export function factsOf(mapping: LegalMapping, physical: PhysicalReport, reference: LayerReport | null): Facts {
  const { axes, levels, chunks } = mapping
  const { layer, hardware } = physical
  const top = mapping.form(0, axes.sizes)
  const strided = axes.strides.flatMap((stride, axis) =>
    stride > 1 ? [{ tile: top.pieces[axis], taps: axes.sizes[axes.taps[axis]] }] : [],
  )
  return {
    kind: layer.kind,
    axes,
    hardware,
    physical,
    reference,
    levels: levels.map((level, i) => ({
      maps: level.maps.map(map => referenceMap(map, level, axes, chunks[i][0])),
      chunks: chunks[i].length,
    })),
    fetched: axes.tensors.map(tensor => fetchesOf(tensor, axes, top)),
    strided,
    outputCentric: layer.dimensions.some(d => d.name.endsWith("'")),
    untouched: isUntouched(layer, axes),
  }
}

function referenceMap(map: LevelMap, level: Level, axes: AxisTable, sizes: readonly number[]): ReferenceMap {
  const { axis, spatial, inRows } = map
  const n = sizes[axis]
  const stride = axes.strides[axis]
  const window = axes.taps[axis] >= 0
  const taps = window ? sizes[axes.taps[axis]] : 1
  const ownTaps = level.maps.find(other => other.axis === axes.taps[axis])?.size ?? taps
  const rows = (outputs: number) => (window ? (outputs - 1) * stride + taps : outputs)
  const tile = Math.min(n, inRows ? Math.max(1, Math.floor((map.size - taps) / stride) + 1) : map.size)
  const step = spatial ? tile * level.units : tile
  const folds = Math.ceil(n / step)
  return {
    axis,
    spatial,
    diagonal: level.diagonal?.rows === map || level.diagonal?.taps === map,
    outputs: window && map.written.dim.endsWith("'"),
    size: inRows || !window ? map.size : (map.size - 1) * stride + ownTaps,
    offset: map.offset,
    extent: rows(n),
    tile,
    step,
    last: n - (folds - 1) * step,
    folds,
    cuts: tile < n,
    taps,
  }
}

function fetchesOf(tensor: readonly Factor[], axes: AxisTable, form: Form): Fetches {
  const { loops, spatialAxis, spatialTile } = form
  const own = loops.map(({ axis }) => isCoupled(tensor, axis))
  const overlapping = casesOf(form, axes.sizes, axes.inOutput).filter(
    ({ sizes, before }) => before !== null && shared(tensor, sizes, before.sizes, before.shift) > 0,
  )
  return {
    startsOver: own.some((coupled, i) => !coupled && own.slice(i + 1).includes(true)),
    partial: loops.some(({ axis, step, last }, i) => own[i] && last < (axis === spatialAxis ? spatialTile : step)),
    kept: overlapping.length > 0,
    corner: overlapping.some(({ before }) => before?.shift.some((d, axis) => d > 0 && isCoupled(tensor, axis))),
    haloOfUnits: tensor === axes.tensors[INPUT] && hasHalo(axes, form),
  }
}

/** Whether neighbouring units hold overlapping windows. */
function hasHalo(axes: AxisTable, { spatialAxis, spatialTile }: Form): boolean {
  const taps = spatialAxis < 0 ? -1 : axes.taps[spatialAxis]
  return taps >= 0 && axes.sizes[taps] > axes.strides[spatialAxis] && axes.sizes[spatialAxis] > spatialTile
}

function isUntouched(layer: Layer, axes: AxisTable): boolean {
  return axes.taps.some((taps, axis) => {
    if (taps < 0) return false
    const rows = rowsOf(axes.sizes[axis], axes.sizes[taps], axes.strides[axis])
    return sizeOf(layer, axes.names[axis][0], rows) !== rows
  })
}
