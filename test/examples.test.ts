// The examples run with policies as `analects export` writes them: Node, Python where it has what it needs, and the page in Chromium.

import { spawnSync } from "node:child_process"
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { loadScorer } from "../agents/policy-export.ts"
import { allocate, type Question } from "../examples/browser/allocate.ts"
import { readPolicy } from "../src/formats/policy-file.ts"
import { builtInNetwork } from "../src/workloads/built-in.ts"
import { parseNetworkCsv } from "../src/workloads/network-csv.ts"
import { inProcess } from "./experiments/cli.ts"

const ROOT = join(import.meta.dirname, "..")
const { network: scorer } = loadScorer(readPolicy(readFileSync(join(ROOT, "agents/policies/general.pb"))))

/** Milliseconds that anything in the page may take on a busy machine. */
const SLOW = 180_000

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "analects-examples-"))
  for (const format of ["onnx", "tfjs"]) {
    const { code, stderr } = await inProcess(folder, "export", "--format", format, "--out", format)
    if (code !== 0) throw new Error(stderr)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a program prints that succeeds. */
function printedBy(program: string, args: string[], env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8", env })
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" })
  return stdout
}

test("Node: a feasible allocation near the optimum", () => {
  const printed = printedBy(process.execPath, [
    join(ROOT, "examples/node/allocate.mjs"),
    "onnx/policy.onnx",
    "alexnet",
    "0.1",
  ])
  const [, cycles, optimum] = printed.match(/^alexnet: (\d+) cycles, optimum (\d+), gap [\d.]+ %\n$/) ?? []
  expect(Number(cycles)).toBeGreaterThanOrEqual(Number(optimum))
  expect(Number(cycles)).toBeLessThan(1.3 * Number(optimum))
})

const python = process.env.ANALECTS_PYTHON ?? "python3"
const hasPython =
  spawnSync(python, ["-c", "import gymnasium, google.protobuf, onnxruntime"], { stdio: "ignore" }).status === 0
if (!hasPython)
  console.warn(`skipped: ${python} has no gymnasium, protobuf and onnxruntime; ANALECTS_PYTHON may name another`)

test.skipIf(!hasPython)("Python: the same allocation as under Node", () => {
  const env = { ...process.env, PYTHONPATH: join(ROOT, "env/ts-gym/python"), PYTHONDONTWRITEBYTECODE: "1" }
  const printed = printedBy(
    python,
    [join(ROOT, "examples/python/allocate.py"), "onnx/policy.onnx", "alexnet", "0.1"],
    env,
  )
  const node = printedBy(process.execPath, [
    join(ROOT, "examples/node/allocate.mjs"),
    "onnx/policy.onnx",
    "alexnet",
    "0.1",
  ])
  expect(node).toContain(printed.trim())
})

/** Chromium of the PATH, null where there is none. */
function chromiumPath(): string | null {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
  const paths = (process.env.PATH ?? "").split(delimiter).flatMap(place => names.map(name => join(place, name)))
  const found = paths.find(path => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
  return found ?? null
}

const executablePath = chromiumPath()
if (executablePath === null) console.warn("skipped: there is no Chromium on the PATH to open the page with")

const base64 = (data: string | Uint8Array) => Buffer.from(data).toString("base64")

const CSV = "K,C,Y,X,R,S,T\n16,3,32,32,3,3,1\n1,16,32,32,3,3,2\n10,64,1,1,1,1,0\n"
const QUESTION = {
  dataflow: "dla",
  objective: "latency",
  constraint: "area",
  platform: "mobile",
  budget: 0.1,
} as const

/** What the page should show: the library's answer with the live policy. */
function answerTo(question: Question) {
  const { objective, layers } = allocate(question, scorer)
  return { message: "", objective, layers: layers.map(part => [part.pe, part.tile, part.dataflow]) }
}

describe.skipIf(executablePath === null)("the page, opened from the disk without a network", () => {
  let browser: Browser
  let page: Page
  const errors: string[] = []
  beforeAll(async () => {
    printedBy(process.execPath, [join(ROOT, "examples/browser/build.mjs"), "tfjs", "page.html"])
    browser = await chromium.launch({ executablePath: executablePath as string, args: ["--no-sandbox"] })
    const context = await browser.newContext({
      offline: true,
      viewport: { width: 360, height: 740 },
      colorScheme: "dark",
    })
    context.setDefaultTimeout(SLOW)
    page = await context.newPage()
    page.on("pageerror", error => errors.push(error.message))
    page.on("console", message => errors.push(message.text()))
    page.on("request", request => {
      if (!/^(file|data|blob):/.test(request.url())) errors.push(`asks for ${request.url()}`)
    })
    await page.goto(pathToFileURL(join(folder, "page.html")).href)
    await answered()
  })
  afterAll(() => browser?.close())

  const answered = () => page.waitForSelector("body[data-state=done]")
  const message = () => page.textContent("#message")
  /** Changes something and waits for what comes of it. */
  async function after(change: () => Promise<unknown>): Promise<void> {
    await change()
    await page.waitForSelector("body[data-state]")
    await page.waitForTimeout(100)
    await answered()
  }

  /** What the page shows. */
  async function shown() {
    const rows = await page.$$eval("#layers tr", list =>
      list.map(row => [...row.children].map(cell => cell.textContent?.trim() ?? "")),
    )
    return {
      message: await message(),
      objective: Number(await page.getAttribute("#figures dd[title]", "title")),
      layers: rows.map(row => [Number(row[2]), Number(row[3]), row[4]]),
    }
  }

  test("answers at once, and again for another network, dataflow and objective", async () => {
    expect(await shown()).toEqual(answerTo({ ...QUESTION, network: builtInNetwork("mobilenet_v2") }))
    await after(() => page.selectOption("#network", "alexnet"))
    await after(() => page.selectOption("#dataflow", "mix"))
    await after(() => page.selectOption("#objective", "energy"))
    expect(await shown()).toEqual(
      answerTo({
        ...QUESTION,
        network: builtInNetwork("alexnet"),
        dataflow: "mix",
        objective: "energy",
      }),
    )
    await after(() => page.selectOption("#dataflow", "dla"))
    await after(() => page.selectOption("#objective", "latency"))
  })

  test("takes a network as it is typed, and says where a mistake is", async () => {
    await page.click("#own summary")
    await after(() => page.fill("#csv", CSV))
    expect(await shown()).toEqual(answerTo({ ...QUESTION, network: parseNetworkCsv(CSV, "typed") }))
    await after(() => page.fill("#csv", CSV.replace("16,3,32", "16,x,32")))
    expect(await message()).toBe('typed:2:4: column C is "x", expected an integer in [1, 1000000]')
    expect(await page.isVisible("#result")).toBe(false)
  })

  test("takes a dropped file, and another policy", async () => {
    // Code of the page as text: this file is checked without the DOM's types.
    const drop = (files: Record<string, string>) =>
      page.evaluate(`
        const dropped = new DataTransfer()
        for (const [name, base64] of Object.entries(${JSON.stringify(files)})) {
          dropped.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name))
        }
        document.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }))`)
    const csv = CSV.replace("10,64", "12,64").replaceAll("\n", "\r\n")
    await after(() => drop({ "mine.csv": base64(csv) }))
    expect(await shown()).toEqual(
      answerTo({
        ...QUESTION,
        network: parseNetworkCsv(csv.replaceAll("\r\n", "\n"), "mine.csv"),
      }),
    )
    const model = JSON.parse(readFileSync(join(folder, "tfjs/model.json"), "utf8"))
    model.userDefinedMetadata.episodes = "12345"
    const weights = readFileSync(join(folder, "tfjs/weights.bin"))
    await after(() => drop({ "model.json": base64(JSON.stringify(model)), "weights.bin": base64(weights) }))
    expect(await page.textContent("#policy")).toContain("12345 episodes")
    await drop({ "notes.txt": base64("?") })
    await page.waitForFunction('document.getElementById("message").textContent !== ""')
    expect(await message()).toBe("drop a network as .csv, or a policy's model.json and weights.bin together")
  })

  test("the file that it offers holds the allocation", async () => {
    await after(() => page.selectOption("#network", "alexnet"))
    const download = page.waitForEvent("download")
    await page.click("#download")
    const path = join(folder, "allocation.csv")
    await (await download).saveAs(path)
    const lines = readFileSync(path, "utf8").trim().split("\n")
    expect(lines[0]).toBe("layer,pe,tile,dataflow,latency_cycles,energy_nj")
    expect(lines.length).toBe(6)
  })

  test("fits a phone, follows the theme, and raises no error", async () => {
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor")
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360)
    expect(await background()).toBe("rgb(20, 23, 28)")
    await page.emulateMedia({ colorScheme: "light" })
    expect(await background()).toBe("rgb(255, 255, 255)")
    expect(errors).toEqual([])
  })
})
