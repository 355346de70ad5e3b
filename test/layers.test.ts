// Imports flow one way: src ← env ← agents ← experiments, and inside src from the core outwards.

import { readdirSync, readFileSync } from "node:fs"
import { join, normalize, relative } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "..")
const PARTS = ["src", "env", "agents", "experiments"]
/** Folders of src, each using only those before it. */
const SRC = ["core", "maestro", "physical", "costs", "formats", "workloads", "mapping", "allocation", "dse"]

interface Import {
  readonly from: string
  readonly to: string
}

const sources = PARTS.flatMap(part =>
  readdirSync(join(root, part), { recursive: true, encoding: "utf8" })
    .filter(file => /\.(ts|mjs)$/.test(file) && !file.includes("generated"))
    .map(file => join(part, file)),
)
const imports: Import[] = sources.flatMap(from =>
  [...readFileSync(join(root, from), "utf8").matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, target]) => ({
    from,
    to: target.startsWith(".") ? relative(root, normalize(join(root, from, "..", target))) : target,
  })),
)
const local = imports.filter(i => PARTS.includes(i.to.split("/")[0]))
const partRank = (path: string) => PARTS.indexOf(path.split("/")[0])
const folderRank = (path: string) => SRC.indexOf(path.split("/")[1])
const text = (wrong: readonly Import[]) => wrong.map(i => `${i.from} imports ${i.to}`)

test("there is something to check", () => {
  expect(local.length).toBeGreaterThan(100)
})

test("no import runs against the arrow", () => {
  expect(text(local.filter(i => partRank(i.to) > partRank(i.from)))).toEqual([])
})

test("folders of src use only those before them", () => {
  const inside = local.filter(i => i.from.startsWith("src/") && i.to.startsWith("src/") && folderRank(i.from) >= 0)
  expect(text(inside.filter(i => folderRank(i.to) > folderRank(i.from) || folderRank(i.to) < 0))).toEqual([])
})

test("ts-gym imports nothing else of the project", () => {
  expect(text(local.filter(i => i.from.startsWith("env/ts-gym/") && !i.to.startsWith("env/ts-gym/")))).toEqual([])
})

test("agents never import a cost model", () => {
  const models = ["maestro", "physical", "costs"].map(folder => `src/${folder}/`)
  const wrong = local.filter(i => i.from.startsWith("agents/") && models.some(model => i.to.startsWith(model)))
  expect(text(wrong)).toEqual([])
})

/** What knows allocations: policies and their files, the settings for them, the genetic stage, methods to compare with. */
const OF_ALLOCATION =
  /^agents\/(scorer|confuciux-policy|policy-export|policy-shapes|export\/.*|recipes|genetic.*|proposal|fine-tune|rule-policy|measured-search|shortlist|baselines\/.*|index)\.ts$/

test("the learner and what it is made of know no environment but through ts-gym", () => {
  const general = local.filter(i => i.from.startsWith("agents/") && !OF_ALLOCATION.test(i.from))
  expect(new Set(general.map(i => i.from))).toContain("agents/reinforce.ts")
  const wrong = general.filter(i => !/^(agents|env\/ts-gym|src\/core)\//.test(i.to) || OF_ALLOCATION.test(i.to))
  expect(text(wrong)).toEqual([])
})

/** Worker threads, which AsyncVectorEnv is made of. */
const threads = (i: Import) => i.from.startsWith("env/ts-gym/vector/async-") && i.to === "node:worker_threads"

test("only experiments touch files, processes or the clock", () => {
  const pure = sources.filter(f => !f.startsWith("experiments/") && f.endsWith(".ts"))
  const allowed = new Set(["agents/backend.ts"]) // loads the backends' packages
  const platform = imports.filter(
    i => pure.includes(i.from) && i.to.startsWith("node:") && !allowed.has(i.from) && !threads(i),
  )
  expect(text(platform)).toEqual([])
  const clock = pure.filter(f => /\b(Date\.now|new Date|performance\.now|process\.)/.test(code(f)) && !allowed.has(f))
  expect(clock).toEqual([])
})

test.each([
  ["experiments/main.ts", /^experiments\/commands\//],
  ["experiments/bench/benches.ts", /^experiments\/bench\/(kernel|quality)/],
])("%s lists what loads when it is asked for", (file, some) => {
  const targets = (form: RegExp) =>
    [...code(file).matchAll(form)].map(([, target]) => relative(root, join(root, file, "..", target)))
  const late = targets(/import\("(\.[^"]+)"\)/g)
  const early = targets(/ from "(\.[^"]+)"/g)
  expect(sources.filter(f => some.test(f) && !late.includes(f))).toEqual([])
  expect(early.filter(f => late.includes(f))).toEqual([])
})

test("nothing draws from Math.random", () => {
  expect(sources.filter(f => code(f).includes("Math.random"))).toEqual([])
})

/** A file without its comments. */
function code(file: string): string {
  return readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")
}
