// Pages in a real browser (one Chromium for the file; without one these tests are skipped), and the server of the live view.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Browser, chromium } from "playwright-core"
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

/** What can be seen of a page. */
interface Look {
  readonly content: number
  readonly page: string
  readonly figures: number
  readonly seen: number
  readonly within: boolean
  readonly drawn: number
}

/** Runs in the page. Width of the content, background, figures, plots that show, whether they are inside, plots with lines. */
const LOOK = `(() => {
  const seen = [...document.querySelectorAll("figure svg")].filter(svg => svg.getBoundingClientRect().height > 60)
  const inside = svg => svg.getBoundingClientRect().left >= 0 && svg.getBoundingClientRect().right <= innerWidth
  return {
    content: document.documentElement.scrollWidth,
    page: getComputedStyle(document.body).backgroundColor,
    figures: document.querySelectorAll("figure").length,
    seen: seen.length,
    within: seen.every(inside),
    drawn: seen.filter(svg => svg.querySelector(".mark-line path") !== null).length,
  }
})()`

/** A page that shows what stands in a file of a folder. */
const showing = (directory: string) => async () =>
  htmlPage("Run", [`<p id="text">${readFileSync(join(directory, "text"), "utf8")}</p>`])

describe.skipIf(executablePath === undefined)("in Chromium", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
  })
  afterAll(() => browser.close())

  /** A page and what its console said, besides what was asked for and is gone. */
  async function open(url: string, width: number, colorScheme: "light" | "dark") {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
    page.setDefaultTimeout(180_000)
    const complaints: string[] = []
    page.on("console", message => complaints.push(message.text()))
    page.on("pageerror", error => complaints.push(String(error)))
    page.on("requestfailed", failed => {
      if (!failed.url().endsWith("/events")) complaints.push(failed.url()) // the script itself ends these
    })
    await page.goto(url)
    return { page, complaints }
  }

  test("the page of a comparison: fits, is drawn, follows the colour scheme, prints, and gives its data", async () => {
    const names = ["two-stage", "a method with a rather long name", "genetic", "random"]
    writeSweep(join(folder, "sweep"), names, ["a_network_with_an_unusually_long_name"], 2)
    writeRun(join(folder, "sweep"), { platform: "edge", method: "<script>alert(1)</script>" })
    const { code } = await inProcess(folder, "compare", "sweep", "--html", "c.html")
    expect(code).toBe(0)
    const { page, complaints } = await open(pathToFileURL(join(folder, "c.html")).href, 360, "light")
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 800 })
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme })
        const { page: background, ...look } = (await page.evaluate(LOOK)) as Look
        // Of every plot one of two sizes is to be seen, with lines in most, within the window.
        const plots = { figures: 4 + 3, seen: 4 + 3, within: true, drawn: 2 * 3 }
        expect({ width, colorScheme, ...look }).toEqual({ width, colorScheme, content: width, ...plots })
        expect(background).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 28)")
      }
    }
    expect(complaints).toEqual([])
    await page.locator("figure summary").first().click()
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a.data").first().click()])
    expect(download.suggestedFilename()).toMatch(/evaluations\.csv$/)
    expect(readFileSync(await download.path(), "utf8")).toMatch(/^method,evaluations,value,low,high\n/)
    await page.emulateMedia({ media: "print", colorScheme: "dark" })
    expect(((await page.evaluate(LOOK)) as Look).page).toBe("rgb(255, 255, 255)")
    expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-")
    await page.close()
  })

  test("the live view: new content takes the place of the old, and the last one stays", async () => {
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
    for (const host of ["example.org", `example.org:${port}`, "127.0.0.1", `127.0.0.1:${port + 1}`]) {
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

  test("analects watch serves until Ctrl-C, and writes nothing", async () => {
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

  test("train --watch says where, and ends with the run", async () => {
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
