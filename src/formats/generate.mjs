// Turns every .proto of the folders given into static code under their generated/ (not in version control).
//
// For x.proto: generated/x.ts, the code pbjs writes, marked as not to be type-checked so that tsc
// only passes it on to dist/; and generated/x-types.d.ts, its types. Each file gets a root of its
// own: with the shared default root, two files of one package would overwrite each other.
//
// What is up to date stays as it is, as pbjs takes seconds: the first line has a digest of all that the code is made from.
//
// Usage: node src/formats/generate.mjs FOLDER …

import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"

const { resolve } = createRequire(import.meta.url)
const pbjs = resolve("protobufjs-cli/bin/pbjs")
// Only encode and decode are used; the reflection helpers stay out.
const OPTIONS =
  "--target static-module --wrap esm --dts --no-verify --no-convert --no-delimited --no-typeurl --no-service"

for (const folder of process.argv.slice(2)) {
  const out = join(folder, "generated")
  mkdirSync(out, { recursive: true })
  for (const file of readdirSync(folder).filter(name => name.endsWith(".proto"))) generate(folder, file, out)
}

function generate(folder, file, out) {
  const name = file.replace(/\.proto$/, "")
  const [source, module, types] = [join(folder, file), join(out, `${name}.ts`), join(out, `${name}-types.d.ts`)]
  const head = `// @ts-nocheck Generated from ${file} by generate.mjs (${digestOf(source)}).\n`
  if (existsSync(types) && existsSync(module) && readFileSync(module, "utf8").startsWith(head)) return
  const code = join(out, `${name}.js`)
  execFileSync(process.execPath, [pbjs, ...OPTIONS.split(" "), "--root", name, "--out", code, source])
  renameSync(join(out, `${name}.d.ts`), types)
  writeFileSync(module, head + readFileSync(code, "utf8"))
  rmSync(code)
}

/** Of a .proto, this generator, and the version of pbjs. */
function digestOf(source) {
  const hash = createHash("sha256")
  for (const path of [source, import.meta.filename, resolve("protobufjs-cli/package.json")])
    hash.update(readFileSync(path))
  return hash.digest("hex").slice(0, 16)
}
