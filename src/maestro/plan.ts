// The structural pass: an open dataflow cut into levels, with inherited and completed directives.
//
// Source: specification "cost model", section 3.2, steps 1–3 and 5 (names only; sizes follow in
// tables.ts). A plan depends on the kind of layer, the names of its dimensions and the order of the
// directives, never on a size, so one plan serves a whole grid of layers, tiles and PE counts.

import { InputError } from "../core/errors.ts"
import type { Extent, MapDirective, OpenDataflow } from "./dataflow.ts"
import { couplingOf, dimensionTable, type Layer, type LayerKind, slidingDimension } from "./layer.ts"

/** Where the size and offset of a directive come from. */
export const OWN = 0 // written in the dataflow
export const INHERITED = 1 // from the level above
export const COMPLETED = 2 // the level's whole dimension

/** Most cluster levels the reference can run (three Cluster directives; five in its bandwidth sweep). */
export const MAX_LEVELS = 4

/** The same when each level has a network of its own, and so the most that any evaluation has. */
export const MAX_LEVELS_SWEPT = 6
/** Directives of a level and dimension names, at most; the reference has no limit. */
export const MAX_DIRECTIVES = 64
export const MAX_DIMENSIONS = 64

/** A dataflow that does not fit its layer. */
export class PlanError extends InputError {
  /** Level where it was found, 0 at the top, and the same counted from the innermost level. */
  readonly level: number
  readonly height: number
  /** The dimension that is missing; empty for other errors. */
  readonly dimension: string
  constructor(message: string, code: string, level: number, height: number, dimension = "") {
    super(message, code)
    this.level = level
    this.height = height
    this.dimension = dimension
  }
}

/** One directive of a level, resolved by name. Indices are positions in the level's list, −1 for none. */
export interface PlannedDirective {
  readonly spatial: boolean
  /** Index into Plan.dimensions. */
  readonly dim: number
  readonly source: typeof OWN | typeof INHERITED | typeof COMPLETED
  /** Slots of the values of size and offset (OWN only). */
  readonly sizeSlot: number
  readonly offsetSlot: number
  /** The level's R or S directive when this one was written for Y' or X': its size grows by that size − 1. */
  window: number
  /** The directive it is inherited from, in the level above (INHERITED only). */
  readonly upper: number
}

/** One cluster level, outermost first. */
export interface PlannedLevel {
  readonly directives: readonly PlannedDirective[]
  /** Slot of the cluster size that sets the units of this level; −1 at the top. */
  readonly clusterSlot: number
}

/** A compiled dataflow for one kind of layer. */
export interface Plan {
  readonly kind: LayerKind
  readonly batched: boolean
  /** All dimension names, those of the coupling first; a dimension's index is its id everywhere. */
  readonly dimensions: readonly string[]
  /** Ids coupled to input, filter and output, in coupling order. */
  readonly coupling: readonly (readonly number[])[]
  /** Ids handed from level to level: those coupled to an input tensor, in ASCII order of their names. */
  readonly shared: readonly number[]
  /** Per dimension id the id of the filter dimension that slides along it, or −1. */
  readonly sliding: readonly number[]
  readonly levels: readonly PlannedLevel[]
  /** What each value slot holds: a literal, a layer size, or a parameter. */
  readonly slots: readonly Extent[]
}

/** Id of a dimension's name, made when new. */
function idOf(names: string[], name: string): number {
  const found = names.indexOf(name)
  return found >= 0 ? found : names.push(name) - 1
}

/** Slot of an extent, made when new. */
function slotOf(slots: Extent[], extent: Extent): number {
  const found = slots.findIndex(known => isSame(known, extent))
  return found >= 0 ? found : slots.push(extent) - 1
}

function isSame(a: Extent, b: Extent): boolean {
  if (typeof a === "number" || typeof b === "number") return a === b
  if ("parameter" in a) return "parameter" in b && a.parameter === b.parameter
  return "sizeOf" in b && a.sizeOf === b.sizeOf
}

const uncentred = (dim: string) => (dim === "X'" ? "X" : dim === "Y'" ? "Y" : dim)

interface Draft {
  names: string[]
  slots: Extent[]
  slotOf(extent: Extent): number
}

/** Step 1: own directives of a level; X' becomes X (Y' becomes Y) with the size of the level's own S (R) to be added. */
function ownDirectives(maps: readonly MapDirective<Extent>[], draft: Draft): PlannedDirective[] {
  return maps.map(d => {
    const input = uncentred(d.dim)
    const window = input === d.dim ? -1 : maps.findLastIndex(o => o.dim === (input === "X" ? "S" : "R"))
    return {
      spatial: d.kind === "spatial",
      dim: idOf(draft.names, input),
      source: OWN,
      sizeSlot: draft.slotOf(d.size),
      offsetSlot: draft.slotOf(d.offset),
      window,
      upper: -1,
    }
  })
}

/** Refuses what the reference answers with undefined values. */
function checkCentring(maps: readonly MapDirective<Extent>[], level: number, height: number): void {
  for (const d of maps) {
    const input = uncentred(d.dim)
    if (input === d.dim) continue
    const refuse = (message: string, code: string) => {
      throw new PlanError(`a level maps ${message}`, code, level, height)
    }
    if (maps.some(o => o.dim === input)) refuse(`both ${input} and ${d.dim}; keep one of them`, "both-centric")
    if (maps.filter(o => o.dim === d.dim).length > 1) refuse(`${d.dim} twice`, "both-centric")
    const filter = input === "X" ? "S" : "R"
    if (maps.some(o => o.dim === filter)) continue
    refuse(`${d.dim} without a directive of its own for ${filter}`, "no-window")
  }
}

