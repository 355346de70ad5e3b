#!/usr/bin/env node
// The analects command: parses arguments, runs one command, turns errors into exit codes.
//
// Exit codes: 0 done, 1 a bug (with stack), 2 wrong use, 3 bad input, 130 stopped by Ctrl-C.

import { Command, CommanderError } from "commander"
import { AnalectsError } from "../src/core/errors.ts"
import { addApply } from "./commands/apply.ts"
import { addBench } from "./commands/bench.ts"
import { addCost } from "./commands/cost.ts"
import { addDoctor } from "./commands/doctor.ts"
import { addExplain } from "./commands/explain.ts"
import { addGymServe } from "./commands/gym-serve.ts"
import { addLists } from "./commands/lists.ts"
import { addMaestro } from "./commands/maestro.ts"
import { addPareto } from "./commands/pareto.ts"
import { addPolicy } from "./commands/policy.ts"
import { addSolve } from "./commands/solve.ts"
import { addTable } from "./commands/table.ts"
import { addTrain } from "./commands/train.ts"
import { guardStreams, note } from "./terminal/io.ts"
import { VERSION } from "./version.ts"

/** The whole command line. */
export function makeProgram(): Command {
  const program = new Command("analects")
    .description("Divide a DNN accelerator's hardware among the layers of a network.")
    .version(VERSION)
    .showHelpAfterError("(add --help for the options)")
    .enablePositionalOptions()
    .exitOverride()
  addTrain(program)
  addApply(program)
  addSolve(program)
  addPareto(program)
  addTable(program)
  addCost(program)
  addExplain(program)
  addMaestro(program)
  addPolicy(program)
  addLists(program)
  addGymServe(program)
  addDoctor(program)
  addBench(program)
  return program
}

/** Exit code of an error, after printing what a person needs. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.code === "stopped" ? 130 : error.exitCode === 0 ? 0 : 2
  if (error instanceof AnalectsError) {
    note(`analects: ${error.message}`)
    return error.exitCode
  }
  note(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 1
}

guardStreams("analects")

try {
  await makeProgram().parseAsync()
} catch (error) {
  process.exitCode = report(error)
}
