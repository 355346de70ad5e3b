// The levels of a template as expressions: loops over axes, for the symbolic procedure.
//
// Covers the templates the program owns: maps that advance by their tile, windows of one output, and diagonals of
// one row and one tap. For these every mapping is legal at any stride, and no tile depends on the chunk.

import type { Extent, MapDirective, OpenDataflow } from "../../maestro/dataflow.ts"
import { type Expr, type Expressions, PE, TILE } from "../../maestro/grid/expressions.ts"
import { NotGenerated } from "../../maestro/grid/symbolic-model.ts"
import type { LayerKind } from "../../maestro/layer.ts"
import { type AxisTable, axisName } from "../axes.ts"

/** A map of a level: pieces of `tile` elements, one after the other or spread over the units. */
export interface SymbolicMap {
  readonly axis: number
  readonly tile: Expr
  readonly spread: boolean
  /** Axis whose taps must be whole in the chunk, or −1. */
  readonly taps: number
  /** Whether the chunk must have a single element of the axis. */
  readonly uncut: boolean
}

/** One level, outermost first. */
export interface SymbolicLevel {
  readonly units: Expr
  readonly maps: readonly SymbolicMap[]
}

/** Sizes of the layer and levels of the template. */
export interface SymbolicMapping {
  readonly sizes: readonly Expr[]
  /** Per axis the stride of Y' and X', else 1. */
  readonly strides: readonly Expr[]
  readonly levels: readonly SymbolicLevel[]
}

/**
 * A template for layers with given axes, without or with strides.
 *
 * @throws NotGenerated for what is not covered
 */
export function symbolicMapping(
  E: Expressions,
  bounds: Bounds,
  kind: LayerKind,
  { axes, strided }: { readonly axes: AxisTable; readonly strided: boolean },
  template: OpenDataflow,
): SymbolicMapping {
  const sizes = axes.names.map((_, axis) => E.input(`size${axis}`, 0))
  const sizeOf = (name: string) => {
    const axis = axes.names.indexOf(name)
    if (axis < 0) throw new NotGenerated(`size of ${name}`)
    return sizes[axis]
  }
  const pe = E.input("pe", PE)
  const parameters: Readonly<Record<string, () => Expr>> = {
    pe: () => pe,
    tile: () => E.input("tile", TILE),
    side: () => bounds.noted(E.input("side", PE), pe),
    rows: () => (axes.names.includes("R") ? bounds.min(sizeOf("R"), pe) : E.one),
  }
  const valueOf = (extent: Extent): Expr => {
    if (typeof extent === "number") return E.constant(extent)
    return "sizeOf" in extent ? sizeOf(extent.sizeOf) : parameters[extent.parameter]()
  }
  const groups: MapDirective<Extent>[][] = [[]]
  const clusters: Expr[] = []
  for (const d of template) {
    if (d.kind === "cluster") {
      clusters.push(valueOf(d.size))
      groups.push([])
    } else groups[groups.length - 1].push(d)
  }
  // So that there is a unit at the top for every number of PEs.
  if (clusters.length > 1 || clusters.some(size => !bounds.atMost(size, pe))) throw new NotGenerated("clusters")
  const levels = groups.map((group, i): SymbolicLevel => {
    const units = i === 0 ? E.quotient(pe, E.mul(...clusters)) : clusters[i - 1]
    return { units, maps: mapsOf(group, { E, kind, axes, sizes, valueOf, single: units === E.one }) }
  })
  const strides = axes.taps.map((taps, axis) => (strided && taps >= 0 ? E.input(`stride${axis}`, 0) : E.one))
  return { sizes, strides, levels }
}

interface LevelContext {
  readonly E: Expressions
  readonly kind: LayerKind
  readonly axes: AxisTable
  readonly sizes: readonly Expr[]
  readonly valueOf: (extent: Extent) => Expr
  /** Whether the level has a single unit. */
  readonly single: boolean
}

function mapsOf(group: readonly MapDirective<Extent>[], context: LevelContext): SymbolicMap[] {
  const { E, kind, axes, sizes, valueOf, single } = context
  const spatial = group.filter(d => d.kind === "spatial")
  const maps: SymbolicMap[] = []
  for (const d of group) {
    const name = axisName(kind, d.dim)
    const axis = axes.names.indexOf(name)
    const [size, offset] = [valueOf(d.size), valueOf(d.offset)]
    if (axis < 0 || maps.some(m => m.axis === axis)) throw new NotGenerated(`${d.dim} twice or unknown`)
    const inRows = name !== d.dim
    if (!inRows) {
      if (size !== offset) throw new NotGenerated("a tile that is not its advance")
      maps.push({ axis, tile: size, spread: d.kind === "spatial" && !single, taps: -1, uncut: false })
      continue
    }
    // Rows of a diagonal: the chunk has one output, so that nothing is cut.
    const taps = sizes[axes.taps[axis]]
    const diagonal = spatial.length === 2 && spatial.includes(d) && size === E.one
    if (offset !== E.one || (!diagonal && size !== taps)) throw new NotGenerated("rows beyond one window")
    const spread = d.kind === "spatial" && !diagonal && !single
    maps.push({ axis, tile: E.one, spread, taps: axes.taps[axis], uncut: diagonal })
  }
  if (spatial.length === 1) return maps
  const [rows, taps] = spatial
  const next = group.indexOf(rows) + 1 === group.indexOf(taps)
  const together =
    axisName(kind, rows.dim) !== rows.dim && axes.names[axes.taps[maps[group.indexOf(rows)].axis]] === taps.dim
  if (spatial.length > 2 || !next || !together || valueOf(taps.size) !== E.one) {
    throw new NotGenerated("a pair of spatial maps")
  }
  return maps
}

/** Minima that remember what they are at most, so that a tile of a tile is known to be whole. All values are at least 1. */
export class Bounds {
  readonly #E: Expressions
  readonly #above = new Map<Expr, Set<Expr>>()

  constructor(E: Expressions) {
    this.#E = E
  }

  /** Notes that a is at most b. */
  note(a: Expr, b: Expr): void {
    const above = this.#above.get(a) ?? new Set<Expr>()
    above.add(b)
    for (const c of this.#above.get(b) ?? []) above.add(c)
    this.#above.set(a, above)
  }

  /** a, noted to be at most b. */
  noted(a: Expr, b: Expr): Expr {
    this.note(a, b)
    return a
  }

  atMost(a: Expr, b: Expr): boolean {
    return a === b || a.value === 1 || (this.#above.get(a)?.has(b) ?? false)
  }

  min(a: Expr, b: Expr): Expr {
    if (this.atMost(a, b)) return a
    if (this.atMost(b, a)) return b
    const made = this.#E.min(a, b)
    this.note(made, a)
    this.note(made, b)
    return made
  }
}
