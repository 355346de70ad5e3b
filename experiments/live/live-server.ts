// A server for one page of this machine that follows a directory. It reads and never writes, knows three paths and no file names.
//
// Only programs of this machine can connect, and only pages of this address may ask: another site whose name is made to point here
// (DNS rebinding) sends its own name as Host, and is refused.

import { type Dirent, readdirSync, statSync } from "node:fs"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { InputError } from "../../src/core/errors.ts"
import { reasonOf } from "../files.ts"
import { HOST } from "../gym-server.ts"
import type { RenderPage } from "../training/run-page.ts"
import { LIVE_POLICY, LIVE_SCRIPT, livePage, messagePage, PATHS } from "./live-page.ts"

/** Port unless another is asked for. */
export const LIVE_PORT = 6420

/** Between two looks at the directory, in ms. */
const LOOK_MS = 1000
/** Drawing takes at most this share of the time. */
const DRAWING_SHARE = 0.1
/** Most pages that listen at a time. */
const MAX_LISTENERS = 32

/** What a page is drawn from. */
export interface LiveSource {
  readonly directory: string
  readonly render: RenderPage
}

/** A listening server; it says that there is nothing yet until it is told what to show. */
export class LiveServer {
  readonly port: number
  readonly #server: Server
  readonly #listeners = new Set<ServerResponse>()
  #source: LiveSource | null = null
  #html = messagePage("Nothing to show yet.")
  #drawn = ""
  #rest = 0
  #timer: NodeJS.Timeout | null = null
  #drawing: Promise<void> = Promise.resolve()

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
    server.on("request", (request, response) => void this.#answer(request, response))
  }

  /** Listens on a port of this machine; 0 for any that is free. @throws InputError if the port cannot be had */
  static async listen(port: number): Promise<LiveServer> {
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once("error", error => {
        const busy = (error as NodeJS.ErrnoException).code === "EADDRINUSE"
        const why = busy ? "another program uses it" : reasonOf(error)
        reject(new InputError(`port ${port} cannot be used: ${why}; choose another one, or 0 for any that is free`))
      })
      server.listen(port, HOST, resolve)
    })
    return new LiveServer(server, (server.address() as AddressInfo).port)
  }

  /** Where the page is. */
  get url(): string {
    return `http://${HOST}:${this.port}/`
  }

  /** Follows a directory from now on. */
  show(source: LiveSource): void {
    this.#source = source
    this.#timer ??= setInterval(() => void this.#look(), LOOK_MS).unref()
  }

  /** Sends the last page to all that listen, and ends. */
  async end(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    if (this.#listeners.size > 0) await this.#draw()
    this.#send("end")
    for (const listener of this.#listeners) listener.end()
    this.#server.close()
    this.#server.closeIdleConnections()
  }

  /** Draws and sends a new page when something changed, somebody looks, and the last drawing has been paid for. */
  async #look(): Promise<void> {
    if (this.#listeners.size === 0 || performance.now() < this.#rest) return
    if (await this.#draw()) this.#send("message")
  }

  /** Draws the page if the directory changed since. One at a time. */
  #draw(): Promise<boolean> {
    const drawn = this.#drawing.then(() => this.#drawOnce())
    this.#drawing = drawn.then(() => {})
    return drawn
  }

  async #drawOnce(): Promise<boolean> {
    if (this.#source === null) return false
    const { directory, render } = this.#source
    const state = stateOf(directory)
    if (state === this.#drawn) return false
    const began = performance.now()
    try {
      this.#html = await render()
    } catch (error) {
      // Whatever it is, the run that is shown must go on.
      this.#html = messagePage(error instanceof Error ? error.message : String(error))
    }
    this.#drawn = state
    const ended = performance.now()
    this.#rest = ended + (ended - began) / DRAWING_SHARE
    return true
  }

  #send(event: "message" | "end"): void {
    const text = `event: ${event}\ndata: ${JSON.stringify(this.#html)}\n\n`
    for (const listener of this.#listeners) listener.write(text)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = "" } = request.headers
    response.setHeader("Cache-Control", "no-store")
    response.setHeader("X-Content-Type-Options", "nosniff")
    response.setHeader("Content-Security-Policy", `${LIVE_POLICY}; frame-ancestors 'none'`)
    if (host !== `${HOST}:${this.port}` && host !== `localhost:${this.port}`) return plain(response, 403, "wrong Host")
    if (request.method !== "GET" && request.method !== "HEAD") return plain(response, 405, "only GET")
    if (request.url === PATHS.script) return body(response, "text/javascript", LIVE_SCRIPT)
    if (request.url === PATHS.events) return this.#listen(response)
    if (request.url !== PATHS.page) return plain(response, 404, "no such page")
    await this.#draw()
    body(response, "text/html", livePage(this.#html))
  }

  /** Keeps the connection for events. */
  #listen(response: ServerResponse): void {
    if (this.#listeners.size >= MAX_LISTENERS) return plain(response, 503, "too many pages listen")
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write("\n")
    this.#listeners.add(response)
    response.on("close", () => this.#listeners.delete(response))
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`)
}

function body(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { "Content-Type": `${type}; charset=utf-8` }).end(text)
}

/** Names, sizes and times of the files in a directory and below: another text when something was written. */
function stateOf(directory: string): string {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
    return entries
      .filter(entry => entry.isFile() && !entry.name.startsWith("."))
      .map(fileState)
      .join("\n")
  } catch (error) {
    return reasonOf(error) // gone; drawing will say so
  }
}

function fileState(entry: Dirent): string {
  const path = join(entry.parentPath, entry.name)
  const found = statSync(path, { throwIfNoEntry: false })
  return `${path} ${found?.size} ${found?.mtimeMs}`
}
