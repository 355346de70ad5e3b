// The rules of a map space as plain data: what every gene of every level may be.
//
// Source: specification "mapping and DSE", section 1.11.

/**
 * What tiles of a dimension may be: any size, a divisor of the chunk, a size that cuts it as evenly as possible
 * (tiles.ts), a number, or the tile that a dimension has in the level above ("K" for K: uncut; "R" for Y: filter-sized).
 */
export type TileRule = "any" | "divisor" | "balanced" | number | { readonly follow: string }

/** What the genes of one level may be; what is absent is free. */
export interface LevelRule {
  /** Spatial dimensions to choose from. */
  readonly parallel?: readonly string[]
  /** Rows (Y or X) that share units with the spatial dimension R or S: the row-stationary diagonal. */
  readonly rows?: string
  /** Cluster size of an inner level: a number, or at most the tile of a dimension above. */
  readonly cluster?: number | { readonly atMost: string }
  /** Dimensions in this sequence, and where they stand: outermost, or innermost as GAMMA has it. */
  readonly order?: readonly string[]
  readonly orderAt?: "outer" | "inner"
  /** Tile rules by dimension; those of the space hold for the others. */
  readonly tiles?: Readonly<Record<string, TileRule>>
}

/** A map space. */
export interface SpaceRules {
  /** Fewest and most levels. */
  readonly minLevels: number
  readonly maxLevels: number
  /** Rule of tiles that no level rule names. */
  readonly tiles: "any" | "divisor" | "balanced"
  /** Whether R and S may be spread over units where a level does not say. */
  readonly parallelTaps: boolean
  /** Outermost first; levels beyond take none. */
  readonly levels: readonly LevelRule[]
}

/** Everything legal on up to three levels, with tiles that cut evenly. */
export const SPACE_DEFAULTS: SpaceRules = {
  minLevels: 1,
  maxLevels: 3,
  tiles: "balanced",
  parallelTaps: true,
  levels: [],
}

/** Rules completed by the defaults. */
export function completeRules(rules: Partial<SpaceRules>): SpaceRules {
  const { minLevels, maxLevels, tiles, parallelTaps, levels } = { ...SPACE_DEFAULTS, ...rules }
  return { minLevels, maxLevels, tiles, parallelTaps, levels }
}

/** A rule with all its fields, absent ones too, so that all rules have one hidden class. */
export function completeRule({ parallel, rows, cluster, order, orderAt, tiles }: LevelRule): LevelRule {
  return { parallel, rows, cluster, order, orderAt, tiles }
}

/** Dimensions of any layer. */
export const ALL_NAMES: ReadonlySet<string> = new Set(["N", "G", "K", "C", "R", "S", "Y", "X", "M"])
