// Runs the drop-in command's own function in a folder of its own, and reads back what it left there.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { maestro } from "../../experiments/commands/maestro.ts"

/** What one run printed and wrote. */
export interface CompatRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Text of the CSV file; null when there is none. */
  readonly csv: string | null
}

/** Exit codes of the recorded statuses. */
export const EXIT_CODES: Readonly<Record<string, number>> = {
  ok: 0,
  "exit:255": 255,
  "signal:SIGFPE": 136,
  "signal:SIGABRT": 134,
  "signal:SIGSEGV": 139,
}

/** The flags every recorded run had, besides its own. */
export const QUIET = ["--print_res=false", "--print_res_csv_file=true", "--print_log_file=false"]

/** A folder to run in. Remove it with `close`. */
export class CompatFolder {
  readonly path = mkdtempSync(join(tmpdir(), "analects-compat-"))
  readonly #texts = new Map<string, string>()

  /** Writes a file unless it holds the text already; anew, because some file systems wait for the disk when one is cut. */
  write(name: string, text: string): void {
    if (this.#texts.get(name) === text) return
    rmSync(join(this.path, name), { force: true })
    writeFileSync(join(this.path, name), text)
    this.#texts.set(name, text)
  }

  /** Runs the command and takes away the CSV file it wrote, unless `keep`. */
  run(args: readonly string[], csvName: string, keep = false): CompatRun {
    let stdout = ""
    let stderr = ""
    const exitCode = maestro(args, {
      cwd: this.path,
      stdout: bytes => {
        stdout += Buffer.from(bytes).toString("utf8")
      },
      stderr: text => {
        stderr += text
      },
    })
    const file = join(this.path, csvName)
    const csv = existsSync(file) ? readFileSync(file, "utf8") : null
    if (csv !== null && !keep) rmSync(file)
    return { exitCode, stdout, stderr, csv }
  }

  close(): void {
    rmSync(this.path, { recursive: true })
  }
}

/** White space collapsed, as most recorded outputs are kept. */
export function collapse(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(" ")
}

/** The data rows of a CSV file with the separators of the recorded tables. */
export function csvRows(csv: string | null): string[] {
  return (csv ?? "")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map(row => row.replaceAll(", ", ","))
}

/** What a function throws. */
export function thrown(part: () => unknown): unknown {
  try {
    part()
  } catch (error) {
    return error
  }
  return null
}
