// The commands of the README run, in its order, in one folder, as a newcomer would type them.

import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { inProcess } from "./experiments/cli.ts"

const root = join(import.meta.dirname, "..")
const readme = readFileSync(join(root, "README.md"), "utf8")
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, body]) => body)
const commands = blocks("sh").flatMap(body => body.trim().split("\n"))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "analects-readme-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test("the README shows commands", () => {
  expect(commands.length).toBeGreaterThan(8)
  expect(commands).toContain("npm ci && npm start")
  expect(commands).toContain("npm ci && npm test")
})

/** What a shell would do nothing to but cut it at the spaces. */
const PLAIN = /^npx analects [^|&;<>$*"'`]*$/

async function typed(line: string): Promise<{ code: number | null; stderr: string }> {
  if (PLAIN.test(line)) return inProcess(folder, ...line.trim().split(/ +/).slice(2))
  const own = line.replace(/^npx analects/, `node ${JSON.stringify(join(root, "dist/experiments/cli.js"))}`)
  const { status, stderr } = spawnSync("sh", ["-c", own], { cwd: folder, encoding: "utf8" })
  return { code: status, stderr }
}

test.each(commands.filter(line => !line.startsWith("npm ci")))("%s", async line => {
  const { code, stderr } = await typed(line)
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" })
})

test("npm start: a table, a report and a policy", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const printed = execFileSync("sh", ["-c", scripts.start.replace("dist/", `${root}/dist/`)], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
  expect(printed).toContain("proven optimum")
  for (const file of ["report.html", "allocation.csv", "policy.pb"]) {
    const path = printed.match(new RegExp(`\\S+/${file}`))?.[0] ?? ""
    expect(existsSync(join(folder, path)), file).toBe(true)
  }
})

/** What an example of the README prints, run against the package's own exports. */
function printedBy(example: string): string {
  const path = join(root, "dist", "readme-example.mjs")
  writeFileSync(path, example)
  return execFileSync("node", [path], { cwd: root, encoding: "utf8" })
}

test("the library example", () => {
  expect(printedBy(blocks("ts")[0]).trim().split("\n").length).toBe(2)
})

test("the training example solves its environment", () => {
  expect(Number(printedBy(blocks("ts")[1]))).toBeGreaterThanOrEqual(475)
})
