// A sweep cut into parts: what a worker takes at a time, what a checkpoint counts, and one file of valid designs each.
//
// The cut depends on the space alone, so files and results are the same for any number of workers.

import { join } from "node:path"
import { designCount } from "../../src/dse/space.ts"
import type { PartResult, Sweep } from "../../src/dse/sweep.ts"
import { makeFolders } from "../files.ts"
import { partFile } from "./part-outcome.ts"

/** How large a part is, about. */
export interface PartSize {
  readonly runtimes: number
  /** Where valid designs are written. */
  readonly designs: number
}

const PART_SIZE: PartSize = { runtimes: 2_000_000, designs: 2 ** 23 }
const MOST_PARTS = 4096

/** Number of parts. */
export function partCount(sweep: Sweep, hasRows: boolean, size: PartSize = PART_SIZE): number {
  const { space, settings, shapes } = sweep
  const points = shapes.reduce((sum, s) => sum + space.pes.length * s.clusters * s.tiles, 0)
  const work = (points * settings.count * space.layers.length) / size.runtimes
  const rows = hasRows ? Number(designCount(space)) / size.designs : 1
  return Math.max(1, Math.min(sweep.blocks, MOST_PARTS, Math.ceil(Math.max(work, rows))))
}

/** What a part gave, and how many rows it wrote. */
export interface SweptPart extends PartResult {
  readonly rows: number
}

/** Sweeps a part; its valid designs go to `folder`, if there is one. */
export async function sweepPart(sweep: Sweep, part: number, parts: number, folder: string | null): Promise<SweptPart> {
  const from = Math.floor((part * sweep.blocks) / parts)
  const to = Math.floor(((part + 1) * sweep.blocks) / parts)
  if (folder === null) return { ...sweep.run(from, to), rows: 0 }
  makeFolders(folder)
  // Parquet's writer is loaded where rows are written only: it is a tenth of the time of a sweep without.
  const { RowFile } = await import("./row-file.ts")
  const file = new RowFile(join(folder, partFile(part)), sweep)
  const result = sweep.run(from, to, file.sink)
  file.close()
  return { ...result, rows: file.rows }
}
