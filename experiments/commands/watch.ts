// analects watch: a run's page in the browser, from this machine alone, updated while the run goes on elsewhere.

import { statSync } from "node:fs"
import { type Command, CommanderError } from "commander"
import { InputError } from "../../src/core/errors.ts"
import { LIVE_PORT, LiveServer } from "../live/live-server.ts"
import { parsePort } from "../numbers.ts"
import { out } from "../terminal/io.ts"
import { pageOf } from "../training/run-page.ts"

/** Declares options and action. */
export function declare(command: Command): void {
  command
    .argument("<dir>", "a run directory, finished or not, or a folder of runs, which are compared")
    .option("--port <n>", "port of 127.0.0.1; 0 for any free one, which is printed", String(LIVE_PORT))
    .action((dir: string, { port }: { port: string }) => watch(dir, parsePort("port", port)))
}

async function watch(directory: string, port: number): Promise<void> {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new InputError(`there is no folder ${directory}`)
  }
  const render = pageOf(directory)
  const server = await LiveServer.listen(port)
  server.show({ directory, render })
  const stopped = new Promise<void>(resolve => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve())
  })
  out(`${server.url}  shows ${directory}; Ctrl-C ends it`)
  await stopped
  await server.end()
  throw new CommanderError(130, "stopped", "")
}
