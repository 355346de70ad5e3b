#!/usr/bin/env node
// The maestro-compat executable: `analects maestro` for programs that call MAESTRO by its path.

import { maestro, PROCESS_IO } from "./commands/maestro.ts"
import { guardStreams } from "./terminal/io.ts"

guardStreams("maestro-compat")
process.exitCode = maestro(process.argv.slice(2), PROCESS_IO)
