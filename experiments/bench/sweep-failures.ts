// A cell process that fails three cells of the trial: by bad input, by an error that is a bug, by a kill.

import { InputError } from "../../src/core/errors.ts"
import { serveTasks } from "../queue/serve-tasks.ts"
import type { Cell, CellOutcome } from "../sweeps/cell.ts"
import { runCell } from "../sweeps/run-cell.ts"

/** What happens to cell `random` of the first network, dataflow and objective, by budget. */
const INJECTED: Readonly<Record<string, () => Promise<CellOutcome>>> = {
  "0.1": async () => {
    const { code, message } = new InputError("injected: an input that is not acceptable")
    return { kind: "failed", code, message }
  },
  "0.2": async () => ({ kind: "failed", code: "bug", message: "TypeError: injected" }),
  "0.3": () => {
    process.kill(process.pid, "SIGKILL")
    return new Promise(() => {})
  },
}

serveTasks(cell => {
  const injected = isTarget(cell) ? INJECTED[cell.problem.budgets[0]] : undefined
  return injected === undefined ? runCell(cell) : injected()
})

function isTarget({ problem, method, seed }: Cell): boolean {
  const { network, dataflow, objective } = problem
  return method === "random" && seed === 0 && network === "alexnet" && dataflow === "dla" && objective === "latency"
}
