// Tile sizes worth trying: those that divide an extent evenly, or as evenly as whole numbers allow.

const KNOWN = new Map<number, Int32Array>()
const DIVISORS = new Map<number, Int32Array>()
const SINGLES = new Map<number, Int32Array>()

/** The one tile n: what fixed tiles have to choose from. */
export function onlyTile(n: number): Int32Array {
  let tiles = SINGLES.get(n)
  if (tiles === undefined) {
    tiles = Int32Array.of(n)
    SINGLES.set(n, tiles)
  }
  return tiles
}

/**
 * All ⌈n / q⌉ for q = 1 … n, rising: for every number of pieces the smallest tile that does with so many. Divisors of n are
 * among them; there are about 2√n.
 */
export function balancedTiles(n: number): Int32Array {
  let tiles = KNOWN.get(n)
  if (tiles === undefined) {
    const found = new Set<number>()
    for (let q = 1; q <= n; ) {
      const tile = Math.ceil(n / q)
      found.add(tile)
      // The next number of pieces for which a smaller tile does.
      q = tile === 1 ? n + 1 : Math.floor((n - 1) / (tile - 1)) + 1
    }
    tiles = Int32Array.from(found).sort()
    KNOWN.set(n, tiles)
  }
  return tiles
}

/** Divisors of n, rising. */
export function divisorsOf(n: number): Int32Array {
  let divisors = DIVISORS.get(n)
  if (divisors === undefined) {
    divisors = balancedTiles(n).filter(tile => n % tile === 0)
    DIVISORS.set(n, divisors)
  }
  return divisors
}

/** At most `count` of a rising list, evenly spaced, both ends among them. */
export function thinned(count: number, values: Int32Array): Int32Array {
  if (values.length <= count) return values
  return Int32Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))])
}
