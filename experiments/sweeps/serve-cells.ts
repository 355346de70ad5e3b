// The side of a cell process: a cell comes in, its outcome goes out, until the other side ends.

import type { Cell, CellOutcome } from "./cell.ts"

/** Answers cells with what `run` makes of them. */
export function serveCells(run: (cell: Cell) => Promise<CellOutcome>): void {
  // Ctrl-C reaches all processes of a terminal; when to stop is said by the one that gives out cells.
  process.on("SIGINT", () => {})
  process.on("disconnect", () => process.exit(0))
  process.on("message", async (cell: Cell) => {
    const outcome = await run(cell)
    if (process.connected) process.send?.(outcome)
  })
}
