// The cost model of a template in expressions: what generated code computes per grid point.
//
// Source: specification "cost model", sections 3.7 to 3.10; the same facts as level-tables.ts and groups.ts. A loop
// that does not exist at run time has no steady steps and no edge; what belongs to it weighs 0. Rare situations
// are not worked out but flagged: the caller then takes the generic kernel.

import { FILTER, INPUT, OUTPUT } from "../layer.ts"
import type { Plan } from "../plan.ts"
import { type Expr, Expressions, PE, TILE } from "./expressions.ts"
import {
  activeEdgeUnits,
  type Extents,
  extentsOf,
  plainTables,
  type SymbolicDirective,
  type SymbolicLevel,
  statesOf,
  type Tables,
} from "./symbolic-level.ts"
import { SymbolicSpatial } from "./symbolic-spatial.ts"

/** Hardware as variables of the generated code. */
export interface SymbolicHardware {
  readonly lanes: Expr
  readonly bandwidth: Expr
  readonly latency: Expr
  readonly offchip: Expr
}

/** What the code computes, by name. */
export interface SymbolicCosts {
  readonly runtime: Expr
  readonly macs: Expr
  readonly l2Reads: readonly Expr[]
  readonly l2Writes: readonly Expr[]
  readonly l1Writes: readonly Expr[]
  readonly l2Size: Expr
  readonly l1Size: Expr
  /** 1 when the point needs the generic kernel. */
  readonly rare: Expr
}

/** A template is outside of what code is generated for; the generic kernel has it all. */
export class NotGenerated extends Error {}

/** Sums of one level. */
interface LevelCosts {
  readonly runtime: Expr
  readonly reads: readonly Expr[]
  readonly macs: Expr
  readonly writes: Expr
  readonly l2Size: Expr
  readonly rare: Expr
}

/** Edge masks of a level at most: beyond, no code is generated. */
const MAX_MASKS = 16
const OCCURRENCE_LIMIT = 2 ** 31

/** Tables and nominal sizes of a level, before it is evaluated for actual sizes. */
interface Nominal {
  readonly extents: Extents
  readonly tables: readonly Tables[]
  readonly units: Expr
  readonly edgeUnits: Expr
}

export class SymbolicModel {
  readonly x = new Expressions()
  readonly #plan: Plan
  readonly #hardware: SymbolicHardware
  readonly #sizes: readonly Expr[]
  readonly #levels: Nominal[] = []

