// What a legal mapping does: the loops of every level, and its first steps unit by unit.
//
// Source: specification "physical", sections 1.3, 1.4 and 3.1. Shown is the first chunk of a level, the one
// that the first unit of every level above hands down first; it starts at 0 on every axis.

import type { AxisTable, Factor } from "./axes.ts"
import type { Form, Loop } from "./form.ts"
import type { LegalMapping } from "./legality.ts"
import type { LevelMap } from "./levels.ts"
import { directiveText } from "./refusal.ts"
import { shared, volume } from "./volumes.ts"

/** A half-open range of indices, [from, to). */
export type Range = readonly [from: number, to: number]

/** A directive and what it does to the chunk. */
export interface LoopView {
  /** Position in the dataflow, and as it is written. */
  readonly directive: number
  readonly text: string
  readonly axis: string
  /** Elements of the axis in the chunk, in one unit's piece, and in one step of the array. */
  readonly size: number
  readonly tile: number
  readonly step: number
  /** Steps, or folds of a spatial map; 1 when one step covers the chunk. */
  readonly steps: number
  /** Elements in the last step; smaller than `step` at an edge. */
  readonly last: number
  readonly spatial: boolean
  /** Units at work in the first step and in the last one, for the map that is spread over units; else 1. */
  readonly units: number
  readonly lastUnits: number
  /** Second half of a row-stationary diagonal: unit u holds row piece u and tap piece u. */
  readonly diagonal: boolean
}

/** What a unit, or a whole array, holds of a tensor in a step. */
export interface Piece {
  /** Index ranges along the tensor's axes; strided rows may leave gaps in theirs. */
  readonly ranges: readonly Range[]
  readonly elements: number
  /** Elements not held in the step before. */
  readonly fresh: number
  /** Ranges of what is kept; empty when nothing is. */
  readonly kept: readonly Range[]
}

/** One unit in a step. */
export interface UnitView {
  readonly unit: number
  /** Input, filter, output. */
  readonly pieces: readonly Piece[]
  readonly macs: number
}

/** One step of an array of units. */
export interface StepView {
  /** From 0. */
  readonly index: number
  /** Axis whose loop advanced; the loops inside it started over. Null in the first step. */
  readonly advanced: string | null
  /** Whether outputs were worked on before: sums that are kept go on, others return partly summed. */
  readonly again: boolean
  readonly working: number
  /** What all units hold together. */
  readonly array: readonly Piece[]
  /** Units shown: the first ones, and the last one at work. */
  readonly units: readonly UnitView[]
}

/** A level's first chunk. */
export interface LevelView {
  readonly units: number
  /** Axes and their sizes in the chunk. */
  readonly chunk: readonly { readonly axis: string; readonly size: number }[]
  /** Sizes of the other chunks the level gets, which are smaller on some axes. */
  readonly smaller: readonly (readonly { readonly axis: string; readonly size: number }[])[]
  /** Indices that input, filter and output have in the chunk, per axis of the tensor. */
  readonly extents: readonly (readonly number[])[]
  /** Outermost first. */
  readonly loops: readonly LoopView[]
  /** Steps of the chunk. */
  readonly steps: number
  readonly shown: readonly StepView[]
}

/** How much to show. */
export interface ViewLimits {
  /** Consecutive steps from the first one; after them the first step in which each outer loop advances. */
  readonly steps: number
  readonly units: number
}
export const VIEW_LIMITS: ViewLimits = { steps: 3, units: 4 }

/** Names of a tensor's axes: an input has rows Y and columns X in place of outputs Y' and X'. */
export function tensorAxes(axes: AxisTable, tensor: number): string[] {
  return axes.tensors[tensor].map(({ axis, taps }) => (taps < 0 ? axes.names[axis] : axes.names[axis][0]))
}

/** Every level of a legal mapping, top first. */
export function explainLevels(mapping: LegalMapping, limits: ViewLimits = VIEW_LIMITS): LevelView[] {
  let sizes = mapping.axes.sizes
  return mapping.levels.map((level, i) => {
    const form = mapping.form(i, sizes)
    const chunk = new Chunk(mapping.axes, form, sizes)
    const view = {
      units: level.units,
      chunk: named(mapping.axes, sizes),
      smaller: mapping.chunks[i].slice(1).map(other => named(mapping.axes, other)),
      extents: extentsOf(mapping.axes, sizes),
      loops: loopViews(level.maps, level.diagonal, mapping.axes, form, sizes),
      steps: chunk.steps,
      shown: shownSteps(form.loops, limits.steps).map(index => chunk.step(index, limits.units)),
    }
    sizes = form.pieces
    return view
  })
}

function named({ names }: AxisTable, sizes: readonly number[]) {
  return sizes.map((size, axis) => ({ axis: names[axis], size }))
}

function extentsOf({ tensors }: AxisTable, sizes: readonly number[]): number[][] {
  const whole = { starts: sizes.map(() => 0), sizes }
  return tensors.map(tensor => tensor.map(factor => rangeOf(factor, whole)[1]))
}

/** Numbers of the steps to show, ascending. */
function shownSteps(loops: readonly Loop[], consecutive: number): number[] {
  const total = loops.reduce((product, loop) => product * loop.count, 1)
  const shown = new Set(Array.from({ length: Math.min(consecutive, total) }, (_, i) => i))
  let inside = 1
  for (const loop of loops.toReversed()) {
    shown.add(inside)
    inside *= loop.count
  }
  return [...shown].filter(index => index < total).sort((a, b) => a - b)
}

