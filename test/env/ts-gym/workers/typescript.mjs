// Lets a worker load the sources: Node 20 does not know TypeScript. Use: `--import <this file>`.

import { register } from "node:module"

register("./typescript-hooks.mjs", import.meta.url)
