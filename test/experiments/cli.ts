// Runs the built command line as a user does: a process of its own, in a temporary folder of its own; or, quicker, within the
// test's process.
// `npm test` builds it first; after a change, `npm run build` does.

import { spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { expect } from "vitest"

const CLI = join(import.meta.dirname, "../../dist/experiments/cli.js")
const MAIN = join(import.meta.dirname, "../../dist/experiments/main.js")

/** How a command ended. */
export interface Outcome {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command under way. */
export interface Running {
  readonly ended: Promise<Outcome>
  readonly done: boolean
  /** What it has written so far. */
  readonly stdout: string
  readonly stderr: string
  /** Stops reading what it prints. */
  closeStdout(): void
  signal(name: NodeJS.Signals): void
}

/** Starts `analects …args` in a folder. */
export function start(folder: string, args: readonly string[]): Running {
  if (!existsSync(CLI)) throw new Error("the command line is not built: npm run build")
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 300_000,
    killSignal: "SIGKILL",
  })
  let [stdout, stderr, done] = ["", "", false]
  child.stdout.setEncoding("utf8").on("data", text => {
    stdout += text
  })
  child.stderr.setEncoding("utf8").on("data", text => {
    stderr += text
  })
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => {
      done = true
      resolve({ code, signal, stdout, stderr })
    })
  })
  return {
    ended,
    get done() {
      return done
    },
    get stdout() {
      return stdout
    },
    get stderr() {
      return stderr
    },
    closeStdout: () => void child.stdout.destroy(),
    signal: name => void child.kill(name),
  }
}

/** Runs `analects …args` in a folder to its end. */
export function analects(folder: string, ...args: string[]): Promise<Outcome> {
  return start(folder, args).ended
}

/** What in-process commands wait for: one at a time, as they share folder and streams. */
let before: Promise<unknown> = Promise.resolve()

/**
 * Runs `analects …args` in a folder within this process, which spares most of the time that a command takes to start. For commands
 * that need no signals, no streams of their own and no exit.
 */
export function inProcess(folder: string, ...args: string[]): Promise<Outcome> {
  const running = before.then(() => captured(folder, args))
  before = running.catch(() => {})
  return running
}

async function captured(folder: string, args: readonly string[]): Promise<Outcome> {
  const { main } = (await import(MAIN)) as { main(args: readonly string[]): Promise<number> }
  const written = { stdout: "", stderr: "" }
  const home = process.cwd()
  const restore = (["stdout", "stderr"] as const).map(name => {
    const { write } = process[name]
    process[name].write = ((text: string | Uint8Array) => {
      written[name] += typeof text === "string" ? text : Buffer.from(text).toString()
      return true
    }) as typeof write
    return () => {
      process[name].write = write
    }
  })
  process.chdir(folder)
  try {
    const code = await main(args)
    return { code: code === 0 ? Number(process.exitCode ?? 0) : code, signal: null, ...written }
  } finally {
    process.chdir(home)
    process.exitCode = undefined
    for (const undo of restore) undo()
  }
}

/** Calls `use` with a new folder that holds `files` (name to text), and removes it afterwards. */
export async function inFolder<T>(
  use: (folder: string) => Promise<T>,
  files: Readonly<Record<string, string>> = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "analects-cli-"))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, ".."), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs one command in this process in a new folder with `files`; `added` is what the folder holds beside them afterwards. */
export function once(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Outcome & { added: string[] }> {
  return inFolder(async folder => {
    const outcome = await inProcess(folder, ...args)
    const given = new Set(Object.keys(files).map(name => name.split("/")[0]))
    return { ...outcome, added: readdirSync(folder).filter(name => !given.has(name)) }
  }, files)
}

/** The one JSON object on stdout of a command that succeeds, run in this process. */
export async function json(folder: string, ...args: string[]): Promise<any> {
  const { code, stdout, stderr } = await inProcess(folder, ...args, "--json")
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  return JSON.parse(stdout)
}

/** Bad input: exit code 3, nothing on stdout, one line on stderr that holds the texts in their order, no new file. */
export function refused(...texts: string[]): unknown {
  const line = ["^analects: ", ...texts.map(escape), "\n$"].join("[^\n]*")
  return { code: 3, signal: null, stdout: "", stderr: expect.stringMatching(new RegExp(line)), added: [] }
}

/** Wrong use: exit code 2, nothing on stdout, a message without a stack on stderr, no new file. */
export function wrongUse(text: string): unknown {
  const message = new RegExp(`^(?![^]*\n {4}at )[^]*${escape(text)}`)
  return { code: 2, signal: null, stdout: "", stderr: expect.stringMatching(message), added: [] }
}

/** A text as a regular expression that matches it alone. */
function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")
}

/** Looks again and again until `holds`; fails when the command ends before. */
export async function until(running: Running, holds: () => boolean): Promise<void> {
  while (!holds()) {
    if (running.done) throw new Error(`the command ended before it could be stopped: ${running.stderr}`)
    await setTimeout(2)
  }
}
