// The analects command line: parses arguments, runs one command, turns errors into exit codes.
//
// Exit codes: 0 done, 1 a bug (with stack), 2 wrong use, 3 bad input, 130 stopped by Ctrl-C.

import { Command, CommanderError } from "commander"
import { AnalectsError, UsageError } from "../src/core/errors.ts"
import { note } from "./terminal/io.ts"
import { VERSION } from "./version.ts"

/** What a file of `commands/` has. */
interface CommandModule {
  /** Declares arguments, options and action. */
  readonly declare: (command: Command) => void
}

/** Every command, one line on it, and its module, which loads when the command is asked for. */
const COMMANDS: Readonly<Record<string, readonly [summary: string, load: () => Promise<CommandModule>]>> = {
  train: [
    "learn an allocation: REINFORCE, then a genetic fine-tuner, beside the proven optimum",
    () => import("./commands/train.ts"),
  ],
  demo: [
    "train on MobileNetV2 (dla, latency, a tenth of the area, platform mobile): the one-minute tour",
    () => import("./commands/demo.ts"),
  ],
  compare: [
    "runs and sweeps beside each other: curves with bands, performance profiles, chances of being better",
    () => import("./commands/compare.ts"),
  ],
  report: ["the page of a run or of a folder of runs, made anew", () => import("./commands/report.ts")],
  watch: ["a run's page in the browser, updated as it goes", () => import("./commands/watch.ts")],
  apply: [
    "allocate with a trained policy, without training: its answer, and the gap to the proven optimum",
    () => import("./commands/apply.ts"),
  ],
  solve: [
    "proven optimum of an allocation problem, its bound, and the greedy rule beside it",
    () => import("./commands/solve.ts"),
  ],
  pareto: [
    "exact Pareto front of an objective over a constraint, every point a proven optimum",
    () => import("./commands/pareto.ts"),
  ],
  dse: [
    "hardware design-space exploration: sweep or search a space of designs, exact Pareto front",
    () => import("./commands/dse.ts"),
  ],
  map: [
    "search how each layer of a network is best mapped to an array: cycles, energy, bounds, a mapping file",
    () => import("./commands/map.ts"),
  ],
  table: ["cost of every PE count × tile of every distinct layer", () => import("./commands/table.ts")],
  cost: ["latency, energy, buffers and bandwidth of every layer of a mapping file", () => import("./commands/cost.ts")],
  explain: [
    "what a layer's mapping does: loops, first steps, reuse, and both cost profiles side by side",
    () => import("./commands/explain.ts"),
  ],
  maestro: [
    "drop-in for the MAESTRO executable: its flags, CSV file, output and exit codes",
    () => import("./commands/maestro.ts"),
  ],
  policy: ["what an exported policy (policy.pb) holds; checks that it loads", () => import("./commands/policy.ts")],
  import: [
    "layers, MACs and parameters of an ONNX model; writes it as a network or a mapping file",
    () => import("./commands/import.ts"),
  ],
  export: [
    "a policy as ONNX, TF.js or protobuf for another program; a run's allocation as CSV, JSON or MAESTRO files",
    () => import("./commands/export.ts"),
  ],
  networks: ["built-in networks", () => import("./commands/networks.ts")],
  platforms: ["built-in platforms and where their numbers come from", () => import("./commands/platforms.ts")],
  "gym-serve": [
    "environments for Gymnasium in Python, over standard input and output or a port of this machine",
    () => import("./commands/gym-serve.ts"),
  ],
  doctor: [
    "versions, TF.js backend and a short self-test that ends in OK or the reason",
    () => import("./commands/doctor.ts"),
  ],
  sweep: [
    "every cell of an experiment file on all cores, or over a queue; goes on where it was stopped",
    () => import("./commands/sweep.ts"),
  ],
  worker: ["do what sweeps and studies of designs leave in a queue", () => import("./commands/worker.ts")],
  queue: ["sweeps and studies of designs in a queue and how far they are", () => import("./commands/queue.ts")],
  bench: ["fixed workloads and what they give", () => import("./commands/bench.ts")],
}

/** The command line: every command by name, and of the one that `args` ask for the rest. */
async function makeProgram(args: readonly string[]): Promise<Command> {
  const program = new Command("analects")
    .description("Divide a DNN accelerator's hardware among the layers of a network.")
    .version(VERSION)
    .showHelpAfterError("(add --help for the options)")
    .configureHelp({ subcommandTerm: command => command.name() })
    .enablePositionalOptions()
    .exitOverride()
    .hook("preAction", (_program, command) => checkPaths(command))
  const asked = args.find(arg => Object.hasOwn(COMMANDS, arg))
  for (const [name, [summary, load]] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(summary)
    if (name === asked) (await load()).declare(command)
  }
  return program
}

/** @throws UsageError for options that name a file or folder and are empty, as an unset variable of the shell leaves them */
function checkPaths(command: Command): void {
  for (const option of command.options) {
    if (!/<(dir|file|path)\b/.test(option.flags) || command.getOptionValue(option.attributeName()) !== "") continue
    throw new UsageError(`${option.long} is empty, expected a path`)
  }
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

/** Runs one command line (without the program's name) and returns its exit code; what it prints goes to the process's streams. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const program = await makeProgram(args)
    await program.parseAsync(args, { from: "user" })
    return 0
  } catch (error) {
    return report(error)
  }
}
