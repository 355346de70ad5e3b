// analects maestro: the reference program's command line, run in this process.
//
// Source: specification "cost model", sections 2.4, 2.5 and 6. Flags, CSV file, standard output and exit
// codes are the reference's; standard error explains what kills the reference without a word.
// Without effect here as there: the flags for design-space exploration. Without effect here only: the
// progress messages of msg_print_lv and the file log.txt of print_log_file; neither holds results.

import { appendFileSync, existsSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import type { Command } from "commander"
import { printable } from "../../src/core/printable.ts"
import { FlagError, parseFlags, REFERENCE_OPTIONS } from "../../src/maestro/reference/flags.ts"
import { csvPath, type ReferenceInputs, runReference } from "../../src/maestro/reference/run.ts"
import { textTable } from "../terminal/text-table.ts"

/** Where the program runs. */
export interface MaestroIo {
  /** Folder that file names start from. */
  readonly cwd: string
  readonly stdout: (bytes: Uint8Array) => void
  readonly stderr: (text: string) => void
}

/** Declares the action. Everything after the command's name goes to the reference's own flag parser. */
export function declare(command: Command): void {
  command
    .argument("[flags...]", "the reference's flags, --NAME=VALUE or --NAME VALUE")
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .addHelpText("after", () => `\n${flagsText()}`)
    .action((flags: string[]) => {
      process.exitCode = maestro(flags, PROCESS_IO)
    })
}

/** All flags of the reference with what they take and their defaults. */
function flagsText(): string {
  const rows = REFERENCE_OPTIONS.map(({ name, kind, default: value }) => [
    `--${name}`,
    kind === "flag" ? "" : kind,
    value === "" ? "(none)" : String(value),
  ])
  return `${textTable(["flag", "value", "default"], rows)}\n${NO_EFFECT}\n`
}

const NO_EFFECT =
  "The bandwidth sweep is --bw_sweep=true --top_bw_only=true with min_noc_bw, max_noc_bw and bw_tick. Without effect, in the\n" +
  "reference too: help, dataflow_file, layer_file, noc_mc_support, do_implicit_reduction, do_fg_sync, do_reduction_op,\n" +
  "full_buffer, do_dse, verbose, print_design_space, print_space, min_num_PEs, max_num_PEs, pe_tick, area_constraint,\n" +
  "power_constraint, optimization_target; here also print_log_file and msg_print_lv."

/** The process's own streams and folder. */
export const PROCESS_IO: MaestroIo = {
  cwd: process.cwd(),
  stdout: bytes => process.stdout.write(bytes),
  stderr: text => process.stderr.write(text),
}

/** Runs the reference's command line; returns its exit code (255 rejected, 134, 136, 139 where it crashes). */
export function maestro(args: readonly string[], io: MaestroIo): number {
  // Text is kept as bytes (one character each) throughout, so that any file name and layer name prints as it came.
  const flags = flagsOf(args.map(toBytes), io)
  if (flags === null) return 134
  const csv = resolve(io.cwd, fromBytes(csvPath(flags.Mapping_file)))
  const inputs: ReferenceInputs = {
    mapping: readBytes(flags.Mapping_file, io),
    hardware: flags.HW_file === "" ? null : readBytes(flags.HW_file, io),
    csvExists: existsSync(csv),
  }
  const output = runReference(flags, inputs)
  if (output.csv !== null) appendOrIgnore(csv, Buffer.from(output.csv, "latin1"))
  io.stdout(Buffer.from(output.stdout, "latin1"))
  io.stderr(printable(fromBytes(output.stderr)))
  return output.exitCode
}

function flagsOf(args: readonly string[], io: MaestroIo): ReturnType<typeof parseFlags> | null {
  try {
    return parseFlags(args)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    io.stderr(`maestro: ${printable(fromBytes(error.message))}; here the reference program aborts (SIGABRT)\n`)
    return null
  }
}

const toBytes = (text: string) => Buffer.from(text, "utf8").toString("latin1")
const fromBytes = (bytes: string) => Buffer.from(bytes, "latin1").toString("utf8")

/** Content of a file; null when it cannot be opened. A folder opens, but holds nothing. */
function readBytes(path: string, io: MaestroIo): string | null {
  if (path === "") return null
  try {
    return readFileSync(resolve(io.cwd, fromBytes(path)), "latin1")
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EISDIR" ? "" : null
  }
}

/** Like the reference, says nothing when the file cannot be written (its folder may not exist). */
function appendOrIgnore(path: string, bytes: Uint8Array): void {
  try {
    appendFileSync(path, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
}
