// analects gym-serve as a user starts it.

import { spawn } from "node:child_process"
import { once as event } from "node:events"
import { connect } from "node:net"
import { join } from "node:path"
import { expect, test } from "vitest"
import { FrameReader } from "../../env/ts-gym/bridge/frames.ts"
import { Response, type ResponseMessage } from "../../env/ts-gym/bridge/messages.ts"
import { HELLO, requestFrame } from "../env/ts-gym/bridge/client.ts"
import { inFolder, once, refused, start, until, wrongUse } from "./cli.ts"

const CLI = join(import.meta.dirname, "../../dist/experiments/cli.js")
const TS_GYM = join(import.meta.dirname, "../../dist/env/ts-gym/index.js")

/** Sends `input` to `gym-serve --stdio …args` and ends its input; the answers, and how it ended. */
async function served(input: Uint8Array, ...args: string[]) {
  const child = spawn(process.execPath, [CLI, "gym-serve", "--stdio", ...args])
  const responses: ResponseMessage[] = []
  const reader = new FrameReader(1 << 30)
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", text => {
    stderr += text
  })
  child.stdout.on("data", piece => {
    for (const message of reader.push(piece)) responses.push(Response.decode(message))
  })
  child.stdin.end(input)
  const [code] = await event(child, "close")
  return { code, stderr, responses, rest: reader.pending }
}

/** An environment that prints. */
const LOUD = `
import { Box, Discrete, Env, register } from ${JSON.stringify(TS_GYM)}
console.log("imported")
class LoudEnv extends Env {
  observationSpace = new Box(0, 1, [1])
  actionSpace = new Discrete(2)
  reset(options) { this.seedFrom(options); console.log("reset"); process.stdout.write("!\\n"); return [new Float32Array(1), {}] }
  step() { return [new Float32Array(1), 0, false, false, {}] }
  close() { console.log("closed") }
}
register({ id: "own/Loud-v0", entryPoint: () => new LoudEnv() })
`

test("answers and ends with its input; what environments print goes to standard error", () =>
  inFolder(
    async folder => {
      const requests = [HELLO, { make: { envId: "own/Loud-v0" } }, { reset: { env: 1, seeds: [1] } }]
      const input = Buffer.concat(requests.map(requestFrame))
      const { code, stderr, responses, rest } = await served(input, "--module", join(folder, "loud.mjs"))
      expect({ code, stderr, rest }).toEqual({ code: 0, stderr: "imported\nreset\n!\nclosed\n", rest: 0 })
      expect(responses.map(r => (r as { kind?: string }).kind)).toEqual(["welcome", "made", "started"])
      expect(responses[0].welcome?.server).toMatch(/^analects \d/)
      expect(responses[0].welcome?.envIds).toContain("own/Loud-v0")
    },
    { "loud.mjs": LOUD },
  ))

test("threads make the project's and users' environments", () =>
  inFolder(
    async folder => {
      const vector = { numEnvs: 2, vectorizationMode: "async", workers: 1 }
      const made = ["own/Loud-v0", "Allocation-v1"].map(envId => ({ make: { envId, ...vector } }))
      const input = Buffer.concat([HELLO, ...made].map(requestFrame))
      const { code, responses } = await served(input, "--module", join(folder, "loud.mjs"))
      expect({ code, kinds: responses.map(r => (r as { kind?: string }).kind) }).toEqual({
        code: 0,
        kinds: ["welcome", "made", "made"],
      })
    },
    { "loud.mjs": LOUD },
  ))

test("input that is cut short: a note, and a normal end", async () => {
  const { code, stderr } = await served(requestFrame(HELLO).subarray(0, 5))
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "gym-serve: the connection ended within a message, after 5 of its bytes\n",
  })
})

test.each(["SIGINT", "SIGTERM"] as const)("a port is printed; %s ends it with its connections", signal =>
  inFolder(async folder => {
    const running = start(folder, ["gym-serve", "--port", "0"])
    await until(running, () => running.stdout.endsWith("\n"))
    const port = Number(/^listening on 127\.0\.0\.1:(\d+)\n$/.exec(running.stdout)?.[1])
    const socket = connect(port, "127.0.0.1")
    socket.write(requestFrame(HELLO))
    await event(socket, "data")
    running.signal(signal)
    await event(socket, "close")
    expect(await running.ended).toMatchObject({ code: 130, signal: null, stderr: "" })
  }),
)

test("Ctrl-C ends a server on standard input and output", async () => {
  const child = spawn(process.execPath, [CLI, "gym-serve", "--stdio"], { stdio: ["pipe", "pipe", "pipe"] })
  child.stdin.write(requestFrame(HELLO))
  await event(child.stdout, "data")
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", text => {
    stderr += text
  })
  child.kill("SIGINT")
  const [code] = await event(child, "close")
  expect({ code, stderr }).toEqual({ code: 130, stderr: "" })
})

test.each<[string, string[], unknown]>([
  ["neither", [], wrongUse("gym-serve needs --stdio or --port")],
  ["both", ["--stdio", "--port", "1"], wrongUse("gym-serve needs --stdio or --port")],
  ["a port that is none", ["--port", "70000"], refused("port is 70000", "at most 65535")],
  ["a size that is none", ["--port", "0", "--max-message", "1"], refused("max-message is 1", "at least 1024")],
  ["no module", ["--stdio", "--module", "none.js"], refused("module none.js", "no such file")],
])("wrong: %s", async (_, args, expected) => {
  expect(await once(["gym-serve", ...args])).toEqual(expected)
})

test("a module that fails", async () => {
  const { code, stderr } = await once(["gym-serve", "--stdio", "--module", "bad.mjs"], {
    "bad.mjs": 'throw new Error("of its own")',
  })
  expect({ code, stderr }).toEqual({ code: 3, stderr: "analects: module bad.mjs cannot be used: of its own\n" })
})
