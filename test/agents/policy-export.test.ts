// A policy that goes through a file takes the same actions; a file that does not fit is refused.

import { beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { ConfuciuXPolicy } from "../../agents/confuciux-policy.ts"
import { runEpisode } from "../../agents/episode.ts"
import { MlpPolicy } from "../../agents/mlp-policy.ts"
import type { Policy } from "../../agents/policy.ts"
import { exportConfuciux, exportMlp, exportScorer, importPolicy } from "../../agents/policy-export.ts"
import { PUBLISHED_RECIPE } from "../../agents/recipes.ts"
import { Reinforce } from "../../agents/reinforce.ts"
import { Scorer } from "../../agents/scorer.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { ConfuciuXEnv, descriptorsOf } from "../../env/confuciux-env.ts"
import { choiceFeatures, featureCounts, type ObservationProfile, situationFeatures } from "../../env/observation.ts"
import { Box, Discrete, type Env, MultiDiscrete } from "../../env/ts-gym/index.ts"
import { namedProblem } from "../../src/allocation/named.ts"
import { COARSE_GRID, peOf, tileOf } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { Rng } from "../../src/core/rng.ts"
import { type PolicyFile, readPolicy, writePolicy } from "../../src/formats/policy-file.ts"

let tf: TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadBackend("wasm"))
})

const PROVENANCE = { analects: "0.0.0", seed: "1", network: "alexnet" }
const problemOf = (network: string, allowImpossible = false) =>
  namedProblem({ network, platform: "confuciux", budget: 0.05, allowImpossible })

/** Actions of whole episodes: greedy, then sampled with the same draws. */
function episodes<Obs, Act>(env: Env<Obs, Act>, policy: Policy<Obs, Act>): Act[][] {
  return [0, 1, 2, 3, 4, 5].map(seed => {
    const reset = { seed, options: { order: seed % 2 === 0 ? "file" : "random" } }
    return runEpisode(env, policy, reset, seed < 2 ? null : Rng.fromSeed(seed)).trajectory.actions
  })
}

/** A briefly trained scorer, its environment and its file. */
function trainedScorer(observation: ObservationProfile = "priced", hidden?: number) {
  const env = new AllocationEnv(problemOf("alexnet").problem, { observation })
  const shape = { ...featureCounts(observation), hidden }
  const policy = new Scorer(tf, shape, Rng.fromSeed(1))
  const agent = new Reinforce(tf, [env], policy, Rng.fromSeed(2), { episodes: 32 })
  while (!agent.done) agent.update()
  return {
    env,
    policy,
    file: exportScorer(policy, env, observation, { grid: COARSE_GRID, dataflows: ["dla"] }, PROVENANCE),
  }
}

function trainedLstm() {
  const { problem, network } = problemOf("alexnet", true)
  const env = new ConfuciuXEnv({ problem, descriptors: descriptorsOf(network.rows) })
  const policy = new ConfuciuXPolicy(tf, Rng.fromSeed(1))
  const agent = new Reinforce(tf, [env], policy, Rng.fromSeed(2), { ...PUBLISHED_RECIPE, episodes: 10 })
  while (!agent.done) agent.update()
  return { env, policy, file: exportConfuciux(policy, env, PROVENANCE) }
}

/** Through bytes and back. */
const reread = (file: PolicyFile) => readPolicy(writePolicy(file))

describe("the scorer", () => {
  test.each<[ObservationProfile, number | undefined]>([
    ["priced", undefined],
    ["plain", undefined],
    ["priced", 16],
  ])("acts the same after a file: %s, hidden %s", (observation, hidden) => {
    const { env, policy, file } = trainedScorer(observation, hidden)
    const copy = importPolicy(tf, reread(file)) as Scorer
    expect(copy).toBeInstanceOf(Scorer)
    expect(copy.variables.map(v => v.dataSync())).toEqual(policy.variables.map(v => v.dataSync()))
    const actions = episodes(env, policy)
    expect(episodes(env, copy)).toEqual(actions)
    // Sampled episodes differ from each other, so equal ones mean something.
    expect(new Set(actions.slice(2).map(String)).size).toBeGreaterThan(1)
    const elsewhere = new AllocationEnv(problemOf("resnet18").problem, { observation })
    expect(episodes(elsewhere, copy)).toEqual(episodes(elsewhere, policy))
  })

  test("the file says what the numbers mean", () => {
    const { env, file } = trainedScorer()
    const { architecture, features, actionTable, provenance, kind } = reread(file)
    expect(kind).toBe("scorer")
    expect(architecture).toMatchObject({ hidden: 32, observation: "priced", order: "file" })
    const names = (group: string) => features.filter(f => f.group === group).map(f => f.name)
    expect(names("choices")).toEqual(choiceFeatures("priced", false).map(f => f.name))
    expect(names("situation")).toEqual(situationFeatures("priced").map(f => f.name))
    expect(provenance).toEqual(PROVENANCE)
    const { start, choice } = env.lists
    expect(actionTable.length).toBe(env.problem.layers)
    for (const [l, { layer, pe, tile }] of actionTable.entries()) {
      const list = [...choice.subarray(start[l], start[l + 1])]
      const expected = { layer: `layer ${l + 1}`, pe: list.map(k => peOf(COARSE_GRID, k)) }
      expect({ layer, pe }).toEqual(expected)
      expect(tile).toEqual(list.map(k => tileOf(COARSE_GRID, k)))
    }
  })

  test("equal training gives equal bytes", () => {
    expect(writePolicy(trainedScorer().file)).toEqual(writePolicy(trainedScorer().file))
  })
})

