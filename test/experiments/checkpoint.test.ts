// Checkpoints and metrics: a killed and resumed run leaves the same bytes as an uninterrupted one.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as fc from "fast-check"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { loadBackend } from "../../agents/backend.ts"
import {
  decodeCheckpoint,
  encodeCheckpoint,
  loadCheckpoint,
  saveCheckpoint,
} from "../../experiments/runs/checkpoint.ts"
import { MetricsFile } from "../../experiments/runs/metrics-file.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { TINY_LEARNERS, type TinyLearner, type TinyState } from "../agents/tiny-learners.ts"

let folder = ""
let metricsPath = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "analects-"))
  metricsPath = join(folder, "metrics.csv")
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const COLUMNS = ["episode", "best_latency_cycles", "note"]

interface State {
  readonly step: number
  readonly rng: ReturnType<Rng["save"]>
  readonly sum: Float64Array
}

/** A stand-in for training: from `state`, up to `steps` or until `killAt`; saves every `every` steps. */
function run(resume: boolean, steps: number, every: number, killAt = Number.POSITIVE_INFINITY): void {
  const saved = resume ? loadCheckpoint(folder) : null
  const state = saved?.state as State | undefined
  const rng = state === undefined ? Rng.fromSeed(5) : Rng.restore(state.rng)
  const sum = state?.sum ?? new Float64Array(1)
  const metrics =
    saved === null
      ? MetricsFile.create(metricsPath, COLUMNS)
      : MetricsFile.resume(metricsPath, COLUMNS, saved.metricsBytes)
  for (let step = (state?.step ?? 0) + 1; step <= steps; step++) {
    sum[0] += rng.float()
    metrics.append({ episode: step, best_latency_cycles: step < 3 ? Number.POSITIVE_INFINITY : sum[0] })
    if (step % every === 0) saveCheckpoint(folder, { step, rng: rng.save(), sum }, metrics)
    if (step === killAt) {
      // Rows after the checkpoint may or may not have reached the disk, the last of them in part.
      metrics.commit()
      appendFileSync(metricsPath, "99,12")
      return
    }
  }
  metrics.close()
}

test("killed and resumed equals uninterrupted, byte for byte", () => {
  run(false, 50, 5)
  const whole = readFileSync(metricsPath, "utf8")
  const state = readFileSync(join(folder, "checkpoint.json"), "utf8")
  for (const killAt of [5, 23, 49, 50]) {
    run(false, 50, 5, killAt)
    expect(readFileSync(metricsPath, "utf8")).not.toBe(whole)
    run(true, 50, 5)
    expect(readFileSync(metricsPath, "utf8")).toBe(whole)
    expect(readFileSync(join(folder, "checkpoint.json"), "utf8")).toBe(state)
  }
  expect(whole.split("\n").slice(0, 3)).toEqual(["episode,best_latency_cycles,note", "1,,", "2,,"])
})

describe("metrics", () => {
  test("a file shorter than the checkpoint says is refused", () => {
    run(false, 10, 5)
    const { metricsBytes } = loadCheckpoint(folder)
    truncateSync(metricsPath, metricsBytes - 1)
    expect(() => run(true, 20, 5)).toThrow(
      new InputError(
        `${metricsPath} has ${metricsBytes - 1} bytes, the checkpoint counts ${metricsBytes}; the run is damaged`,
      ),
    )
  })

  test("other columns and a missing file are refused", () => {
    writeFileSync(metricsPath, "episode,other\n")
    expect(() => MetricsFile.resume(metricsPath, COLUMNS, 5)).toThrow("has other columns than episode,best")
    rmSync(metricsPath)
    expect(() => MetricsFile.resume(metricsPath, COLUMNS, 0)).toThrow("cannot be opened: there is no such file")
  })

  test("an unknown column is a bug, not a silent loss", () => {
    const metrics = MetricsFile.create(metricsPath, COLUMNS)
    expect(() => metrics.append({ epoch: 1 })).toThrow('metrics have no column "epoch"')
    metrics.close()
  })
})

