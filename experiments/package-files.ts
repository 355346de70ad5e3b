// Files that come with the package.

import { existsSync, readFileSync } from "node:fs"

/** The package's folder: one up in the sources, two in the build. */
const ROOT = ["../", "../../"].map(up => new URL(up, import.meta.url)).find(holdsPackage)

function holdsPackage(folder: URL): boolean {
  const file = new URL("package.json", folder)
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).name === "analects"
}

/** Where a file of the package is, given its path there. */
export function packageFile(path: string): URL {
  if (ROOT === undefined) throw new Error("package.json of analects is missing from this installation")
  return new URL(path, ROOT)
}