describe("the published LSTM", () => {
  test("acts the same after a file", () => {
    const { env, policy, file } = trainedLstm()
    const copy = importPolicy(tf, reread(file)) as ConfuciuXPolicy
    expect(copy).toBeInstanceOf(ConfuciuXPolicy)
    const actions = episodes(env, policy)
    expect(episodes(env, copy)).toEqual(actions)
    expect(new Set(actions.slice(2).map(String)).size).toBeGreaterThan(1)
  })

  test("the file lists all 144 choices once, for every layer", () => {
    const { actionTable, kind, features } = reread(trainedLstm().file)
    expect([kind, features.length, actionTable.length]).toEqual(["confuciux-lstm", 11, 1])
    const [{ layer, pe, tile }] = actionTable
    expect([layer, pe.length, pe[0], tile[0], pe[143], tile[143]]).toEqual(["", 144, 1, 1, 128, 12])
  })
})

describe("the perceptron", () => {
  const observationSpace = new Box(-1, 1, [3])
  const observations = Array.from({ length: 50 }, (_, i) => Float32Array.of(Math.sin(i), Math.cos(3 * i), i / 50))

  test("acts the same after a file: Discrete from 5, masked", () => {
    const spaces = { observationSpace, actionSpace: new Discrete(4, { start: 5 }) }
    const policy = new MlpPolicy(tf, spaces, Rng.fromSeed(1), { hidden: [8, 4] })
    const copy = importPolicy(tf, reread(exportMlp(policy, PROVENANCE))) as MlpPolicy<Float32Array, number>
    expect(copy.shape).toEqual({ inputs: 3, hidden: [8, 4], parts: [4], start: [5], single: true })
    const mask = Uint8Array.of(1, 0, 1, 1)
    const actions = observations.map((x, i) => policy.act(x, Rng.fromSeed(i), mask))
    expect(observations.map((x, i) => copy.act(x, Rng.fromSeed(i), mask))).toEqual(actions)
    expect(new Set(actions)).toEqual(new Set([5, 7, 8]))
  })

  test("acts the same after a file: MultiDiscrete, no hidden layer", () => {
    const spaces = { observationSpace, actionSpace: new MultiDiscrete([2, 3], { start: [0, -1] }) }
    const policy = new MlpPolicy(tf, spaces, Rng.fromSeed(1), { hidden: [] })
    const copy = importPolicy(tf, reread(exportMlp(policy, PROVENANCE))) as MlpPolicy<Float32Array, Int32Array>
    const actions = observations.map((x, i) => [...policy.act(x, Rng.fromSeed(i))])
    expect(observations.map((x, i) => [...copy.act(x, Rng.fromSeed(i))])).toEqual(actions)
    expect(new Set(actions.map(String)).size).toBe(6)
  })

  test.each<[object, string]>([
    [{ hidden: Array(64).fill(4096) }, 'tensor "weight 1" has shape [8, 3], expected [4096, 3]'],
    [{ hidden: Array(65).fill(1) }, "expected a list of at most 64"],
    [{ hidden: [0] }, "hidden[0] is 0, expected an integer in [1, 4096]"],
    [{ hidden: "8" }, "hidden is 8, expected a list"],
    [{ inputs: 4 }, 'tensor "weight 1" has shape [8, 3], expected [8, 4]'],
    [{ parts: [] }, "expected an integer for each of the parts"],
    [{ parts: [2, 2] }, "expected an integer for each of the parts"],
    [{ start: [1e300] }, "expected an integer for each of the parts"],
    [{ start: [0.5] }, "expected an integer for each of the parts"],
    [{ parts: [2, 2], start: [0, 0] }, "single, but 2 parts"],
  ])("architecture %j is refused", (more, message) => {
    const policy = new MlpPolicy(tf, { observationSpace, actionSpace: new Discrete(4) }, Rng.fromSeed(1), {
      hidden: [8],
    })
    expect(refusal(redrawn(exportMlp(policy, PROVENANCE), more))).toEqual(because(message))
  })
})

