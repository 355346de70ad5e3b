// From genomes to directives and back.
//
// Source: specification "mapping and DSE", section 1.4. Size and offset are the tile; rows and columns are written in outputs
// (Y', X'), but for the row-stationary diagonal, which is written in input rows.

import { InputError } from "../core/errors.ts"
import { cluster, type Dataflow, type Directive, spatial, temporal } from "../maestro/dataflow.ts"
import { CLUSTER, type Dimensions, type Genome, LEVELS, MAX_LEVELS, PAR, ROWS } from "./genome.ts"

/** Directives that a search rewrites for every mapping, without making new ones. */
export class DirectiveBuffer {
  readonly #dimensions: Dimensions
  readonly #pool: { kind: "temporal" | "spatial" | "cluster"; dim: string; size: number; offset: number }[]

  constructor(dimensions: Dimensions) {
    this.#dimensions = dimensions
    const most = MAX_LEVELS * (dimensions.count + 1)
    this.#pool = Array.from({ length: most }, () => ({ kind: "temporal", dim: "", size: 1, offset: 1 }))
    this.directives = []
  }

  /** The directives of the last `fill`. */
  readonly directives: Directive[]

  /** Writes the directives of a repaired genome; those that cut nothing are left out. */
  fill(genome: Genome): Dataflow {
    const d = this.#dimensions
    const to = this.directives
    to.length = 0
    for (let l = 0; l < genome[LEVELS]; l++) {
      if (l > 0) this.#add("cluster", "", genome[d.at(l, CLUSTER)])
      const par = genome[d.at(l, PAR)]
      const rows = genome[d.at(l, ROWS)]
      for (let i = 0; i < d.count; i++) {
        const dim = genome[d.order(l, i)]
        const tile = genome[d.tile(l, dim)]
        const name = d.names[dim]
        if (dim === par) this.#add("spatial", name, tile)
        else if (dim === rows) this.#add("spatial", name[0], 1)
        else if (d.isTap[dim] === 0 && tile < (l === 0 ? d.sizes[dim] : genome[d.tile(l - 1, dim)])) {
          this.#add("temporal", name, tile)
        }
      }
    }
    return to
  }

  #add(kind: "temporal" | "spatial" | "cluster", dim: string, size: number): void {
    const directive = this.#pool[this.directives.length]
    directive.kind = kind
    directive.dim = dim
    directive.size = directive.offset = size
    this.directives.push(directive)
  }
}

/** The directives of a repaired genome, one per dimension and level as mapping files have them. */
export function decode(d: Dimensions, genome: Genome): Dataflow {
  const out: Directive[] = []
  for (let l = 0; l < genome[LEVELS]; l++) {
    if (l > 0) out.push(cluster(genome[d.at(l, CLUSTER)]))
    const par = genome[d.at(l, PAR)]
    const rows = genome[d.at(l, ROWS)]
    for (let i = 0; i < d.count; i++) {
      const dim = genome[d.order(l, i)]
      const name = d.names[dim]
      const tile = genome[d.tile(l, dim)]
      if (dim === par) out.push(spatial(name, tile))
      else if (dim === rows) out.push(spatial(name[0], 1))
      // R and S are written whole: below a level that shares them out they mean what is left.
      else out.push(temporal(name, d.isTap[dim] === 1 ? d.sizes[dim] : tile))
    }
  }
  return out
}

/**
 * The genome of directives as `decode` writes them (any order; missing dimensions are uncut).
 *
 * @throws InputError for what a genome cannot say: overlapping or input-centric tiles, more levels or other dimensions than it has
 */
export function encode(d: Dimensions, dataflow: Dataflow): Genome {
  const groups: Directive[][] = [[]]
  for (const directive of dataflow) {
    if (directive.kind === "cluster") groups.push([])
    groups[groups.length - 1].push(directive)
  }
  if (groups.length > MAX_LEVELS) throw new InputError(`${groups.length} levels, a genome has at most ${MAX_LEVELS}`)
  const genome = d.blank(groups.length)
  for (const [l, group] of groups.entries()) encodeLevel(d, genome, l, group)
  return genome
}

function encodeLevel(d: Dimensions, genome: Genome, l: number, group: readonly Directive[]): void {
  const order: number[] = []
  let par = -1
  for (let dim = 0; dim < d.count; dim++) {
    genome[d.tile(l, dim)] = l === 0 ? d.sizes[dim] : genome[d.tile(l - 1, dim)]
  }
  for (const directive of group) {
    if (directive.kind === "cluster") {
      genome[d.at(l, CLUSTER)] = directive.size
      continue
    }
    const { kind, dim: name, size, offset } = directive
    const dim = d.idOf(name)
    if (dim < 0) throw new InputError(`level ${l}: ${name} is no dimension of this ${d.layer.kind} layer`)
    if (order.includes(dim)) throw new InputError(`level ${l}: ${name} is mapped twice`)
    order.push(dim)
    const isDiagonal = kind === "spatial" && d.axes.taps[dim] >= 0 && d.names[dim] !== name
    if (isDiagonal) {
      genome[d.at(l, ROWS)] = dim
      genome[d.tile(l, dim)] = 1
      continue
    }
    const covers = size >= genome[d.tile(l, dim)]
    if (d.names[dim] !== name || (offset !== size && !covers)) {
      throw new InputError(`level ${l}: ${kind} ${name} (${size}, ${offset}) is not a plain tile of ${d.names[dim]}`)
    }
    if (kind === "spatial") {
      if (par >= 0) throw new InputError(`level ${l}: ${d.names[par]} and ${name} are both spatial`)
      par = dim
    }
    if (!covers) genome[d.tile(l, dim)] = size
  }
  if (par < 0) throw new InputError(`level ${l}: no spatial dimension`)
  genome[d.at(l, PAR)] = par
  for (let dim = 0; dim < d.count; dim++) if (!order.includes(dim)) order.push(dim)
  for (const [i, dim] of order.entries()) genome[d.order(l, i)] = dim
}
