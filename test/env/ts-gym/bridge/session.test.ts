// One connection's requests and answers, against the environments themselves.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type MakeMessage, Response, type ResponseMessage } from "../../../../env/ts-gym/bridge/messages.ts"
import { Session, type SessionOptions } from "../../../../env/ts-gym/bridge/session.ts"
import { decodeValue } from "../../../../env/ts-gym/bridge/values.ts"
import {
  Box,
  Discrete,
  Env,
  type Frame,
  make,
  makeVec,
  type ResetOptions,
  register,
  registry,
  setWarningSink,
  spaceFromJSON,
} from "../../../../env/ts-gym/index.ts"
import { ask, HELLO, requestBytes, step } from "./client.ts"

/** Says what happened to it. */
class TellingEnv extends Env<Float32Array, number> {
  static closed = 0
  readonly observationSpace: Box
  readonly actionSpace = new Discrete(3)
  constructor({ size = 1 }: { size?: number }) {
    super()
    this.observationSpace = new Box(0, 1, [size])
  }
  override reset(options?: ResetOptions): [Float32Array, Record<string, unknown>] {
    this.seedFrom(options)
    return [new Float32Array(this.observationSpace.shape[0]), {}]
  }
  override step(action: number): [Float32Array, number, boolean, boolean, Record<string, unknown>] {
    if (action === 2) throw new TypeError("a bug")
    return [new Float32Array(this.observationSpace.shape[0]), action, false, false, {}]
  }
  override close(): void {
    TellingEnv.closed++
  }
}

let sink: ReturnType<typeof setWarningSink>
beforeAll(() => {
  sink = setWarningSink(() => {})
  register({ id: "test/Telling-v0", entryPoint: options => new TellingEnv(options) })
})
afterAll(() => {
  registry.delete("test/Telling-v0")
  setWarningSink(sink)
})

const opened = (options: Partial<SessionOptions> = {}) => {
  const session = new Session(options)
  ask(session, HELLO)
  return session
}
const made = (session: Session, wanted: MakeMessage) => ask(session, { make: wanted }).made?.env ?? 0
const making = (wanted: MakeMessage) => ({ make: wanted })
/** The data of a transition. */
function transitionsOf({ steps }: ResponseMessage) {
  return (steps?.transitions ?? []).map(({ observation, rewards, ended, info }) => ({
    observation: decodeValue(observation),
    rewards: [...(rewards ?? [])],
    ended: [...(ended ?? [])],
    info: decodeValue(info),
  }))
}

let session: Session
beforeEach(() => {
  session = opened()
})

test("the first request is Hello; the answer says what there is", () => {
  const { welcome } = ask(new Session({ server: "test 1", maxMessageBytes: 5000 }), HELLO)
  expect(welcome).toMatchObject({ protocol: 1, server: "test 1", maxMessageBytes: 5000 })
  expect(welcome?.envIds).toEqual([...registry.keys()])
  const early = ask(new Session(), { render: { env: 1 } })
  expect(early).toMatchObject({ id: 1, fatal: true, failure: { name: "ProtocolError", fatal: true } })
  const newer = ask(new Session(), { hello: { protocol: 2 } })
  expect(newer).toMatchObject({ fatal: true, failure: { message: expect.stringContaining("protocol 2") } })
})

test("an environment is described: spaces, facts, render mode", () => {
  const kwargsJson = '{"renderMode":"ansi","mapName":"8x8"}'
  const { made: answer } = ask(session, { make: { envId: "FrozenLake-v1", kwargsJson } })
  const env = make("FrozenLake-v1", { renderMode: "ansi", mapName: "8x8" })
  expect(spaceFromJSON(JSON.parse(answer?.observationSpaceJson ?? "")).equals(env.observationSpace)).toBe(true)
  expect(spaceFromJSON(JSON.parse(answer?.actionSpaceJson ?? "")).equals(env.actionSpace)).toBe(true)
  expect(JSON.parse(answer?.metadataJson ?? "")).toEqual(env.metadata)
  expect(answer?.renderMode).toBe("ansi")
  ask(session, { reset: { env: answer?.env, seeds: [3] } })
  env.reset({ seed: 3 })
  expect(decodeValue(ask(session, { render: { env: answer?.env } }).rendered)).toBe(env.render())
})

