// A Redis of one's own: on a loopback port, its data in a folder.

import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { type AddressInfo, connect, createServer } from "node:net"
import { setTimeout } from "node:timers/promises"

/** Whether redis-server is installed. */
export function hasRedis(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}

/** A server that may be stopped and started again over its data. */
export class RedisServer {
  readonly port: number
  readonly #folder: string
  readonly #options: readonly string[]
  #child: ChildProcess | null = null

  /** @param options as on the server's command line */
  constructor(port: number, folder: string, options: readonly string[] = []) {
    this.port = port
    this.#folder = folder
    this.#options = options
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  /** Starts it, with everything written to an append-only file, and waits until it listens. */
  async start(): Promise<void> {
    const args = ["--bind", "127.0.0.1", "--port", String(this.port), "--dir", this.#folder, "--appendonly", "yes"]
    this.#child = spawn("redis-server", [...args, "--save", "", ...this.#options], { stdio: "ignore" })
    while (!(await listens(this.port))) await setTimeout(20)
  }

  /** Stops it as a service manager does, data on the disk. */
  async stop(): Promise<void> {
    const child = this.#child
    if (child === null) return
    this.#child = null
    child.kill("SIGTERM")
    if (child.exitCode === null) await once(child, "close")
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, "127.0.0.1")
    socket.on("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.on("error", () => resolve(false))
  })
}
