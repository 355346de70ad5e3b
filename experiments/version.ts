// The package's version, read from its package.json (one folder up in the sources, two in the build).

import { readFileSync } from "node:fs"

function readVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"))
      if (name === "analects") return version
    } catch {
      // Look one folder up.
    }
  }
  return "unknown"
}

/** Version of this package. */
export const VERSION = readVersion()