test("pictures", () => {
  const number = made(session, { envId: "CartPole-v1", kwargsJson: '{"renderMode":"rgb_array"}', numEnvs: 2 })
  ask(session, { reset: { env: number, seeds: [3, 4] } })
  const envs = makeVec("CartPole-v1", { renderMode: "rgb_array" }, { numEnvs: 2 })
  envs.reset({ seed: 3 })
  const frames = decodeValue(ask(session, { render: { env: number } }).rendered) as Frame[]
  expect(frames.length).toBe(2)
  for (const [i, { width, height, data }] of (envs.render() as Frame[]).entries()) {
    expect([frames[i].width, frames[i].height]).toEqual([width, height])
    expect(Buffer.compare(frames[i].data, data)).toBe(0)
  }
})

test.each(["CartPole-v1", "Taxi-v3", "FrozenLake-v1", "Taxi-v4", "MountainCar-v0"])("trajectory of %s", id => {
  const number = made(session, { envId: id })
  const env = make(id)
  env.actionSpace.seed(5)
  const answer = ask(session, { reset: { env: number, seeds: [42] } })
  let [observation, info] = env.reset({ seed: 42 })
  expect([decodeValue(answer.started?.observation), decodeValue(answer.started?.info)]).toEqual([observation, info])
  for (let t = 0; t < 300; t++) {
    const action = env.actionSpace.sample()
    const [transition] = transitionsOf(ask(session, step(number, action)))
    const [next, reward, terminated, truncated, infoOfStep] = env.step(action)
    const ended = [(terminated ? 1 : 0) + (truncated ? 2 : 0)]
    expect(transition).toEqual({ observation: next, rewards: [reward], ended, info: infoOfStep })
    if (ended[0] === 0) continue
    const again = ask(session, { reset: { env: number } }).started
    ;[observation, info] = env.reset()
    expect([decodeValue(again?.observation), decodeValue(again?.info)]).toEqual([observation, info])
  }
})

test.each(["NextStep", "SameStep"] as const)("vector environment, %s, steps in batches", autoresetMode => {
  const number = made(session, { envId: "CartPole-v1", numEnvs: 3, autoresetMode })
  const envs = makeVec("CartPole-v1", {}, { numEnvs: 3, vectorKwargs: { autoresetMode } })
  envs.actionSpace.seed(1)
  ask(session, { reset: { env: number, seeds: [7, 8, -1] } })
  ask(session, { reset: { env: number, seeds: [7, 8, 9] } })
  envs.reset({ seed: 7 })
  for (let batch = 0; batch < 5; batch++) {
    const actions = Array.from({ length: 20 }, () => envs.actionSpace.sample())
    const transitions = transitionsOf(ask(session, step(number, ...actions)))
    expect(transitions.length).toBe(20)
    actions.forEach((action, i) => {
      const [observation, rewards, terminations, truncations, info] = envs.step(action)
      const ended = Array.from(terminations, (t, e) => t + 2 * truncations[e])
      expect(transitions[i]).toEqual({ observation, rewards: [...rewards], ended, info })
    })
  }
})

test("a batch of a single environment ends with the episode", () => {
  const number = made(session, { envId: "CartPole-v1" })
  ask(session, { reset: { env: number, seeds: [1] } })
  const transitions = transitionsOf(ask(session, step(number, ...Array.from({ length: 100 }, () => 1))))
  expect(transitions.length).toBeLessThan(20)
  expect(transitions.map(t => t.ended[0]).indexOf(1)).toBe(transitions.length - 1)
})

