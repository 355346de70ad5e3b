// The side of a process: a task comes in, its outcome goes out, until the other side ends.

import { rmSync } from "node:fs"
import type { Cell, CellOutcome } from "../sweeps/cell.ts"
import type { Task } from "./tasks.ts"

/** Does tasks. What a kind needs is loaded with its first task. */
export function serveTasks(runCell?: (cell: Cell) => Promise<CellOutcome>): void {
  // Ctrl-C reaches all processes of a terminal; when to stop is said by the one that gives out tasks.
  process.on("SIGINT", () => {})
  let rows: string | null = null
  const leave = () => {
    // The other side was killed before it could remove them.
    if (rows !== null) rmSync(rows, { recursive: true, force: true })
    process.exit(0)
  }
  process.on("disconnect", leave)
  process.on("message", async (task: Task) => {
    if (task.kind === "part") rows = task.rows
    const outcome = await run(task, runCell)
    // It may have gone before this process listened.
    if (!process.connected) leave()
    // Where it goes right now, "disconnect" tells.
    process.send?.(outcome, undefined, undefined, () => {})
  })
}

async function run(task: Task, runCell?: (cell: Cell) => Promise<CellOutcome>): Promise<unknown> {
  if (task.kind === "part") return (await import("../dse/run-part.ts")).runPart(task)
  return (runCell ?? (await import("../sweeps/run-cell.ts")).runCell)(task.cell)
}
