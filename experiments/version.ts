// The package's version, read from its package.json.

import { readFileSync } from "node:fs"
import { packageFile } from "./package-files.ts"

/** Version of this package. */
export const VERSION: string = JSON.parse(readFileSync(packageFile("package.json"), "utf8")).version

/** Versions of what a run's digits depend on. */
export async function versions(): Promise<Record<string, string>> {
  const { default: tfjs } = await import("@tensorflow/tfjs/package.json", { with: { type: "json" } })
  return { analects: VERSION, node: process.version, tfjs: tfjs.version }
}