function loopViews(
  maps: readonly LevelMap[],
  diagonal: { readonly rows: LevelMap; readonly taps: LevelMap } | null,
  axes: AxisTable,
  form: Form,
  sizes: readonly number[],
): LoopView[] {
  const looped = form.loops.map(loop => maps.find(map => map.axis === loop.axis) as LevelMap)
  let next = 0
  // File order, but loops in the order of the nest (a folded diagonal moves).
  const ordered = maps.map(map => (looped.includes(map) ? looped[next++] : map))
  return ordered.map(map => {
    const { axis } = map
    const size = sizes[axis]
    const tile = form.pieces[axis]
    const spread = form.spatialAxis === axis
    const loop = form.loops.find(l => l.axis === axis)
    const step = loop?.step ?? size
    const last = loop?.last ?? size
    return {
      directive: map.directive,
      text: directiveText(map.written),
      axis: axes.names[axis],
      size,
      tile,
      step,
      steps: loop?.count ?? 1,
      last,
      spatial: map.spatial,
      units: spread ? Math.ceil(step / tile) : 1,
      lastUnits: spread ? Math.ceil(last / tile) : 1,
      diagonal: map === diagonal?.rows,
    }
  })
}

/** Where something is: start and size per axis. */
interface Box {
  readonly starts: readonly number[]
  readonly sizes: readonly number[]
}

/** The steps of a level for one chunk. */
class Chunk {
  readonly #axes: AxisTable
  readonly #form: Form
  readonly #sizes: readonly number[]
  readonly steps: number

  constructor(axes: AxisTable, form: Form, sizes: readonly number[]) {
    this.#axes = axes
    this.#form = form
    this.#sizes = sizes
    this.steps = form.loops.reduce((product, loop) => product * loop.count, 1)
  }

  step(index: number, most: number): StepView {
    const { loops } = this.#form
    const { names, inOutput } = this.#axes
    const at = this.#positions(index)
    const array = this.#array(index)
    const before = index === 0 ? null : this.#array(index - 1)
    const working = this.#working(array)
    const shown = Array.from({ length: Math.min(working, most) }, (_, i) => (i === most - 1 ? working - 1 : i))
    const advanced = index === 0 ? undefined : loops[at.findLastIndex(position => position > 0)]
    return {
      index,
      advanced: advanced === undefined ? null : names[advanced.axis],
      again: loops.some((loop, i) => at[i] > 0 && !inOutput[loop.axis]),
      working,
      array: this.#pieces(array, before),
      units: shown.map(unit => {
        const box = this.#unit(array, unit)
        const held = before === null || unit >= this.#working(before) ? null : this.#unit(before, unit)
        return { unit, pieces: this.#pieces(box, held), macs: box.sizes.reduce((product, n) => product * n, 1) }
      }),
    }
  }

  /** Positions of the loops in a step. */
  #positions(index: number): number[] {
    const { loops } = this.#form
    const at = loops.map(() => 0)
    for (let i = loops.length - 1, rest = index; i >= 0; i--) {
      at[i] = rest % loops[i].count
      rest = Math.floor(rest / loops[i].count)
    }
    return at
  }

  #array(index: number): Box {
    const starts = this.#sizes.map(() => 0)
    const sizes = [...this.#sizes]
    const at = this.#positions(index)
    for (const [i, { axis, step, count, last }] of this.#form.loops.entries()) {
      starts[axis] = at[i] * step
      sizes[axis] = at[i] === count - 1 ? last : step
    }
    return { starts, sizes }
  }

  #working({ sizes }: Box): number {
    const { spatialAxis, spatialTile } = this.#form
    return spatialAxis < 0 ? 1 : Math.ceil(sizes[spatialAxis] / spatialTile)
  }

  #unit(array: Box, unit: number): Box {
    const { spatialAxis: axis, spatialTile: tile } = this.#form
    if (axis < 0) return array
    return {
      starts: array.starts.with(axis, array.starts[axis] + unit * tile),
      sizes: array.sizes.with(axis, Math.min(tile, array.sizes[axis] - unit * tile)),
    }
  }

  #pieces(box: Box, before: Box | null): Piece[] {
    return this.#axes.tensors.map(tensor => {
      const elements = volume(tensor, box.sizes)
      const ranges = tensor.map(factor => rangeOf(factor, box))
      if (before === null) return { ranges, elements, fresh: elements, kept: [] }
      const shift = before.starts.map((start, axis) => start - box.starts[axis])
      const both = shared(tensor, box.sizes, before.sizes, shift)
      const kept = both === 0 ? [] : tensor.map((factor, f) => intersection(ranges[f], rangeOf(factor, before)))
      return { ranges, elements, fresh: elements - both, kept }
    })
  }
}

function rangeOf({ axis, taps, stride }: Factor, { starts, sizes }: Box): Range {
  if (taps < 0) return [starts[axis], starts[axis] + sizes[axis]]
  const from = starts[axis] * stride + starts[taps]
  return [from, from + (sizes[axis] - 1) * stride + sizes[taps]]
}

function intersection(a: Range, b: Range): Range {
  return [Math.max(a[0], b[0]), Math.min(a[1], b[1])]
}
