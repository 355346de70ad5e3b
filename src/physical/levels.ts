// The structural pass: a dataflow cut into levels of units, each with the maps it applies.
//
// Source: specification "physical", sections 1.2 and 1.3. Nothing is inherited or completed: an axis
// without a map in a level is not cut there.

import { checkInteger } from "../core/check.ts"
import type { Dataflow } from "../maestro/dataflow.ts"
import type { Layer } from "../maestro/layer.ts"
import { type AxisTable, axesOf, axisName } from "./axes.ts"
import { isRefusal, type Placed, type Refusal, refuse, refuseAll } from "./refusal.ts"

/** A map of a level. */
export interface LevelMap extends Placed {
  readonly spatial: boolean
  /** Axis id. */
  readonly axis: number
  /** Whether size and offset count input rows instead of elements of the axis. */
  readonly inRows: boolean
  readonly size: number
  readonly offset: number
}

/** One level, outermost first. */
export interface Level {
  /** Units below one parent. */
  readonly units: number
  /** Maps in file order, the last one innermost. */
  readonly maps: readonly LevelMap[]
  /** Input rows and their taps, both spatial: unit u works on piece u of either (the row-stationary diagonal). */
  readonly diagonal: { readonly rows: LevelMap; readonly taps: LevelMap } | null
}

/** A layer's axes and the levels of its mapping. */
export interface Structure {
  readonly axes: AxisTable
  readonly levels: readonly Level[]
}

/** Cuts a dataflow into levels for a layer and a number of PEs, or says why it cannot be. */
export function structureOf(layer: Layer, dataflow: Dataflow, numPEs: number): Structure | Refusal {
  const axes = axesOf(layer)
  if (isRefusal(axes)) return axes
  const groups: Placed[][] = [[]]
  const clusters: number[] = []
  for (const [directive, d] of dataflow.entries()) {
    checkInteger(`directive ${directive + 1}: size`, d.size, 1)
    if (d.kind === "cluster") {
      groups.push([])
      clusters.push(d.size)
      continue
    }
    checkInteger(`directive ${directive + 1}: offset`, d.offset, 1)
    groups[groups.length - 1].push({ directive, written: d })
  }
  const perTop = clusters.reduce((product, size) => product * size, 1)
  if (perTop > numPEs) return refuseAll("units", `clusters of ${perTop} PEs on ${numPEs}; needs at least ${perTop} PEs`)
  const levels: Level[] = []
  for (const [i, group] of groups.entries()) {
    const units = i === 0 ? Math.floor(numPEs / perTop) : clusters[i - 1]
    const level = levelOf(group, i, units, layer, axes)
    if (isRefusal(level)) return level
    levels.push(level)
  }
  return { axes, levels }
}

function levelOf(group: readonly Placed[], index: number, units: number, layer: Layer, axes: AxisTable) {
  const maps: LevelMap[] = []
  for (const at of group) {
    const axis = axes.names.indexOf(axisName(layer.kind, at.written.dim))
    if (axis < 0) {
      return refuse("dimension", index, at, `${at.written.dim} is no dimension of this ${layer.kind} layer`, null)
    }
    maps.push(mapOf(at, axis, layer, axes))
  }
  const kept = maps.filter(map => !coversLayer(map, axes) || maps.every(o => o === map || o.axis !== map.axis))
  const second = kept.find((map, i) => kept.findIndex(o => o.axis === map.axis) < i)
  if (second !== undefined) {
    return refuse("twice", index, second, `the level maps ${second.written.dim} already`, null)
  }
  const spatial = kept.filter(map => map.spatial)
  if (spatial.length === 0) return refuseAll("no-spatial-map", "no spatial map, expected one or two", index)
  if (spatial.length > 2) {
    return refuseAll("too-many-spatial-maps", `${spatial.length} spatial maps, expected one or two`, index)
  }
  const rows = spatial.find(map => map.inRows && spatial.some(o => o.axis === axes.taps[map.axis]))
  const taps = spatial.find(map => rows !== undefined && map.axis === axes.taps[rows.axis])
  const diagonal = rows !== undefined && taps !== undefined ? { rows, taps } : null
  return { units, maps: kept, diagonal }
}

/** A temporal map of the whole layer: written beside another map of the same axis it does nothing. */
function coversLayer(map: LevelMap, axes: AxisTable): boolean {
  const n = axes.sizes[map.axis]
  const needed = map.inRows ? (n - 1) * axes.strides[map.axis] + axes.sizes[axes.taps[map.axis]] : n
  return !map.spatial && map.size >= needed
}

/**
 * Reads one directive. Stride rule: when a map of input rows holds a whole window and the stride is
 * above 1, it means the outputs that fit, and advances by as many; the written offset is ignored.
 */
function mapOf({ directive, written }: Placed, axis: number, layer: Layer, axes: AxisTable): LevelMap {
  const { kind, dim, size, offset } = written
  const spatial = kind === "spatial"
  const taps = axes.taps[axis]
  const inRows = taps >= 0 && axisName(layer.kind, dim) !== dim
  const stride = axes.strides[axis]
  if (inRows && stride > 1 && size >= axes.sizes[taps]) {
    const outputs = Math.floor((size - axes.sizes[taps]) / stride) + 1
    return { directive, written, spatial, axis, inRows: false, size: outputs, offset: outputs }
  }
  return { directive, written, spatial, axis, inRows, size, offset }
}
