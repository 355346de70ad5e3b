// Which dimensions to spread over how many units, ranked by the cycles that the PEs then need.
//
// With a different dimension in every level the cycles are MACs / Π n × Π ⌈n / units⌉ over the spread dimensions; only unit
// counts that save a step over the next smaller one are worth having (tiles.ts), which leaves a few ten thousand shapes.

import { CLUSTER, type Genome, LEVELS, PAR, ROWS } from "./genome.ts"
import type { MapSpace } from "./space.ts"
import { balancedTiles } from "./tiles.ts"

/** Spatial dimension and units per level, and the share of MACs per PE and cycle. */
export interface ArrayShape {
  readonly par: readonly number[]
  readonly units: readonly number[]
  readonly utilisation: number
}

/**
 * The `count` shapes that use the PEs best, for every number of levels that the space has; equals in order of discovery.
 *
 * @param sizes what is shared out: the layer, or a tile of it
 */
export function bestShapes(
  space: MapSpace,
  numPEs: number,
  count: number,
  sizes: Int32Array = space.dimensions.sizes,
): ArrayShape[] {
  const found: ArrayShape[] = []
  for (let levels = space.rules.minLevels; levels <= Math.min(3, space.rules.maxLevels); levels++) {
    found.push(...shapesOf(space, sizes, levels, numPEs, count))
  }
  return found.sort((a, b) => b.utilisation - a.utilisation).slice(0, count)
}

function shapesOf(space: MapSpace, sizes: Int32Array, levels: number, numPEs: number, count: number): ArrayShape[] {
  const kept: ArrayShape[] = []
  let least = 0
  const par: number[] = []
  const units: number[] = []
  /** Chooses dimensions from the inside out; `share` is the product of what units make of their dimension. */
  const visit = (level: number, left: number, speedup: number) => {
    for (const dim of space.parallel[level]) {
      if (par.includes(dim)) continue
      const n = sizes[dim]
      par[level] = dim
      if (level === 0) {
        units[0] = left
        const utilisation = (speedup * n) / Math.ceil(n / left) / numPEs
        if (kept.length >= 4 * count && utilisation <= least) continue
        kept.push({ par: par.slice(0, levels), units: units.slice(0, levels), utilisation })
        if (kept.length < 8 * count) continue
        kept.sort((a, b) => b.utilisation - a.utilisation)
        kept.length = 4 * count
        least = kept[kept.length - 1].utilisation
        continue
      }
      const { cluster } = space.rule(level)
      const choices = typeof cluster === "number" ? Int32Array.of(cluster) : balancedTiles(n)
      for (const c of choices) {
        if (c > left) break
        if (c === 1 && choices.length > 1) continue
        units[level] = c
        visit(level - 1, Math.floor(left / c), (speedup * n) / Math.ceil(n / c))
        // Levels further out write over their own entries only.
        par[level] = dim
      }
      par[level] = -1
    }
    par[level] = -1
  }
  visit(levels - 1, numPEs, 1)
  return kept.sort((a, b) => b.utilisation - a.utilisation).slice(0, count)
}

/** Gives a genome a shape on a tile of the layer: spread dimensions in one step each, all others uncut. Orders stay. */
export function applyShape(
  space: MapSpace,
  genome: Genome,
  { par, units }: ArrayShape,
  sizes: ArrayLike<number> = space.dimensions.sizes,
): void {
  const d = space.dimensions
  genome[LEVELS] = par.length
  for (let l = 0; l < par.length; l++) {
    genome[d.at(l, PAR)] = par[l]
    genome[d.at(l, ROWS)] = space.rowsWith(l, par[l])
    genome[d.at(l, CLUSTER)] = l === 0 ? 0 : units[l]
    for (let dim = 0; dim < d.count; dim++) {
      const parent = l === 0 ? sizes[dim] : genome[d.tile(l - 1, dim)]
      genome[d.tile(l, dim)] = dim === par[l] ? Math.ceil(parent / units[l]) : parent
    }
  }
}