/** Step 2: the upper level's dimensions that are missing here, in front, in reverse order. */
function inherit(own: PlannedDirective[], upper: readonly PlannedDirective[]): PlannedDirective[] {
  const added: PlannedDirective[] = []
  for (const [i, d] of upper.entries()) {
    if (own.some(o => o.dim === d.dim) || added.some(o => o.dim === d.dim)) continue
    added.unshift({ spatial: false, dim: d.dim, source: INHERITED, sizeSlot: -1, offsetSlot: -1, window: -1, upper: i })
  }
  for (const d of own) if (d.window >= 0) d.window += added.length
  return [...added, ...own]
}

/** The map directives of each level, and the slot of the cluster size that opens it. */
function splitLevels(dataflow: OpenDataflow, draft: Draft) {
  const groups: MapDirective<Extent>[][] = [[]]
  const clusterSlots = [-1]
  for (const d of dataflow) {
    if (d.kind === "cluster") {
      groups.push([])
      clusterSlots.push(draft.slotOf(d.size))
    } else groups[groups.length - 1].push(d)
  }
  return groups.map((maps, l) => ({ maps, clusterSlot: clusterSlots[l] }))
}

/** Step 3: the level's whole dimension for each of `missing`, behind the other directives. */
function complete(list: PlannedDirective[], missing: readonly number[]): void {
  for (const dim of missing) {
    if (list.some(d => d.dim === dim)) continue
    list.push({ spatial: false, dim, source: COMPLETED, sizeSlot: -1, offsetSlot: -1, window: -1, upper: -1 })
  }
}

/**
 * Cuts an open dataflow into levels for layers that declare the same dimension names as `layer`.
 *
 * @throws PlanError, the first in the reference's order: level by level, names before spatial maps
 */
export function planDataflow(
  dataflow: OpenDataflow,
  layer: Layer,
  batched = declaresBatch(layer),
  maxLevels = MAX_LEVELS,
): Plan {
  const { kind } = layer
  const coupled = couplingOf(kind, batched)
  const sharedNames = [...new Set([...coupled[0], ...coupled[1]])].sort()
  const names = [...sharedNames]
  const slots: Extent[] = []
  const draft: Draft = { names, slots, slotOf: e => slotOf(slots, e) }
  const declared = dimensionTable(layer)
  const split = splitLevels(dataflow, draft)
  checkLevels(split.length, maxLevels)

  const shared = sharedNames.map(name => idOf(names, name))
  const undeclared = sharedNames.find(name => !declared.has(name))
  const levels: PlannedLevel[] = []
  for (const [l, { maps, clusterSlot }] of split.entries()) {
    const height = split.length - 1 - l
    const known = (dim: number) => (l === 0 ? declared.has(names[dim]) : shared.includes(dim))
    const own = ownDirectives(maps, draft)
    const list = l === 0 ? own : inherit(own, levels[l - 1].directives)
    complete(list, shared.filter(known))
    for (const d of list) if (!known(d.dim)) throw notFound(names[d.dim], "no-dimension", l, height)
    checkCentring(maps, l, height)
    checkSpatial(list, l, height)
    if (undeclared !== undefined) throw notFound(undeclared, "no-coupled-dimension", l, height)
    levels.push({ directives: list, clusterSlot })
  }

  checkSize(levels, names)
  const sliding = names.map(name => {
    const filter = slidingDimension(kind, name)
    return filter === null ? -1 : idOf(names, filter)
  })
  const coupling = coupled.map(dims => dims.map(name => idOf(names, name)))
  return { kind, batched, dimensions: names, coupling, shared, sliding, levels, slots }
}

/** Whether a layer declares the batch dimension N (a GEMM's N is its columns). */
export function declaresBatch(layer: Layer): boolean {
  return layer.kind !== "GEMM" && layer.dimensions.some(d => d.name === "N")
}

function notFound(dim: string, code: string, level: number, height: number): PlanError {
  const message = `dimension ${dim} not found at level ${level}: the layer or the level above has none`
  return new PlanError(message, code, level, height, dim)
}

function checkLevels(levels: number, maxLevels: number): void {
  if (levels <= maxLevels) return
  const code = levels === maxLevels + 1 ? "too-many-levels" : "far-too-many-levels"
  throw new PlanError(`${levels - 1} Cluster directives, at most ${maxLevels - 1} are supported`, code, 0, levels - 1)
}

function checkSize(levels: readonly PlannedLevel[], names: readonly string[]): void {
  const most = Math.max(...levels.map(l => l.directives.length))
  if (most <= MAX_DIRECTIVES && names.length <= MAX_DIMENSIONS) return
  const found = `a level of ${most} directives (at most ${MAX_DIRECTIVES}), ${names.length} dimensions (at most ${MAX_DIMENSIONS})`
  throw new PlanError(found, "too-many-directives", 0, levels.length - 1)
}

function checkSpatial(list: readonly PlannedDirective[], level: number, height: number): void {
  const n = list.filter(d => d.spatial).length
  const found = n === 0 ? "no spatial map" : `${n} spatial maps`
  const code = n === 0 ? "no-spatial-map" : "too-many-spatial-maps"
  if (n === 0 || n > 2) throw new PlanError(`${found} at level ${level}, expected one or two`, code, level, height)
}
