// The map space of a layer as data: what every gene of every level may be, how many mappings that makes, and a uniform draw.
//
// Source: specification "mapping and DSE", sections 1.3 and 1.11. Given the number of levels and the spatial dimension of each,
// a mapping is a chain of tiles per dimension, an order per level and a chain of cluster sizes, independent of each other: their
// numbers multiply, and drawing each of them uniformly draws the mapping uniformly.

import { checkInteger, unknownName } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import type { Rng } from "../core/rng.ts"
import { evenChains, evenDraw, type TileDraw } from "./even-chains.ts"
import { CLUSTER, type Dimensions, type Genome, HEAD, LEVELS, MAX_LEVELS, PAR, PES, ROWS } from "./genome.ts"
import {
  ALL_NAMES,
  completeRule,
  completeRules,
  type LevelRule,
  type SpaceRules,
  type TileRule,
} from "./space-rules.ts"
import { balancedTiles, divisorsOf, onlyTile } from "./tiles.ts"
import { pick, runningSums } from "./weighted-draw.ts"

/** One choice of level count and spatial dimensions, and how many mappings have it. */
interface Shape {
  readonly par: readonly number[]
  readonly count: bigint
}

/** A layer's map space on a number of PEs. */
export class MapSpace {
  readonly dimensions: Dimensions
  readonly numPEs: number
  readonly rules: SpaceRules
  /** Per level the spatial dimensions to choose from, the rows of a diagonal (−1), and the fixed part of the order. */
  readonly parallel: readonly Int32Array[]
  readonly rows: Int32Array
  readonly fixedOrder: readonly Int32Array[]
  readonly #levels: readonly LevelRule[]
  readonly #tileRules: readonly TileRule[]
  /** 1 for dimensions whose tiles cut evenly on all levels and depend on nothing else (even-chains.ts). */
  readonly #freeTiles: Uint8Array
  /** Per level whether its rule fixes nothing but spatial dimensions, and these as bits. */
  readonly #isPlain: Uint8Array
  readonly #parallelBits: Int32Array
  #shapes: readonly Shape[] | null = null
  /** Numbers of chains by what they depend on; below 2^53, so exact. Tiles per dimension, clusters. */
  readonly #chains: Map<number, number>[] = []
  readonly #clusterChains = new Map<number, number>()
  /** Draws that are made again and again: running sums of the choices' weights. */
  #shapeDraw: Float64Array | null = null
  readonly #tileDraws: Map<number, TileDraw>[] = []
  readonly #clusterDraws = new Map<number, Float64Array>()

