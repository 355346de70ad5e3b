// Takes the types out of .ts files, with the compiler that vitest brings along.

import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { transformSync } from "rolldown/utils"

export function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context)
  const path = fileURLToPath(url)
  const source = transformSync(path, readFileSync(path, "utf8")).code
  return { format: "module", source, shortCircuit: true }
}