test("reset of some environments, mode Disabled; a batch ends where one has to be reset", () => {
  const number = made(session, { envId: "CartPole-v1", numEnvs: 2, autoresetMode: "Disabled" })
  ask(session, { reset: { env: number, seeds: [1, 2] } })
  const actions = Array.from({ length: 100 }, () => Int32Array.of(1, 1))
  const { ended } = transitionsOf(ask(session, step(number, ...actions))).at(-1) ?? { ended: [] }
  expect(Math.max(...ended)).toBe(1)
  expect(ask(session, step(number, actions[0])).failure?.name).toBe("ResetNeeded")
  const resetMask = Uint8Array.from(ended, e => (e === 0 ? 0 : 1))
  expect(ask(session, { reset: { env: number, resetMask } }).started).toBeTruthy()
  expect(transitionsOf(ask(session, step(number, actions[0]))).length).toBe(1)
})

test("a time limit replaces the registered one", () => {
  for (const [maxEpisodeSteps, length] of [
    [5, 5],
    [-1, 20],
  ]) {
    const number = made(session, { envId: "Taxi-v4", maxEpisodeSteps })
    ask(session, { reset: { env: number, seeds: [1] } })
    expect(transitionsOf(ask(session, step(number, ...Array.from({ length: 20 }, () => 0)))).length).toBe(length)
  }
})

describe("what cannot be done is answered, and the connection goes on", () => {
  test.each<[string, object, string, RegExp]>([
    ["an unknown id", making({ envId: "CartPol-v1" }), "NameNotFound", /Did you mean "CartPole"/],
    ["an unknown version", making({ envId: "CartPole-v9" }), "VersionNotFound", /v0, v1/],
    ["kwargs that are no JSON", making({ envId: "CartPole-v1", kwargsJson: "{" }), "ValueError", /kwargs is no JSON/],
    ["kwargs that are no object", making({ envId: "CartPole-v1", kwargsJson: "[1]" }), "ValueError", /no JSON object/],
    ["too many", making({ envId: "CartPole-v1", numEnvs: 5000 }), "ValueError", /5001 environments .* at most 4096/],
    [
      "an unknown mode",
      making({ envId: "CartPole-v1", numEnvs: 2, autoresetMode: "x" }),
      "ValueError",
      /expected one of NextStep/,
    ],
    [
      "an unknown vectorization",
      making({ envId: "CartPole-v1", numEnvs: 2, vectorizationMode: "x" }),
      "ValueError",
      /"x"/,
    ],
    ["no such environment", { render: { env: 99 } }, "ValueError", /environment 99 is closed, or never was made/],
    ["an action outside", step(1, 7), "ValueError", /action is 7, expected an integer in \[0, 3\)/],
    ["an action of another kind", step(1, "x"), "ValueError", /action is "x"/],
    ["an error after steps", step(1, 1, 1, 7), "ValueError", /\(after 2 steps of the same message\)/],
    ["two seeds", { reset: { env: 1, seeds: [1, 2] } }, "ValueError", /seeds has 2 entries, expected 1/],
    ["a seed with a fraction", { reset: { env: 1, seeds: [0.5] } }, "ValueError", /0\.5/],
    ["a mask", { reset: { env: 1, resetMask: Uint8Array.of(1) } }, "ValueError", /vector environments/],
    ["a bug of an environment", step(1, 2), "TypeError", /a bug/],
  ])("%s", (_, request, name, message) => {
    made(session, { envId: "test/Telling-v0" })
    ask(session, { reset: { env: 1 } })
    const answer = ask(session, { id: 17, ...request })
    expect(answer).toMatchObject({ id: 17, fatal: false, failure: { name, fatal: false } })
    expect(answer.failure?.message).toMatch(message)
    expect(answer.failure?.stack ?? "").toMatch(name === "TypeError" ? /session\.test\.ts/ : /^$/)
    expect(transitionsOf(ask(session, step(1, 1))).length).toBe(1)
  })
})