/** Any state a run may keep. */
const plainState = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.float32Array({ maxLength: 8 }),
    fc.float64Array({ maxLength: 8 }),
    fc.int32Array({ maxLength: 8 }),
    fc.uint32Array({ maxLength: 8 }),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter(key => !key.startsWith("$")),
      tie("value"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value

describe("encoding", () => {
  test("plain data, typed arrays and special numbers come back", () => {
    fc.assert(
      fc.property(plainState, fc.nat(), (state, metricsBytes) => {
        const back = decodeCheckpoint(encodeCheckpoint({ state, metricsBytes }), "checkpoint")
        expect(back).toStrictEqual({ state, metricsBytes })
      }),
    )
  })

  test("a view of a larger array is stored as what it shows", () => {
    const state = Float32Array.of(1, 2, 3, 4).subarray(1, 3)
    const back = decodeCheckpoint(encodeCheckpoint({ state, metricsBytes: 0 }), "checkpoint")
    expect(back.state).toEqual(Float32Array.of(2, 3))
  })

  test.each([
    ["a Map", { a: new Map() }, "state.state.a cannot"],
    ["a function", [() => 1], "state.state[0] cannot"],
    ["a bigint", 1n, "state.state cannot"],
    ["BigInt64Array", new BigInt64Array(1), "BigInt64Array cannot"],
    ["a reserved key", { $x: 1 }, 'key "$x" is reserved'],
  ])("%s is refused", (_, state, message) => {
    expect(() => encodeCheckpoint({ state, metricsBytes: 0 })).toThrow(message)
  })
})

/** A state as a checkpoint gives it back. */
const through = (state: unknown) => {
  const text = encodeCheckpoint({ state, metricsBytes: 0 })
  return decodeCheckpoint(text, "checkpoint").state as TinyState
}
/** The state after some updates. */
const learn = (learner: TinyLearner, updates: number) => {
  for (let i = 0; i < updates; i++) learner.update()
  return learner.save()
}

describe("a learner's state, optimiser included, through the text of a checkpoint", () => {
  test.each(Object.keys(TINY_LEARNERS))("goes on to the bit: %s", async kind => {
    const { tf } = await loadBackend("wasm")
    const [whole, resumed, forgetful] = [0, 1, 2].map(() => TINY_LEARNERS[kind](tf))
    const saved = learn(whole, 5)
    const state = through(saved)
    expect(state).toEqual(saved)
    const { step, mean, square } = state.agent.adam
    expect(step).toBe(5)
    expect(Math.max(...mean.map(Math.abs))).toBeGreaterThan(0)
    expect(Math.max(...square)).toBeGreaterThan(0)
    resumed.restore(state)
    const end = learn(whole, 5)
    expect(learn(resumed, 5)).toEqual(end)
    // The moments matter: without them the weights come out different.
    const adam = { step: 0, mean: mean.map(() => 0), square: square.map(() => 0) }
    forgetful.restore({ ...state, agent: { ...state.agent, adam } })
    expect(learn(forgetful, 5).agent.weights).not.toEqual(end.agent.weights)
    for (const learner of [whole, resumed, forgetful]) learner.dispose()
  })
})

describe("damage", () => {
  const text = encodeCheckpoint({ state: { w: Float32Array.of(1, 2), name: "ä" }, metricsBytes: 12 })

  test("every truncation is refused", () => {
    for (let n = 0; n < text.length; n++) expect(() => decodeCheckpoint(text.slice(0, n), "c")).toThrow(InputError)
  })

  test("a changed byte is refused, or changes nothing", () => {
    const bytes = new TextEncoder().encode(text)
    const original = decodeCheckpoint(text, "c")
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Uint8Array.from(bytes)
      damaged[bit >> 3] ^= 1 << (bit & 7)
      expect(outcome(new TextDecoder().decode(damaged), original), `bit ${bit}`).toBe("refused or equal")
    }
  })

  test("the message says what is wrong", () => {
    expect(() => decodeCheckpoint("{}\n", "c")).toThrow(new InputError("c is not a checkpoint"))
    expect(() => decodeCheckpoint(text.replace('"format":2', '"format":9'), "c")).toThrow(
      new InputError("c has format 9, this version reads 2"),
    )
    expect(() => decodeCheckpoint(text.replace("12}", "13}"), "c")).toThrow(/^c is cut short or damaged/)
    expect(() => loadCheckpoint(folder)).toThrow("checkpoint.json cannot be read: there is no such file")
  })
})

/** What becomes of a damaged text: a refusal by InputError, or the original content, are both fine. */
function outcome(text: string, original: unknown): string {
  try {
    expect(decodeCheckpoint(text, "c")).toEqual(original)
    return "refused or equal"
  } catch (error) {
    return error instanceof InputError ? "refused or equal" : String(error)
  }
}
