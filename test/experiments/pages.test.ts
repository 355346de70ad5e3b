// Pages in a real browser (one Chromium for the file; without one these tests are skipped), and the server of the live view.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { LiveServer } from "../../experiments/live/live-server.ts"
import { page as htmlPage } from "../../experiments/report/html-page.ts"
import { InputError } from "../../src/core/errors.ts"
import { inProcess, start, until } from "./cli.ts"
import { writeRun, writeSweep } from "./compare-runs.ts"

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
const executablePath = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap(folder => NAMES.map(name => join(folder, name)))
  .find(existsSync)
if (executablePath === undefined) console.warn(`pages.test.ts: no Chromium on the PATH (${NAMES.join(", ")}), skipped`)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "analects-pages-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Status and text of a request with any Host and path, which are sent as they are. */
function ask(port: number, path: string, host: string, method = "GET"): Promise<{ status?: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers: { host } }, response => {
      let text = ""
      response.setEncoding("utf8").on("data", piece => {
        text += piece
      })
      response.on("end", () => resolve({ status: response.statusCode, text }))
    })
    sent.on("error", reject).end()
  })
}

/** A page that shows what stands in a file of a folder. */
const showing = (directory: string) => async () =>
  htmlPage("Run", [`<p id="text">${readFileSync(join(directory, "text"), "utf8")}</p>`])

describe.skipIf(executablePath === undefined)("in Chromium", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
  }, 60_000)
  afterAll(() => browser.close())

  /** A page and what its console said, besides plain messages. */
  async function open(url: string, width: number, colorScheme: "light" | "dark") {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
    const complaints: string[] = []
    page.on("console", message => complaints.push(message.text()))
    page.on("pageerror", error => complaints.push(String(error)))
    page.on("requestfailed", failed => complaints.push(failed.url()))
    await page.goto(url)
    return { page, complaints }
  }

  const brightness = (page: Page) =>
    page.evaluate(() => Number(getComputedStyle(document.body).backgroundColor.match(/\d+/)?.[0]))

  test("the page of a comparison: fits, is drawn, follows the colour scheme, prints, and gives its data", {
    timeout: 120_000,
  }, async () => {
    const names = ["two-stage", "a method with a rather long name", "genetic", "annealing", "cross-entropy", "random"]
    writeSweep(join(folder, "sweep"), names, ["resnet18", "a_network_with_an_unusually_long_name"], 3)
    writeRun(join(folder, "sweep"), { platform: "edge", method: "<script>alert(1)</script>" })
    const { code } = await inProcess(folder, "compare", "sweep", "--html", "c.html")
    expect(code).toBe(0)
    const url = pathToFileURL(join(folder, "c.html")).href
    for (const width of [360, 1440]) {
      for (const scheme of ["light", "dark"] as const) {
        const { page, complaints } = await open(url, width, scheme)
        expect(complaints).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
        expect(await brightness(page)).toBeGreaterThan(scheme === "light" ? 250 : -1)
        expect(await brightness(page)).toBeLessThan(scheme === "light" ? 256 : 40)
        // Of every plot one of two sizes is there to be seen, with its lines, within the window.
        const seen = page.locator("figure svg:visible")
        expect(await seen.count()).toBe(await page.locator("figure").count())
        for (const plot of await seen.all()) {
          const box = await plot.boundingBox()
          expect(box?.height).toBeGreaterThan(80)
          expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
        }
        expect(await page.locator("figure svg:visible .mark-line path").count()).toBeGreaterThan(12)
        await page.close()
      }
    }
    const { page } = await open(url, 1440, "dark")
    await page.locator("figure summary").first().click()
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a.data").first().click()])
    expect(download.suggestedFilename()).toMatch(/evaluations\.csv$/)
    const saved = readFileSync(await download.path(), "utf8")
    expect(saved).toMatch(/^method,evaluations,value,low,high\n/)
    await page.emulateMedia({ media: "print" })
    expect(await brightness(page)).toBe(255)
    expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-")
    await page.close()
  })

  test("the live view: new content takes the place of the old, and the last one stays", {
    timeout: 60_000,
  }, async () => {
    const directory = mkdtempSync(join(folder, "live-"))
    writeFileSync(join(directory, "text"), "one")
    const server = await LiveServer.listen(0)
    server.show({ directory, render: showing(directory) })
    const { page, complaints } = await open(server.url, 360, "dark")
    expect(await page.locator("#text").textContent()).toBe("one")
    await page.locator("#live", { hasText: "follows the run" }).waitFor()
    writeFileSync(join(directory, "text"), "two, longer")
    await page.locator("#text", { hasText: "two" }).waitFor()
    writeFileSync(join(directory, "text"), "three, the last")
    await server.end()
    await page.locator("#text", { hasText: "three" }).waitFor()
    expect(await page.locator("#live").textContent()).toContain("The run has ended")
    expect(complaints).toEqual([])
    expect(readdirSync(directory)).toEqual(["text"])
    await page.close()
  })
})