  /** @throws InputError for a dimension the layer does not have, and rules that leave nothing */
  constructor(dimensions: Dimensions, numPEs: number, rules: Partial<SpaceRules> = {}) {
    this.dimensions = dimensions
    this.numPEs = checkInteger("numPEs", numPEs, 1)
    this.rules = completeRules(rules)
    const { minLevels, maxLevels, levels } = this.rules
    checkInteger("maxLevels", maxLevels, 1, MAX_LEVELS)
    checkInteger("minLevels", minLevels, 1, maxLevels)
    const all = Array.from({ length: MAX_LEVELS }, (_, l) => completeRule(levels[l] ?? {}))
    this.#levels = all
    this.parallel = all.map((rule, l) => this.#parallelOf(rule, l))
    this.rows = Int32Array.from(all, ({ rows }) => (rows === undefined ? -1 : this.#id(rows, "rows")))
    this.fixedOrder = all.map(rule => Int32Array.from(this.#present(rule.order ?? [], "order")))
    for (const [l, rule] of all.entries()) this.#checkRule(rule, l)
    this.#isPlain = Uint8Array.from(all, ({ rows, cluster, order, tiles }) =>
      rows === undefined && cluster === undefined && order === undefined && tiles === undefined ? 1 : 0,
    )
    this.#parallelBits = Int32Array.from(this.parallel, ids => ids.reduce((bits, id) => bits | (1 << id), 0))
    this.#tileRules = all.flatMap((_, l) => Array.from(dimensions.sizes, (__, dim) => this.#findTileRule(l, dim)))
    this.#freeTiles = Uint8Array.from(dimensions.sizes, (_, dim) => (this.#hasFreeTiles(dim) ? 1 : 0))
  }

  #hasFreeTiles(dim: number): boolean {
    if (this.rules.tiles === "any" || this.dimensions.isTap[dim] === 1) return false
    for (let l = 0; l < this.rules.maxLevels; l++) if (this.#tileRule(l, dim) !== this.rules.tiles) return false
    return true
  }

  /** Names in tile rules, and that what one tile follows does not vary. */
  #checkRule({ tiles = {} }: LevelRule, level: number): void {
    const d = this.dimensions
    for (const [name, rule] of Object.entries(tiles)) {
      const id = this.#id(name, "tiles")
      if (typeof rule !== "object") continue
      const other = this.#id(rule.follow, "follow")
      if (id < 0 || other < 0 || other === id || d.isTap[other] === 1) continue
      throw new InputError(`level ${level}: ${name} follows ${rule.follow}, expected itself, R or S`)
    }
    const taps = this.rows[level] < 0 ? -1 : d.axes.taps[this.rows[level]]
    if (taps < 0 || (this.parallel[level].length === 1 && this.parallel[level][0] === taps && level > 0)) return
    throw new InputError(
      `level ${level}: rows of a diagonal need its taps as the only spatial dimension, below the top`,
    )
  }

  /** Rule of a level. */
  rule(level: number): LevelRule {
    return this.#levels[level]
  }

  #id(name: string, field: string): number {
    const id = this.dimensions.idOf(name)
    if (id >= 0) return id
    if (ALL_NAMES.has(name.replace("'", ""))) return -1
    throw new InputError(unknownName(field, name, this.dimensions.names))
  }

  /** Ids of the names that this kind of layer has; a depthwise layer's K is its C. */
  #present(names: readonly string[], field: string): number[] {
    return [...new Set(names.map(name => this.#id(name, field)).filter(id => id >= 0))]
  }

  #parallelOf(rule: LevelRule, level: number): Int32Array {
    const d = this.dimensions
    const free = d.names.flatMap((name, id) => (d.isTap[id] === 1 && !this.rules.parallelTaps ? [] : [name]))
    const ids = this.#present(rule.parallel ?? free, "parallel")
    if (ids.length > 0) return Int32Array.from(ids)
    // A rule for convolutions on a layer without these dimensions: K of a depthwise layer is C, anything else is free.
    const stand = d.idOf("C")
    if (stand >= 0) return Int32Array.of(stand)
    if (free.length === 0) throw new InputError(`level ${level}: no spatial dimension is left`)
    return Int32Array.from(free, name => d.idOf(name))
  }

  /** Tiles a dimension may have in a level, below a tile of `parent` elements, rising. `par`: the level's spatial dimension. */
  tilesOf(level: number, dim: number, parent: number, par: number): Int32Array {
    if (this.dimensions.isTap[dim] === 1 && dim !== par) return onlyTile(parent)
    const rule = this.#tileRule(level, dim)
    if (typeof rule === "number") return onlyTile(Math.min(rule, parent))
    if (typeof rule === "object") return onlyTile(this.#followed(rule.follow, dim, parent))
    if (rule === "divisor") return divisorsOf(parent)
    return rule === "balanced" ? balancedTiles(parent) : Int32Array.from({ length: parent }, (_, i) => i + 1)
  }

  #tileRule(level: number, dim: number): TileRule {
    return this.#tileRules[level * this.dimensions.count + dim]
  }

  #findTileRule(level: number, dim: number): TileRule {
    const d = this.dimensions
    // A diagonal works on one output row: rows are single from the top down to it.
    for (let l = level; l < this.rules.maxLevels; l++) if (this.rows[l] === dim) return 1
    for (const [name, rule] of Object.entries(this.rule(level).tiles ?? {})) if (d.idOf(name) === dim) return rule
    return this.rules.tiles
  }

  /** A followed tile: its own of the level above, or the extent of R, S or another dimension. */
  #followed(name: string, dim: number, parent: number): number {
    const d = this.dimensions
    const other = d.idOf(name)
    if (other < 0) return 1
    return other === dim ? parent : Math.min(parent, d.sizes[other])
  }

  /** Number of mappings. */
  get size(): bigint {
    return this.#allShapes().reduce((sum, shape) => sum + shape.count, 0n)
  }

  #allShapes(): readonly Shape[] {
    if (this.#shapes === null) {
      const shapes: Shape[] = []
      for (let levels = this.rules.minLevels; levels <= this.rules.maxLevels; levels++) {
        let pars: number[][] = [[]]
        for (let l = 0; l < levels; l++) pars = pars.flatMap(par => [...this.parallel[l]].map(id => [...par, id]))
        const shared = this.#countShared(levels)
        for (const par of pars) {
          const taps = this.#tapChains(par)
          shapes.push({ par, count: taps === 1 ? shared : shared * BigInt(taps) })
        }
      }
      this.#shapes = shapes
    }
    return this.#shapes
  }

