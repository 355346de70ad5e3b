#!/usr/bin/env node
// The maestro-compat executable: `analects maestro` for programs that call MAESTRO by its path.

import { maestro, PROCESS_IO } from "./commands/maestro.ts"

// A reader that stops early (`maestro-compat … | head`) is no error.
process.stdout.on("error", error => {
  process.exit((error as NodeJS.ErrnoException).code === "EPIPE" ? 0 : 1)
})

process.exitCode = maestro(process.argv.slice(2), PROCESS_IO)
