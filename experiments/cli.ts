#!/usr/bin/env node
// The analects executable.

import { main } from "./main.ts"
import { guardStreams } from "./terminal/io.ts"

guardStreams("analects")
const code = await main(process.argv.slice(2))
// A command that ends well may have set a code of its own (the drop-in's).
if (code !== 0) process.exitCode = code