  /** What mappings with so many levels have in common: cluster sizes, orders, and tiles of all dimensions but R and S. */
  #countShared(levels: number): bigint {
    const d = this.dimensions
    let count = BigInt(this.#clusters(1, levels, this.numPEs))
    for (let l = 0; l < levels; l++) count *= this.orders(l)
    const anywhere = Array.from({ length: levels }, () => -1)
    for (let dim = 0; dim < d.count; dim++) {
      if (d.isTap[dim] === 0) count *= BigInt(this.#tileChains(0, dim, d.sizes[dim], anywhere))
    }
    return count
  }

  /** Tiles of R and S, which are cut where they are spread only. */
  #tapChains(par: readonly number[]): number {
    const d = this.dimensions
    let chains = 1
    for (let dim = 0; dim < d.count; dim++) {
      if (d.isTap[dim] === 1) chains *= this.#tileChains(0, dim, d.sizes[dim], par)
    }
    return chains
  }

  /** Orders a level may have. */
  orders(level: number): bigint {
    let orders = 1n
    for (let i = this.dimensions.count - this.fixedOrder[level].length; i > 1; i--) orders *= BigInt(i)
    return orders
  }

  /** What chains of a dimension's tiles depend on: level, number of levels, parent tile; for taps where they are spread. */
  #chainKey(level: number, dim: number, parent: number, par: readonly number[]): number {
    let spread = 0
    if (this.dimensions.isTap[dim] === 1) {
      for (let l = level; l < par.length; l++) if (par[l] === dim) spread |= 1 << l
    }
    return ((parent * 8 + level) * 8 + par.length) * 16 + spread
  }

  /** Chains of tiles of a dimension from a level down. */
  #tileChains(level: number, dim: number, parent: number, par: readonly number[]): number {
    if (level === par.length) return 1
    if (this.#freeTiles[dim] === 1) return evenChains(this.rules.tiles, par.length - level, parent)
    this.#chains[dim] ??= new Map()
    const key = this.#chainKey(level, dim, parent, par)
    const known = this.#chains[dim].get(key)
    if (known !== undefined) return known
    const tiles = this.tilesOf(level, dim, parent, par[level])
    let chains = 0
    for (let i = 0; i < tiles.length; i++) chains += this.#tileChains(level + 1, dim, tiles[i], par)
    this.#chains[dim].set(key, chains)
    return chains
  }

  /** Largest cluster size of a level with so many PEs left. */
  #mostOf(level: number, left: number): number {
    const { cluster } = this.rule(level)
    if (typeof cluster !== "object") return left
    const dim = this.dimensions.idOf(cluster.atMost)
    return dim < 0 ? 1 : Math.min(left, this.dimensions.sizes[dim])
  }

  /** Chains of cluster sizes from a level down, with so many PEs left. */
  #clusters(level: number, levels: number, left: number): number {
    if (level >= levels) return 1
    const key = (left * 8 + level) * 8 + levels
    const known = this.#clusterChains.get(key)
    if (known !== undefined) return known
    const { cluster } = this.rule(level)
    let chains = 0
    if (typeof cluster === "number") {
      chains = this.#clusters(level + 1, levels, Math.floor(left / Math.min(cluster, left)))
    } else {
      // Sizes that leave equally many units below count alike.
      const most = this.#mostOf(level, left)
      for (let c = 1; c <= most; ) {
        const below = Math.floor(left / c)
        const next = Math.min(most, Math.floor(left / below)) + 1
        chains += (next - c) * this.#clusters(level + 1, levels, below)
        c = next
      }
    }
    this.#clusterChains.set(key, chains)
    return chains
  }

  /** Draws a mapping, all equally likely up to the rounding of their numbers to float64. */
  sample(rng: Rng): Genome {
    const d = this.dimensions
    const shapes = this.#allShapes()
    this.#shapeDraw ??= runningSums(shapes, shape => Number(shape.count))
    const { par } = shapes[pick(rng, this.#shapeDraw)]
    const genome = d.blank(par.length)
    let left = this.numPEs
    for (let l = 0; l < par.length; l++) {
      genome[d.at(l, PAR)] = par[l]
      genome[d.at(l, ROWS)] = this.rowsWith(l, par[l])
      this.shuffleOrder(genome, l, rng)
      if (l === 0) continue
      const { cluster } = this.rule(l)
      const size =
        typeof cluster === "number" ? Math.min(cluster, left) : 1 + pick(rng, this.#clusterDraw(l, par.length, left))
      genome[d.at(l, CLUSTER)] = size
      left = Math.floor(left / size)
    }
    for (let dim = 0; dim < d.count; dim++) {
      let parent = d.sizes[dim]
      for (let l = 0; l < par.length; l++) {
        const { tiles, sums } = this.#tileDraw(l, dim, parent, par)
        parent = tiles[pick(rng, sums)]
        genome[d.tile(l, dim)] = parent
      }
    }
    d.repair(genome, this.numPEs)
    return genome
  }

  #tileDraw(level: number, dim: number, parent: number, par: readonly number[]): TileDraw {
    if (this.#freeTiles[dim] === 1) return evenDraw(this.rules.tiles, par.length - level, parent)
    this.#tileDraws[dim] ??= new Map()
    const key = this.#chainKey(level, dim, parent, par)
    let draw = this.#tileDraws[dim].get(key)
    if (draw === undefined) {
      const tiles = this.tilesOf(level, dim, parent, par[level])
      draw = { tiles, sums: runningSums(tiles, tile => this.#tileChains(level + 1, dim, tile, par)) }
      this.#tileDraws[dim].set(key, draw)
    }
    return draw
  }

  #clusterDraw(level: number, levels: number, left: number): Float64Array {
    const key = (left * 8 + level) * 8 + levels
    let sums = this.#clusterDraws.get(key)
    if (sums === undefined) {
      const most = this.#mostOf(level, left)
      sums = runningSums(new Float64Array(most), (_, c) =>
        this.#clusters(level + 1, levels, Math.floor(left / (c + 1))),
      )
      this.#clusterDraws.set(key, sums)
    }
    return sums
  }

  /** The rows that go with a spatial dimension in a level, −1 for none. */
  rowsWith(level: number, par: number): number {
    const rows = this.rows[level]
    return rows >= 0 && this.dimensions.axes.taps[rows] === par ? rows : -1
  }

  /** A uniform order of a level that keeps to its rule. */
  shuffleOrder(genome: Genome, level: number, rng: Rng): void {
    const d = this.dimensions
    const fixed = this.fixedOrder[level]
    const [first, count] = this.freeOrder(level)
    const free = d.order(level, first)
    for (let i = 0; i < fixed.length; i++) genome[d.order(level, first === 0 ? count + i : i)] = fixed[i]
    for (let dim = 0, at = free; dim < d.count; dim++) if (!fixed.includes(dim)) genome[at++] = dim
    for (let i = count - 1; i > 0; i--) {
      const j = free + rng.int(i + 1)
      const swap = genome[free + i]
      genome[free + i] = genome[j]
      genome[j] = swap
    }
  }

  /** First place of a level's order that may change, and the number of such places. */
  freeOrder(level: number): readonly [first: number, count: number] {
    const fixed = this.fixedOrder[level].length
    return [this.rule(level).orderAt === "outer" ? fixed : 0, this.dimensions.count - fixed]
  }

  /** Imposes the fixed genes and makes the genome legal, in place. Free genes stay where the rules admit them. */
  impose(genome: Genome, rng: Rng, numPEs = genome[PES] > 0 ? genome[PES] : this.numPEs): void {
    const d = this.dimensions
    const { minLevels, maxLevels } = this.rules
    if (genome[LEVELS] < minLevels) genome[LEVELS] = minLevels
    else if (genome[LEVELS] > maxLevels) genome[LEVELS] = maxLevels
    for (let l = 0, at = HEAD + PAR; l < genome[LEVELS]; l++, at += d.stride) {
      if ((this.#parallelBits[l] & (1 << genome[at])) === 0) {
        genome[at] = this.parallel[l][rng.int(this.parallel[l].length)]
      }
      if (this.#isPlain[l] === 1) genome[at + ROWS] = -1
      else this.#imposeLevel(genome, l)
    }
    d.repair(genome, numPEs)
  }

  /** The genes that a level's rule fixes, given its spatial dimension. */
  #imposeLevel(genome: Genome, l: number): void {
    const d = this.dimensions
    genome[d.at(l, ROWS)] = this.rowsWith(l, genome[d.at(l, PAR)])
    const rule = this.rule(l)
    if (typeof rule.cluster === "number") genome[d.at(l, CLUSTER)] = l === 0 ? 0 : rule.cluster
    else if (l > 0 && typeof rule.cluster === "object") {
      genome[d.at(l, CLUSTER)] = Math.min(genome[d.at(l, CLUSTER)], this.#mostOf(l, this.numPEs))
    }
    if (this.fixedOrder[l].length > 0) this.#imposeOrder(genome, l)
    if (rule.tiles !== undefined) this.#imposeTiles(genome, l)
  }

  /** Whether repair alone keeps the tiles within the rules, so that a search may change them freely. */
  get tilesAreFree(): boolean {
    return this.#isPlain.subarray(0, this.rules.maxLevels).every(plain => plain === 1)
  }

  #imposeOrder(genome: Genome, level: number): void {
    const from = this.dimensions.order(level)
    const fixed = this.fixedOrder[level]
    const free = genome.slice(from, from + this.dimensions.count).filter(dim => !fixed.includes(dim))
    genome.set(this.rule(level).orderAt === "outer" ? [...fixed, ...free] : [...free, ...fixed], from)
  }

  #imposeTiles(genome: Genome, level: number): void {
    const d = this.dimensions
    for (let dim = 0; dim < d.count; dim++) {
      const rule = this.#tileRule(level, dim)
      if (typeof rule === "string") continue
      const parent = level === 0 ? d.sizes[dim] : genome[d.tile(level - 1, dim)]
      genome[d.tile(level, dim)] = typeof rule === "number" ? rule : this.#followed(rule.follow, dim, parent)
    }
  }
}
