// Makes one HTML file of the page, TF.js, the parts of analects that it uses, and an exported policy.
//
// Usage: node build.mjs FOLDER [OUT.html], with the FOLDER that `analects export --format tfjs` wrote

import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { rolldown } from "rolldown"

const [folder, out = "allocate.html"] = process.argv.slice(2)
if (folder === undefined) throw new Error("usage: node build.mjs FOLDER [OUT.html]")
const here = import.meta.dirname
const text = path => readFileSync(path, "utf8")

const bundle = await rolldown({ input: join(here, "page.ts"), platform: "browser", logLevel: "warn" })
const { output } = await bundle.generate({ format: "iife", minify: true })
const tfjs = join(createRequire(import.meta.url).resolve("@tensorflow/tfjs/package.json"), "../dist/tf.min.js")
const policy = {
  model: JSON.parse(text(join(folder, "model.json"))),
  weights: readFileSync(join(folder, "weights.bin")).toString("base64"),
}

/** A script within the page: nothing in it may end it. */
const script = body =>
  `<script>${body.replace(/<(?=\/script|!--)/gi, "\\x3C").replace(/\/\/# sourceMappingURL.*/g, "")}</script>`
const parts = {
  style: `<style>${text(join(here, "page.css"))}</style>`,
  scripts: [text(tfjs), `var POLICY = ${JSON.stringify(policy)}`, output[0].code].map(script).join("\n"),
}
writeFileSync(
  out,
  text(join(here, "page.html")).replace(/<!-- (style|scripts) -->/g, (_, name) => parts[name]),
)
console.log(`${out}: open it in a browser`)
