// The server with clients that behave and clients that do not, in this process.

import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { setTimeout } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { FrameReader, frameOf } from "../../env/ts-gym/bridge/frames.ts"
import { type RequestMessage, Response, type ResponseMessage } from "../../env/ts-gym/bridge/messages.ts"
import { Box, Discrete, Env, register, registry } from "../../env/ts-gym/index.ts"
import { type GymServer, HOST, listen } from "../../experiments/gym-server.ts"
import { HELLO, requestFrame, step } from "../env/ts-gym/bridge/client.ts"

/** Counts how many there are, and shows large observations. */
class HeavyEnv extends Env<Float32Array, number> {
  static open = 0
  readonly observationSpace = new Box(0, 1, [100_000])
  readonly actionSpace = new Discrete(2)
  constructor() {
    super()
    HeavyEnv.open++
  }
  override reset(): [Float32Array, Record<string, unknown>] {
    return [new Float32Array(100_000), {}]
  }
  override step(): [Float32Array, number, boolean, boolean, Record<string, unknown>] {
    return [new Float32Array(100_000), 0, false, false, {}]
  }
  override close(): void {
    HeavyEnv.open--
  }
}

/** One connection. */
class Client {
  readonly socket: Socket
  readonly #reader = new FrameReader(1 << 30)
  readonly #responses: ResponseMessage[] = []

  constructor(port: number) {
    this.socket = connect(port, HOST)
    this.socket.on("error", () => {})
    this.socket.on("data", piece => {
      for (const message of this.#reader.push(piece)) this.#responses.push(Response.decode(message))
    })
  }

  async next(): Promise<ResponseMessage> {
    while (this.#responses.length === 0) await setTimeout(1)
    return this.#responses.shift() as ResponseMessage
  }

  ask(request: RequestMessage): Promise<ResponseMessage> {
    this.socket.write(requestFrame(request))
    return this.next()
  }

  async make(envId: string): Promise<number> {
    await this.ask(HELLO)
    const { made } = await this.ask({ make: { envId } })
    return made?.env ?? 0
  }
}

let server: GymServer
let log: string[]
beforeEach(async () => {
  register({ id: "test/Heavy-v0", entryPoint: () => new HeavyEnv() })
  HeavyEnv.open = 0
  log = []
  server = await listen(0, { maxMessageBytes: 1 << 20 }, message => log.push(message))
})
afterEach(async () => {
  await server.close()
  registry.delete("test/Heavy-v0")
})

const until = async (holds: () => boolean) => {
  while (!holds()) await setTimeout(1)
}

test("two connections at once, each with its own environments", async () => {
  const [a, b] = [new Client(server.port), new Client(server.port)]
  const [inA, inB] = [await a.make("CartPole-v1"), await b.make("CartPole-v1")]
  const [first, second] = await Promise.all([
    a.ask({ reset: { env: inA, seeds: [1] } }),
    b.ask({ reset: { env: inB, seeds: [1] } }),
  ])
  expect(first.started).toEqual(second.started)
  a.socket.end()
  await once(a.socket, "close")
  expect((await b.ask(step(inB, 1))).steps?.transitions?.length).toBe(1)
  expect(log).toEqual([])
})

test.each<[string, (client: Client) => void, RegExp]>([
  ["hangs up within a message", c => c.socket.end(requestFrame({ close: { env: 1 } }).subarray(0, 5)), /after 5 of/],
  ["sends noise", c => c.socket.write(frameOf(Uint8Array.of(255, 255, 255, 255, 255))), /^$/],
  ["announces too much", c => c.socket.write(Uint8Array.of(0, 0, 0, 127)), /announced with 2130706432 bytes/],
  ["speaks another protocol", c => c.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), /announced with/],
  ["resets the connection", c => c.socket.resetAndDestroy(), /ECONNRESET|^$/],
])("a peer that %s loses its environments; others go on", async (_, misbehave, said) => {
  const [good, bad] = [new Client(server.port), new Client(server.port)]
  const number = await good.make("test/Heavy-v0")
  await bad.make("test/Heavy-v0")
  expect(HeavyEnv.open).toBe(2)
  misbehave(bad)
  await until(() => bad.socket.closed)
  await until(() => HeavyEnv.open === 1)
  expect((await good.ask({ reset: { env: number } })).started).toBeTruthy()
  expect(log.join("\n").replace(/^connection 2: /, "")).toMatch(said)
})

test("the reason is the last message of a connection that is ended", async () => {
  const client = new Client(server.port)
  await client.ask(HELLO)
  client.socket.write(Uint8Array.of(0, 0, 0, 127))
  const { failure } = await client.next()
  expect(failure).toMatchObject({ name: "ProtocolError", fatal: true })
  expect(failure?.message).toMatch(/at most 1048576 are allowed/)
})

test("a peer that does not read is not answered further; the others are", async () => {
  const [good, silent] = [new Client(server.port), new Client(server.port)]
  const [inGood, inSilent] = [await good.make("CartPole-v1"), await silent.make("test/Heavy-v0")]
  await silent.ask({ reset: { env: inSilent } })
  silent.socket.pause()
  // 400 kB each; what the system buffers is far less than 400 MB.
  for (let i = 0; i < 1000; i++) silent.socket.write(requestFrame(step(inSilent, 0)))
  expect((await good.ask({ reset: { env: inGood } })).started).toBeTruthy()
  silent.socket.destroy()
  await until(() => HeavyEnv.open === 0)
})

test("requests sent together are answered in their order", async () => {
  const client = new Client(server.port)
  const number = await client.make("CartPole-v1")
  const requests = [{ reset: { env: number } }, step(number, 1), { render: { env: 99 } }, step(number, 0)]
  client.socket.write(Buffer.concat(requests.map((request, id) => requestFrame({ ...request, id }))))
  const kinds = []
  for (let i = 0; i < requests.length; i++) {
    const { id, kind } = (await client.next()) as ResponseMessage & { kind: string }
    kinds.push([id, kind])
  }
  expect(kinds).toEqual([
    [0, "started"],
    [1, "steps"],
    [2, "failure"],
    [3, "steps"],
  ])
})

test("closing the server closes connections and environments", async () => {
  const client = new Client(server.port)
  await client.make("test/Heavy-v0")
  await server.close()
  await until(() => client.socket.closed)
  expect(HeavyEnv.open).toBe(0)
})

test("a port that is taken is bad input", async () => {
  await expect(listen(server.port, {}, () => {})).rejects.toThrow(/^port \d+ cannot be used: /)
})
