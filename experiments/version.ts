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

/** Versions of what a run's digits depend on. */
export async function versions(): Promise<Record<string, string>> {
  const { default: tfjs } = await import("@tensorflow/tfjs/package.json", { with: { type: "json" } })
  return { analects: VERSION, node: process.version, tfjs: tfjs.version }
}
