// From genomes to directives and back.
//
// Source: specification "mapping and DSE", section 1.4. Size and offset are the tile; rows and columns are written in outputs
// (Y', X'), but for the row-stationary diagonal, which is written in input rows.

import { InputError } from "../core/errors.ts"
import { cluster, type Dataflow, type Directive, spatial, temporal } from "../maestro/dataflow.ts"
import * as Levels from "../physical/packed/levels.ts"
import { CLUSTER, type Dimensions, type Genome, HEAD, LEVELS, MAX_LEVELS, ORDER, PAR, ROWS } from "./genome.ts"

const { levelUnits, levelStart, mapAxis, mapSpatial, mapInRows, mapSize, mapOffset, diagonalRows, diagonalTaps } =
  Levels

/**
 * Writes a repaired genome where the packed kernel reads mappings from, without directives in between; maps that cut nothing are
 * left out. Returns the number of levels, 0 for a mapping with a diagonal, which takes the way of `decode`.
 */
export function writeLevels(d: Dimensions, genome: Genome, numPEs: number): number {
  const levels = genome[LEVELS]
  const { count, stride } = d
  let map = 0
  for (let l = 0, at = HEAD, above = 0; l < levels; l++, at += stride) {
    if (genome[at + ROWS] >= 0) return 0
    const par = genome[at + PAR]
    const tiles = at + ORDER + count
    levelUnits[l] = d.unitsOf(genome, l, numPEs)
    levelStart[l] = map
    diagonalRows[l] = diagonalTaps[l] = -1
    for (let i = 0; i < count; i++) {
      const dim = genome[at + ORDER + i]
      const tile = genome[tiles + dim]
      if (dim !== par && (d.isTap[dim] === 1 || tile >= (l === 0 ? d.sizes[dim] : genome[above + dim]))) continue
      mapAxis[map] = dim
      mapSpatial[map] = dim === par ? 1 : 0
      mapInRows[map] = 0
      mapSize[map] = mapOffset[map] = tile
      map++
    }
    above = tiles
  }
  levelStart[levels] = map
  return levels
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