describe("the server of the live view", () => {
  let server: LiveServer
  let directory: string
  beforeAll(async () => {
    directory = mkdtempSync(join(folder, "served-"))
    writeFileSync(join(directory, "text"), "content")
    server = await LiveServer.listen(0)
    server.show({ directory, render: showing(directory) })
  })
  afterAll(() => server.end())

  test("answers this address alone", async () => {
    const { port } = server
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(await ask(port, "/", host)).toEqual({ status: 200, text: expect.stringContaining("content") })
    }
    for (const host of ["example.org", `example.org:${port}`, "127.0.0.1", `127.0.0.1:${port + 1}`, ""]) {
      expect((await ask(port, "/", host)).status, host).toBe(403)
    }
  })

  test("knows its paths and GET, nothing else", async () => {
    const host = `127.0.0.1:${server.port}`
    for (const path of ["/text", "/../text", "/%2e%2e/text", "//etc/passwd", "/?x", "/events/..", "http://x/"]) {
      const { status, text } = await ask(server.port, path, host)
      expect({ path, status, leaks: text.includes("content") }).toEqual({ path, status: 404, leaks: false })
    }
    for (const method of ["POST", "PUT", "DELETE"]) expect((await ask(server.port, "/", host, method)).status).toBe(405)
  })

  test("a damaged run is a message on the page", async () => {
    const broken = await LiveServer.listen(0)
    broken.show({ directory, render: () => Promise.reject(new InputError("the file <b> is damaged")) })
    const { text } = await ask(broken.port, "/", `127.0.0.1:${broken.port}`)
    expect(text).toContain("the file &lt;b&gt; is damaged")
    await broken.end()
  })

  test("a port in use: exit code 3, before anything is written", async () => {
    const port = `${server.port}`
    const inUse = `analects: port ${port} cannot be used: another program uses it; choose another one, or 0 for any that is free\n`
    const refusal = { code: 3, signal: null, stdout: "", stderr: inUse }
    writeRun(join(folder, "watched"), {})
    expect(await inProcess(folder, "watch", "watched", "--port", port)).toEqual(refusal)
    expect(await inProcess(folder, "train", "-n", "alexnet", "--watch", port, "--out", "unwritten")).toEqual(refusal)
    expect(existsSync(join(folder, "unwritten"))).toBe(false)
    const { code, stderr } = await inProcess(folder, "watch", "nowhere")
    expect({ code, stderr }).toEqual({ code: 3, stderr: "analects: there is no folder nowhere\n" })
  })

  test("analects watch serves until Ctrl-C, and writes nothing", { timeout: 60_000 }, async () => {
    writeRun(join(folder, "alone"), {})
    const before = readdirSync(join(folder, "alone"), { recursive: true })
    const running = start(folder, ["watch", "alone", "--port", "0"])
    await until(running, () => running.stdout.includes("\n"))
    const port = Number(running.stdout.match(/^http:\/\/127\.0\.0\.1:(\d+)\/ {2}shows alone/)?.[1])
    const { status, text } = await ask(port, "/", `127.0.0.1:${port}`)
    expect({ status, svg: text.includes("<svg") }).toEqual({ status: 200, svg: true })
    running.signal("SIGINT")
    expect(await running.ended).toMatchObject({ code: 130, stderr: "" })
    expect(readdirSync(join(folder, "alone"), { recursive: true })).toEqual(before)
  })

  test("train --watch says where, and ends with the run", { timeout: 60_000 }, async () => {
    const args = ["-n", "alexnet", "-p", "mobile", "-b", "0.1", "--episodes", "8", "--generations", "2"]
    const { code, stderr } = await inProcess(folder, "train", ...args, "--out", "seen", "-q", "--watch", "0")
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^live view: http:\/\/127.0.0.1:\d+\/\n$/),
    })
    const made = readFileSync(join(folder, "seen/report.html"), "utf8")
    rmSync(join(folder, "seen/report.html"))
    expect((await inProcess(folder, "report", "seen")).code).toBe(0)
    expect(readFileSync(join(folder, "seen/report.html"), "utf8")).toBe(made)
  })
})
