// Mappings carried over from one layer to another.
//
// Source: specification "mapping and DSE", section 1.17 (warm start). Tiles keep their share of the extent: whole stays whole,
// a tile that made q pieces makes q pieces again. Which layers are similar: those of one kind whose extents differ least in
// logarithm.

import { type Dimensions, type Genome, LEVELS } from "./genome.ts"

/** Distance of two layers, ∞ for different kinds. */
export function distanceOf(a: Dimensions, b: Dimensions): number {
  if (a.layer.kind !== b.layer.kind || a.names.join() !== b.names.join()) return Number.POSITIVE_INFINITY
  return a.sizes.reduce((sum, size, dim) => sum + Math.abs(Math.log2(size / b.sizes[dim])), 0)
}

/** Positions of the `count` layers most similar to one of them, nearest first, the earlier among equals. */
export function similarTo(layers: readonly Dimensions[], to: number, count: number): number[] {
  return layers
    .map((d, i) => ({ i, distance: i === to ? Number.POSITIVE_INFINITY : distanceOf(layers[to], d) }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance || a.i - b.i)
    .slice(0, count)
    .map(({ i }) => i)
}

/** The genome of one layer scaled to another of the same kind; repair and limits are the caller's. */
export function scaleGenome(genome: Genome, from: Dimensions, to: Dimensions): Genome {
  const scaled = genome.slice()
  for (let dim = 0; dim < from.count; dim++) {
    let parent = from.sizes[dim]
    let target = to.sizes[dim]
    for (let l = 0; l < genome[LEVELS]; l++) {
      const tile = genome[from.tile(l, dim)]
      target = Math.ceil(target / Math.ceil(parent / tile))
      parent = tile
      scaled[to.tile(l, dim)] = target
    }
  }
  return scaled
}
