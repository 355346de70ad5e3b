// Chains of tiles that cut evenly, counted once for all layers: how many there are depends on the extent and the levels alone.

import { balancedTiles, divisorsOf } from "./tiles.ts"
import { runningSums } from "./weighted-draw.ts"

/** Tiles of a level and the running sums of how many mappings each leads to. */
export interface TileDraw {
  readonly tiles: Int32Array
  readonly sums: Float64Array
}

/** How tiles may cut. */
type Cut = "divisor" | "balanced" | "any"

// The lists are short, about 2√n; networks come back to the same extents.
const CHAINS = new Map<number, number>()
const DRAWS = new Map<number, TileDraw>()

const keyOf = (cut: Cut, levels: number, n: number) => (n * 8 + levels) * 2 + (cut === "divisor" ? 1 : 0)

/** Chains of `levels` tiles below an extent of n, each no larger than the one before. */
export function evenChains(cut: Cut, levels: number, n: number): number {
  if (levels === 0) return 1
  const key = keyOf(cut, levels, n)
  let chains = CHAINS.get(key)
  if (chains === undefined) {
    chains = 0
    for (const tile of evenTiles(cut, n)) chains += evenChains(cut, levels - 1, tile)
    CHAINS.set(key, chains)
  }
  return chains
}

/** The first tiles of these chains, for draws that make every chain equally likely. */
export function evenDraw(cut: Cut, levels: number, n: number): TileDraw {
  const key = keyOf(cut, levels, n)
  let draw = DRAWS.get(key)
  if (draw === undefined) {
    const tiles = evenTiles(cut, n)
    draw = { tiles, sums: runningSums(tiles, tile => evenChains(cut, levels - 1, tile)) }
    DRAWS.set(key, draw)
  }
  return draw
}

function evenTiles(cut: Cut, n: number): Int32Array {
  return cut === "divisor" ? divisorsOf(n) : balancedTiles(n)
}
