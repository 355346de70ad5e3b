// Reading gzipped fixtures.

import { readdirSync, readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"

const folder = new URL("../fixtures/maestro/", import.meta.url)

/** Lines of a gzipped fixture, without the empty last one. */
export function readLines(file: string): string[] {
  return gunzipSync(readFileSync(new URL(file, folder)))
    .toString("utf8")
    .trimEnd()
    .split("\n")
}

/** Rows of a gzipped CSV fixture by column name. */
export function readTable(file: string): Record<string, string>[] {
  const [header, ...lines] = readLines(file)
  const names = header.split(",")
  return lines.map(line => Object.fromEntries(line.split(",").map((value, i) => [names[i], value])))
}

/** Names of the networks whose whole space is recorded. */
export const RECORDED_SPACES = readdirSync(new URL("confuciux-space/", folder)).map(f => f.replace(".csv.gz", ""))

/** Objects of a gzipped fixture with one JSON object a line. */
export function readJsonLines<T>(file: string): T[] {
  return readLines(file).map(line => JSON.parse(line) as T)
}
