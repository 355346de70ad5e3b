// analects gym-serve: the registered environments for programs in other languages.

import { existsSync } from "node:fs"
import { resolve as absolute } from "node:path"
import { Writable } from "node:stream"
import { pathToFileURL } from "node:url"
import { type Command, CommanderError } from "commander"
import "../../env/index.ts"
import { SESSION_DEFAULTS, type SessionOptions } from "../../env/ts-gym/bridge/session.ts"
import { registry } from "../../env/ts-gym/index.ts"
import { InputError, UsageError } from "../../src/core/errors.ts"
import { reasonOf } from "../files.ts"
import { HOST, listen, serveStream } from "../gym-server.ts"
import { parseCount } from "../numbers.ts"
import { note, out } from "../terminal/io.ts"
import { VERSION } from "../version.ts"

interface Flags {
  readonly stdio?: boolean
  readonly port?: string
  readonly maxMessage: string
  readonly maxEnvs: string
  readonly module: readonly string[]
}

const MAX_PORT = 65535
/** A length has 32 bits, and buffers end before that. */
const MAX_MESSAGE = 1024 * 1024 * 1024

/** Declares options and action. */
export function declare(command: Command): void {
  command
    .option("--stdio", "serve whoever started the program")
    .option("--port <n>", "listen on this port of 127.0.0.1; 0 for any free one, which is printed")
    .option("--module <file...>", "modules that register environments of your own", [])
    .option("--max-message <bytes>", "largest message taken and sent", String(SESSION_DEFAULTS.maxMessageBytes))
    .option("--max-envs <n>", "most environments of a connection", String(SESSION_DEFAULTS.maxEnvs))
    .action(serve)
}

async function serve(flags: Flags): Promise<void> {
  if ((flags.stdio === true) === (flags.port !== undefined)) throw new UsageError("gym-serve needs --stdio or --port")
  const options = {
    server: `analects ${VERSION}`,
    maxMessageBytes: parseBelow("max-message", flags.maxMessage, 1024, MAX_MESSAGE),
    maxEnvs: parseCount("max-envs", flags.maxEnvs, 1),
  }
  const port = flags.port === undefined ? null : parseBelow("port", flags.port, 0, MAX_PORT)
  const output = port === null ? protocolOutput() : null
  const moduleOf = await importModules(flags.module)
  const stop = new Stop()
  if (output !== null) await serveStdio(output, { ...options, moduleOf }, stop)
  else await servePort(port ?? 0, { ...options, moduleOf }, stop)
  if (stop.asked) throw new CommanderError(130, "stopped", "")
}

/** Ctrl-C and its relative. */
class Stop {
  asked = false
  /** Resolves at the first signal. */
  readonly signal = new Promise<void>(resolve => {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      process.once(name, () => {
        this.asked = true
        resolve()
      })
    }
  })
}

/** Standard output for the protocol alone: what environments print goes to standard error from now on. */
function protocolOutput(): Writable {
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return new Writable({ write: (bytes, _, done) => void write(bytes, done) })
}

async function serveStdio(output: Writable, options: Partial<SessionOptions>, stop: Stop): Promise<void> {
  void stop.signal.then(() => process.stdin.destroy())
  await serveStream(process.stdin, output, options, message => {
    if (!stop.asked) note(`gym-serve: ${message}`)
  })
  // After a broken message there may be more of them.
  process.stdin.destroy()
}

async function servePort(port: number, options: Partial<SessionOptions>, stop: Stop): Promise<void> {
  const server = await listen(port, options, message => {
    if (!stop.asked) note(`gym-serve: ${message}`)
  })
  out(`listening on ${HOST}:${server.port}`)
  await stop.signal
  await server.close()
}

function parseBelow(field: string, text: string, min: number, max: number): number {
  const value = parseCount(field, text, min)
  if (value <= max) return value
  throw new InputError(`${field} is ${text}, expected an integer of at most ${max}`)
}

/** Imports modules, and remembers what each registered: worker threads have to import it too. */
async function importModules(files: readonly string[]): Promise<SessionOptions["moduleOf"]> {
  const own = new URL("../../env/index.js", import.meta.url).href
  const moduleOf = new Map([...registry.keys()].map(id => [id, own]))
  for (const file of files) {
    const before = new Set(registry.keys())
    const path = absolute(file)
    if (!existsSync(path)) throw new InputError(`module ${file} cannot be read: there is no such file`)
    const url = pathToFileURL(path).href
    try {
      await import(url)
    } catch (error) {
      throw new InputError(`module ${file} cannot be used: ${reasonOf(error)}`)
    }
    for (const id of registry.keys()) if (!before.has(id)) moduleOf.set(id, url)
  }
  return id => moduleOf.get(id)
}
