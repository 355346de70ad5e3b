// Writes the network tables of this folder as one module, ../generated/networks.ts: the library itself
// reads no files. Run by `npm run generate`.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"

const here = new URL("./", import.meta.url)
const target = new URL("../generated/", import.meta.url)
const tables = readdirSync(here)
  .filter(file => file.endsWith(".csv"))
  .sort()
  .map(file => [file.slice(0, -".csv".length), readFileSync(new URL(file, here), "utf8")])

mkdirSync(target, { recursive: true })
writeFileSync(
  new URL("networks.ts", target),
  `// Generated from ../data/*.csv by embed.mjs. Do not edit.\n\n` +
    `/** CSV text of each built-in network, by name. */\n` +
    `export const NETWORK_TABLES: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(tables), null, 2)}\n`,
)
