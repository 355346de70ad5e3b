// The process that runs cells, one after another.

import { runCell } from "./run-cell.ts"
import { serveCells } from "./serve-cells.ts"

serveCells(runCell)