  /**
   * @param settingDeps what lanes and bandwidths depend on: 0, or SETTING where the program runs over many of them
   * @throws NotGenerated when the template is outside of what code is generated for.
   */
  constructor(plan: Plan, settingDeps = 0) {
    const x = this.x
    this.#plan = plan
    this.#hardware = {
      lanes: x.input("lanes", settingDeps),
      bandwidth: x.input("bandwidth", settingDeps),
      latency: x.input("latency", 0),
      offchip: x.input("offchip", settingDeps),
    }
    this.#sizes = plan.dimensions.map((_, d) => x.input(`size${d}`, 0))
    const slots = plan.slots.map(extent => {
      if (typeof extent === "number") return x.constant(extent)
      if ("sizeOf" in extent) {
        const size = this.#sizes[plan.dimensions.indexOf(extent.sizeOf)]
        if (size === undefined) throw new NotGenerated(`size of ${extent.sizeOf}`)
        return size
      }
      if (extent.parameter === "pe") return x.input("pe", PE)
      if (extent.parameter === "tile") return x.input("tile", TILE)
      throw new NotGenerated(`parameter ${extent.parameter}`)
    })
    const clusters = plan.levels.slice(1).map(level => slots[level.clusterSlot])
    const top = x.quotient(x.input("pe", PE), x.mul(...clusters))
    // Partial units need a second evaluation of the level below (section 3.9), which is not generated.
    if (plan.levels.length > 2 || (plan.levels.length === 2 && top.value !== 1))
      throw new NotGenerated("more than two levels, or several clusters")
    let nominal = this.#sizes
    for (const l of plan.levels.keys()) {
      const level = this.#nominalLevel(l, nominal, slots, l === 0 ? top : clusters[l - 1])
      this.#levels.push(level)
      nominal = nominal.map((b, d) => {
        const j = plan.levels[l].directives.findIndex(p => p.dim === d)
        return plan.shared.includes(d) ? x.min(level.extents.size[j], b) : b
      })
    }
  }

  #nominalLevel(l: number, nominal: readonly Expr[], slots: readonly Expr[], units: Expr): Nominal {
    const { x } = this
    const plan = this.#plan
    const list = plan.levels[l].directives
    if (new Set(list.map(d => d.dim)).size < list.length) throw new NotGenerated("a level maps a dimension twice")
    const extents = extentsOf(x, plan, l, l === 0 ? null : this.#levels[l - 1].extents, nominal, slots)
    const { size, offset } = extents
    const plain = list.map((d, j) => plainTables(x, d.spatial, size[j], offset[j], nominal[d.dim]))
    const tables = list.map((d, j): Tables => {
      const t = plain[j]
      const filter = plan.sliding[d.dim]
      if (filter < 0) {
        const { full: hatFull, fresh: hatFresh, edgeFull: hatEdgeFull, edgeFresh: hatEdgeFresh } = t
        return { ...t, hatFull, hatFresh, hatEdgeFull, hatEdgeFresh }
      }
      const slide = plain[list.findIndex(p => p.dim === filter)]
      const hatEdgeFull = x.add(x.sub(t.edgeFull, slide.edgeFull), x.one)
      return {
        ...t,
        hatFull: x.add(x.sub(t.full, slide.full), x.one),
        hatFresh: x.min(size[j], offset[j]),
        hatEdgeFull,
        hatEdgeFresh: x.min(offset[j], hatEdgeFull),
      }
    })
    const first = list.findIndex(d => d.spatial)
    const edgeUnits = activeEdgeUnits(x, size[first], offset[first], nominal[list[first].dim], units)
    return { extents, tables, units, edgeUnits }
  }

  /** A level for actual sizes (per dimension); below the top they are at most the tiles above. */
  #level(l: number, actual: readonly Expr[]): SymbolicLevel {
    const { x } = this
    const plan = this.#plan
    const { extents, tables, units, edgeUnits } = this.#levels[l]
    const directives = plan.levels[l].directives.map((d, position): SymbolicDirective => {
      const size = extents.size[position]
      const offset = extents.offset[position]
      const upper = l === 0 ? -1 : plan.levels[l - 1].directives.findIndex(p => p.dim === d.dim)
      const bound = l === 0 ? null : this.#levels[l - 1].tables[upper].full
      return {
        position,
        dim: d.dim,
        spatial: d.spatial,
        size,
        offset,
        tables: tables[position],
        ...statesOf(x, { spatial: d.spatial, size, offset }, actual[d.dim], bound, units),
        coupledTo: t => plan.coupling[t].includes(d.dim),
        couplingRank: t => plan.coupling[t].indexOf(d.dim),
      }
    })
    return { index: l, units, edgeUnits, directives, spatials: directives.filter(d => d.spatial) }
  }

  /** All costs of the top level. */
  costs(): SymbolicCosts {
    const { x } = this
    const coupling = this.#plan.coupling
    const whole = (t: number) =>
      x.mul(
        ...coupling[t].map(d => {
          const slide = t === OUTPUT ? this.#plan.sliding[d] : -1
          return slide < 0 ? this.#sizes[d] : x.add(x.sub(this.#sizes[d], this.#sizes[slide]), x.one)
        }),
      )
    const top = this.#evaluate(this.#level(0, this.#sizes))
    const inner = this.#plan.levels.length - 1
    const tile = (t: number) =>
      x.mul(
        x.constant(2),
        ...coupling[t].map(d => {
          const j = this.#plan.levels[inner].directives.findIndex(p => p.dim === d)
          return j < 0 ? x.one : this.#levels[inner].tables[j].full
        }),
      )
    return {
      runtime: top.runtime,
      macs: top.macs,
      l2Reads: [top.reads[INPUT], top.reads[FILTER], whole(OUTPUT)],
      l2Writes: [whole(INPUT), whole(FILTER), top.writes],
      l1Writes: [top.reads[INPUT], top.reads[FILTER], top.macs],
      l2Size: top.l2Size,
      l1Size: x.add(tile(INPUT), tile(FILTER), tile(OUTPUT)),
      rare: top.rare,
    }
  }

  /** Sums over the groups of a level's cases. */
  #evaluate(level: SymbolicLevel): LevelCosts {
    const { x } = this
    const isTop = level.index === 0
    const loops = level.directives.filter(d => d.isLoop.value !== 0)
    const edged = loops.filter(d => d.hasEdge.value !== 0)
    if (2 ** edged.length > MAX_MASKS) throw new NotGenerated("too many edge masks")
    const masks = Array.from({ length: 2 ** edged.length }, (_, bits) =>
      this.#mask(level, loops, new Set(edged.filter((_d, i) => (bits >> i) & 1))),
    )
    const rare = masks.map(m => x.and(m.exists, x.or(x.less(m.critical, x.one), m.rareBelow)))
    if (isTop) rare.push(...masks.map(m => x.and(m.exists, x.less(m.compute, x.one))), this.#tooMany(loops))

    const fetched = (mask: number, changing: SymbolicDirective | null) =>
      [INPUT, FILTER].map(t => this.#fetched(level, loops, masks[mask].spatial, t, changing))
    const first = fetched(0, null)
    const l2 = [x.mul(x.constant(2), x.add(...first)), x.mul(x.constant(2), masks[0].egress)]
    const floor = isTop ? l2.map(elements => this.#halfOffchip(elements)) : []
    let runtime = x.max(x.add(masks[0].compute, this.#delay(x.add(...first))), ...floor)
    let reads = first
    for (const { loop, mask, weight } of this.#groups(loops, edged)) {
      const volumes = fetched(mask, loop)
      const delays = [this.#delay(masks[mask].egress), this.#delay(x.add(...volumes))]
      runtime = x.add(runtime, x.mul(weight, x.max(masks[mask].compute, ...delays, ...floor)))
      reads = reads.map((sum, t) => x.add(sum, x.mul(weight, volumes[t])))
      rare.push(...this.#withoutNewData(loops, loop))
    }
    return {
      runtime,
      reads,
      macs: x.add(...masks.map(m => x.mul(m.weight, m.work))),
      writes: x.add(...masks.map(m => x.mul(m.weight, m.egress))),
      l2Size: x.add(...l2),
      rare: x.or(...rare),
    }
  }

  /** Cycles until a volume has arrived (noc.ts). */
  #delay(volume: Expr): Expr {
    const { x } = this
    const { bandwidth, latency } = this.#hardware
    return x.sub(x.add(latency, x.ceil(volume, bandwidth)), x.one)
  }

  /** Half the time over the off-chip link: rounded down twice, and nothing for what takes less than two cycles. */
  #halfOffchip(elements: Expr): Expr {
    const { x } = this
    const two = x.constant(2)
    const { offchip } = this.#hardware
    const half = x.quotient(x.quotient(elements, offchip), two)
    return x.select(x.less(elements, x.mul(two, offchip)), x.zero, half)
  }

  /** 1 when occurrences may not fit 32 bits. */
  #tooMany(loops: readonly SymbolicDirective[]): Expr {
    const { x } = this
    const most = x.mul(...loops.map(d => x.max(x.one, d.steady)))
    return x.not(x.less(most, x.constant(OCCURRENCE_LIMIT)))
  }

  /** Volumes of a mask, and the level below for its tiles. */
  #mask(level: SymbolicLevel, loops: readonly SymbolicDirective[], edges: ReadonlySet<SymbolicDirective>) {
    const { x } = this
    const spatial = new SymbolicSpatial(x, level, d => edges.has(d))
    const plain = (d: SymbolicDirective) => (edges.has(d) ? d.tables.edgeFull : this.#tile(d))
    const hat = (d: SymbolicDirective) =>
      edges.has(d) ? d.tables.hatEdgeFull : x.select(d.initEdge, d.tables.hatEdgeFull, d.tables.hatFull)
    const temporal = level.directives.filter(d => !d.spatial)
    const factors = temporal.map(d => (d.coupledTo(OUTPUT) ? hat(d) : plain(d)))
    const outputs = temporal.filter(d => d.coupledTo(OUTPUT)).map(hat)
    const critical = x.mul(...factors, spatial.critical())
    let below: LevelCosts | null = null
    if (level.index + 1 < this.#levels.length) {
      const actual = [...this.#sizes]
      for (const d of level.directives) actual[d.dim] = plain(d)
      below = this.#evaluate(this.#level(level.index + 1, actual))
    }
    return {
      spatial,
      work: x.mul(...factors, spatial.work()),
      critical,
      /** Cycles of a step. */
      compute: below === null ? x.ceil(critical, this.#hardware.lanes) : x.max(x.zero, below.runtime),
      rareBelow: below?.rare ?? x.zero,
      egress: x.mul(...outputs, spatial.egress()),
      weight: x.mul(...loops.map(d => (edges.has(d) ? d.hasEdge : x.add(x.one, d.steady)))),
      exists: x.and(...[...edges].map(d => d.hasEdge)),
    }
  }

  /** Tile of a directive that is not in its edge state. */
  #tile(d: SymbolicDirective): Expr {
    return this.x.select(d.initEdge, d.tables.edgeFull, d.tables.full)
  }

  /** Groups of cases by changing loop and mask, with their weights (groups.ts). */
  #groups(loops: readonly SymbolicDirective[], edged: readonly SymbolicDirective[]) {
    const { x } = this
    const groups: { loop: SymbolicDirective; mask: number; weight: Expr }[] = []
    for (const loop of loops) {
      const outer = loops.filter(d => d.position < loop.position)
      const outerEdged = outer.filter(d => edged.includes(d))
      for (let bits = 0; bits < 2 ** outerEdged.length; bits++) {
        // The outer loops come first in `edged` as well, so that their bits are those of the mask.
        const inEdge = (d: SymbolicDirective) => outerEdged.includes(d) && ((bits >> outerEdged.indexOf(d)) & 1) === 1
        const before = outer.map(d => (inEdge(d) ? d.hasEdge : x.add(x.one, d.steady)))
        groups.push({ loop, mask: bits, weight: x.mul(...before, loop.steady) })
        if (!edged.includes(loop)) continue
        const mask = bits | (1 << edged.indexOf(loop))
        groups.push({ loop, mask, weight: x.mul(...before, loop.hasEdge) })
      }
    }
    return groups.filter(g => g.weight.value !== 0)
  }

  /** 1 when no later loop coupled to t exists: the changing loop fetches new data only. */
  #advances(loops: readonly SymbolicDirective[], changing: SymbolicDirective, t: number): Expr {
    const later = loops.filter(d => d.position > changing.position && d.coupledTo(t))
    return this.x.and(...later.map(d => this.x.not(d.isLoop)))
  }

  /** In(t) when a loop changes, or of the first case (null). */
  #fetched(
    level: SymbolicLevel,
    loops: readonly SymbolicDirective[],
    spatial: SymbolicSpatial,
    t: number,
    changing: SymbolicDirective | null,
  ): Expr {
    const { x } = this
    // Quirk 8: see volumes.ts.
    if (changing !== null && !changing.coupledTo(t)) return x.zero
    const advances = changing === null ? x.zero : this.#advances(loops, changing, t)
    const temporal = level.directives.filter(d => !d.spatial && d.coupledTo(t))
    const factors = temporal.map(d =>
      d === changing ? x.select(advances, d.tables.fresh, d.tables.full) : this.#tile(d),
    )
    const fresh = (d: SymbolicDirective) => {
      if (changing !== null && d.position > changing.position) return x.one
      return d === changing ? advances : x.zero
    }
    return x.mul(...factors, spatial.fetched(t, changing === null ? null : fresh))
  }

  /** The reference stops when a changing temporal loop has no new data to fetch. */
  #withoutNewData(loops: readonly SymbolicDirective[], changing: SymbolicDirective): Expr[] {
    const { x } = this
    if (changing.spatial) return []
    return [INPUT, FILTER]
      .filter(t => changing.coupledTo(t))
      .map(t => x.and(changing.isLoop, this.#advances(loops, changing, t), x.equal(changing.tables.fresh, x.zero)))
  }
}