test("a seed that is no seed says so", () => {
  const number = made(session, { envId: "CartPole-v1" })
  expect(ask(session, { reset: { env: number, seeds: [0.5] } }).failure?.message).toMatch(/0\.5/)
  expect(ask(session, { reset: { env: number, seeds: [-3] } }).failure?.message).toMatch(/-3/)
})

describe("what is not the protocol ends the connection", () => {
  test.each<[string, Uint8Array]>([
    ["noise", Uint8Array.of(255, 255, 255, 1)],
    ["a request cut short", requestBytes({ make: { envId: "CartPole-v1" } }).subarray(0, 8)],
    ["an empty message", new Uint8Array(0)],
    ["a request without kind", requestBytes({})],
  ])("%s", (_, bytes) => {
    const { message, fatal } = session.handle(bytes)
    expect(fatal).toBe(true)
    expect(Response.decode(message).failure).toMatchObject({ name: "ProtocolError", fatal: true })
  })

  test("values nested without end", () => {
    const number = made(session, { envId: "CartPole-v1" })
    let bytes = Uint8Array.of(0x38, 1) // Value.null
    for (let i = 0; i < 200; i++) {
      // Value.list, List.items
      for (const tag of [0x0a, 0x2a]) bytes = Uint8Array.from([tag, ...varint(bytes.length), ...bytes])
    }
    const body = Uint8Array.from([0x08, number, 0x12, ...varint(bytes.length), ...bytes])
    const request = Uint8Array.from([0x08, 1, 0x2a, ...varint(body.length), ...body])
    expect(Response.decode(session.handle(request).message).failure?.name).toBe("ProtocolError")
  })
})

function varint(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]
}

describe("an answer has a greatest size", () => {
  const maxMessageBytes = 4000
  test("a batch stops where the message is full", () => {
    const small = opened({ maxMessageBytes })
    const number = made(small, { envId: "test/Telling-v0", kwargsJson: '{"size":100}' })
    ask(small, { reset: { env: number } })
    const { message } = small.handle(requestBytes(step(number, ...Array.from({ length: 50 }, () => 1))))
    expect(message.length).toBeLessThanOrEqual(maxMessageBytes)
    const { length } = Response.decode(message).steps?.transitions ?? []
    expect(length).toBeGreaterThan(3)
    expect(length).toBeLessThan(50)
  })

  test("an observation that does not fit closes its environment", () => {
    const small = opened({ maxMessageBytes })
    made(small, { envId: "test/Telling-v0" })
    const before = TellingEnv.closed
    const large = ask(small, { make: { envId: "test/Telling-v0", kwargsJson: '{"size":2000}' } })
    expect(large.failure?.message).toMatch(/at most 4000 are allowed; environment 2 is closed/)
    expect(TellingEnv.closed).toBe(before + 1)
    expect(small.envs).toBe(1)
  })
})

test("close: of one environment, of all; a second time does nothing", () => {
  const before = TellingEnv.closed
  const [first] = [0, 1, 2].map(() => made(session, { envId: "test/Telling-v0" }))
  expect(ask(session, { close: { env: first } }).closed).toBe(first)
  ask(session, { close: { env: first } })
  expect([TellingEnv.closed - before, session.envs]).toEqual([1, 2])
  expect(session.close()).toEqual([])
  expect([TellingEnv.closed - before, session.envs]).toEqual([3, 0])
})

test("closing frees room for others", () => {
  const small = opened({ maxEnvs: 4 })
  const number = made(small, { envId: "CartPole-v1", numEnvs: 3 })
  expect(ask(small, { make: { envId: "CartPole-v1", numEnvs: 2 } }).failure?.message).toMatch(/5 .* at most 4/)
  ask(small, { close: { env: number } })
  expect(ask(small, { make: { envId: "CartPole-v1", numEnvs: 2 } }).made).toBeTruthy()
})

test("two sessions do not see each other's environments", () => {
  const other = opened()
  const number = made(session, { envId: "CartPole-v1" })
  expect(ask(other, { reset: { env: number } }).failure?.name).toBe("ValueError")
})