/** Why a file is refused, and how many tensors that leaves behind. */
function refusal(file: PolicyFile): { message: string; leaked: number } {
  const before = tf.memory().numTensors
  try {
    importPolicy(tf, reread(file)).dispose()
  } catch (error) {
    if (error instanceof InputError) return { message: error.message, leaked: tf.memory().numTensors - before }
    throw error
  }
  throw new Error("nothing was thrown")
}

const because = (message: string) => ({ message: expect.stringContaining(message), leaked: 0 })

/** A file with another architecture. */
const redrawn = (file: PolicyFile, more: object) => ({ ...file, architecture: { ...file.architecture, ...more } })

/** A file with one tensor changed. */
const changed = (file: PolicyFile, name: string, more: object) => ({
  ...file,
  tensors: file.tensors.map(t => (t.name === name ? { ...t, ...more } : t)),
})

describe("a file that does not fit is refused, and leaves no tensor behind", () => {
  let scorer: PolicyFile
  let lstm: PolicyFile
  beforeAll(() => {
    scorer = trainedScorer().file
    lstm = trainedLstm().file
  })

  test("an unknown kind, and a kind that is not the tensors'", () => {
    const unknown = because('policy kind "transformer" is unknown; known: scorer, mlp, confuciux-lstm')
    expect(refusal({ ...scorer, kind: "transformer" })).toEqual(unknown)
    expect(refusal({ ...scorer, kind: "confuciux-lstm" })).toEqual(
      because("policy architecture: descriptors is undefined, expected 7"),
    )
    const none = because("policy architecture: choiceFeatures is undefined")
    expect(refusal({ ...lstm, kind: "scorer" })).toEqual(none)
  })

  test.each<[string, unknown]>([
    ["choiceFeatures", 0],
    ["choiceFeatures", 1e9],
    ["situationFeatures", -3],
    ["situationFeatures", null],
    ["hidden", 4097],
    ["hidden", 1e300],
    ["hidden", 1.5],
    ["hidden", "32"],
    ["hidden", undefined],
  ])("architecture %s: %j", (name, value) => {
    const expected = because(`policy architecture: ${name} is ${String(value)}, expected an integer`)
    expect(refusal(redrawn(scorer, { [name]: value }))).toEqual(expected)
  })

  test("an architecture that is not the tensors'", () => {
    expect(refusal(redrawn(scorer, { hidden: 16 }))).toEqual(because('tensor "in" has shape'))
    expect(refusal(redrawn(scorer, { hidden: 6 }))).toEqual(because("hidden is 6, expected a multiple of 4"))
    expect(refusal(redrawn(scorer, { choiceFeatures: 6 }))).toEqual(because('tensor "in" has shape'))
    // The sum of both counts fits, each of them does not.
    const { choiceFeatures: f, situationFeatures: m } = scorer.architecture as Record<string, number>
    const shifted = redrawn(scorer, { choiceFeatures: f + 1, situationFeatures: m - 1 })
    expect(refusal(shifted)).toEqual(because('tensor "skip" has shape'))
  })

  test("a tensor of another shape or name, or none", () => {
    const deep = changed(scorer, "deep", { shape: [1024] })
    expect(refusal(deep)).toEqual(because('tensor "deep" has shape [1024], expected [32, 32]'))
    const out = changed(scorer, "out", { shape: [1, 32] })
    expect(refusal(out)).toEqual(because('tensor "out" has shape [1, 32], expected [32, 1]'))
    const renamed = changed(scorer, "skip", { name: "skp" })
    expect(refusal(renamed)).toEqual(because('tensor "skip" is unknown; known: in, deep, out, skp.'))
    const turned = changed(lstm, "parameter 0", { shape: lstm.tensors[0].shape.toReversed() })
    expect(refusal(turned)).toEqual(because('tensor "parameter 0" has shape'))
    expect(refusal({ ...lstm, tensors: lstm.tensors.slice(0, -1) })).toEqual(because("is unknown"))
  })
})
