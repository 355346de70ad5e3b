// Turns every .proto of the folders given into static code under their generated/ (not in version control).
//
// For x.proto: generated/x.ts, the code pbjs writes, marked as not to be type-checked so that tsc
// only passes it on to dist/; and generated/x-types.d.ts, its types. Each file gets a root of its
// own: with the shared default root, two files of one package would overwrite each other.
//
// Usage: node src/formats/generate.mjs FOLDER …

import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"

const pbjs = createRequire(import.meta.url).resolve("protobufjs-cli/bin/pbjs")
// Only encode and decode are used; the reflection helpers stay out.
const OPTIONS =
  "--target static-module --wrap esm --dts --no-verify --no-convert --no-delimited --no-typeurl --no-service"

for (const folder of process.argv.slice(2)) {
  const out = join(folder, "generated")
  mkdirSync(out, { recursive: true })
  for (const file of readdirSync(folder).filter(name => name.endsWith(".proto"))) {
    const name = file.replace(/\.proto$/, "")
    const code = join(out, `${name}.js`)
    execFileSync(process.execPath, [pbjs, ...OPTIONS.split(" "), "--root", name, "--out", code, join(folder, file)])
    writeFileSync(
      join(out, `${name}.ts`),
      `// @ts-nocheck Generated from ${file} by generate.mjs.\n${readFileSync(code, "utf8")}`,
    )
    renameSync(join(out, `${name}.d.ts`), join(out, `${name}-types.d.ts`))
    rmSync(code)
  }
}
