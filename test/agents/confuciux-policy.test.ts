import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { ConfuciuXPolicy, type ConfuciuXPolicyOptions } from "../../agents/confuciux-policy.ts"
import type { Trajectory } from "../../agents/policy.ts"
import { PUBLISHED_RECIPE } from "../../agents/recipes.ts"
import { Reinforce } from "../../agents/reinforce.ts"
import { ConfuciuXEnv } from "../../env/confuciux-env.ts"
import { Rng } from "../../src/core/rng.ts"
import { PRESENT } from "./present-backends.ts"

type Episode = Trajectory<Float32Array, Int32Array>

/** Small enough for finite differences over every weight. */
const TINY: ConfuciuXPolicyOptions = { descriptors: 3, encoding: 2, hidden: 5, heads: [3, 4] }

let tf: TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadBackend("wasm"))
})

/** Episodes of the given lengths, played by the policy on random observations of `size` numbers. */
function play(policy: ConfuciuXPolicy, size: number, lengths: readonly number[], seed = 7): Episode[] {
  const rng = Rng.fromSeed(seed)
  return lengths.map(length => {
    policy.begin()
    const observations = Array.from({ length }, () => Float32Array.from({ length: size }, () => rng.uniform(-1, 1)))
    return { observations, actions: observations.map(o => policy.act(o, rng)), rewards: observations.map(() => 0) }
  })
}

/** The specification once more, step by step in plain TF.js operations without any custom gradient. */
function reference(policy: ConfuciuXPolicy, batch: readonly Episode[], descriptors: number): Tensor1D {
  const v = policy.variables as unknown as Tensor2D[]
  const dense = (x: Tensor, k: number) => tf.add(tf.matMul(x as Tensor2D, v[k], false, true), v[k + 1]) as Tensor2D
  const [wi, wh, bi, bh] = v.slice(12, 16)
  const steps: Tensor[] = []
  for (const { observations, actions } of batch) {
    let h = tf.zeros([1, wh.shape[1]]) as Tensor2D
    let c = h
    for (const [t, o] of observations.entries()) {
      const part = (from: number, to: number) => tf.tensor2d([...o.subarray(from, to)], [1, to - from])
      const parts = [part(0, descriptors), part(descriptors + 1, o.length - 1), part(descriptors, descriptors + 1)]
      let x = tf.concat(
        parts.map((input, k) => dense(input, 2 * k)),
        1,
      ) as Tensor2D
      for (const k of [6, 8, 10]) x = tf.relu(dense(x, k))
      const gates = tf.add(tf.add(tf.matMul(x, wi, false, true), bi), tf.add(tf.matMul(h, wh, false, true), bh))
      const [i, f, g, out] = tf.split(gates, 4, 1) as Tensor2D[]
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)))
      h = tf.mul(tf.sigmoid(out), tf.tanh(c))
      const heads = [...actions[t]].map((action, k) => {
        const p = tf.softmax(dense(tf.relu(dense(h, 16 + 4 * k)), 18 + 4 * k))
        return tf.log(tf.slice(p, [0, action], [1, 1]))
      })
      steps.push(tf.reshape(tf.addN(heads), [1]))
    }
  }
  return tf.concat(steps) as Tensor1D
}

/** Σ weight[t] · logProb[t] + entropy[t] / 10: every output matters to the gradient. */
function loss(policy: ConfuciuXPolicy, batch: readonly Episode[]): Scalar {
  const { logProb, entropy } = policy.evaluate(batch)
  const weight = tf.tensor1d(Array.from({ length: logProb.size }, (_, t) => Math.cos(t)))
  return tf.sum(tf.add(tf.mul(weight, logProb), tf.mul(0.1, entropy)))
}

function count(variables: readonly Variable[]): number {
  return variables.reduce((sum, variable) => sum + variable.size, 0)
}

/** Gradients of f, one array per variable. */
function gradients(f: () => Tensor, variables: readonly Variable[]): Float32Array[] {
  return tf.tidy(() => {
    const { grads } = tf.variableGrads(() => tf.sum(f()) as Scalar, [...variables])
    return variables.map(variable => grads[variable.name].dataSync() as Float32Array)
  })
}

/** Largest difference relative to the largest number. */
function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const pairs = Array.from(a, (x, i) => [Math.abs(x - b[i]), Math.abs(b[i])])
  return Math.max(...pairs.map(p => p[0])) / Math.max(1e-3, ...pairs.map(p => p[1]))
}

describe("published sizes", () => {
  let policy: ConfuciuXPolicy
  beforeAll(() => {
    policy = new ConfuciuXPolicy(tf, Rng.fromSeed(1))
  })
  afterAll(() => policy.dispose())

  test("has 172,626 parameters, 132,096 of them in the LSTM", () => {
    expect(count(policy.variables)).toBe(172_626)
    expect(count(policy.recurrent)).toBe(132_096)
  })

  test("starts uniform within one over the square root of the fan-in (LSTM: of its width)", () => {
    const fanIn = [7, 7, 2, 2, 1, 1, 30, 30, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 12, 12, 128, 128, 12, 12]
    expect(policy.variables).toHaveLength(fanIn.length)
    for (const [i, variable] of policy.variables.entries()) {
      const bound = 1 / Math.sqrt(fanIn[i])
      const largest = Math.max(...variable.dataSync().map(Math.abs))
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6))
      expect(largest).toBeGreaterThan((variable.size >= 100 ? 0.95 : 0) * bound)
    }
  })

  test("evaluate agrees with the step-by-step reference to 1e-5", () => {
    const batch = play(policy, 11, [52, 1, 9])
    const [ours, theirs] = tf.tidy(() => [
      policy.evaluate(batch).logProb.dataSync(),
      reference(policy, batch, 7).dataSync(),
    ])
    expect(ours).toHaveLength(62)
    for (const [t, logProb] of ours.entries()) expect(Math.abs(logProb - theirs[t])).toBeLessThan(1e-5)
  })

  test("draws every action as often as evaluate says", () => {
    const [episode] = play(policy, 11, [2])
    const pairs = Array.from({ length: 144 }, (_, k) => Int32Array.of(Math.floor(k / 12), k % 12))
    const batch = pairs.map(pair => ({ ...episode, actions: [episode.actions[0], pair] }))
    const last = tf.tidy(() => policy.evaluate(batch).logProb.dataSync()).filter((_, t) => t % 2 === 1)
    const rng = Rng.fromSeed(3)
    const counts = new Float64Array(144)
    const draws = 1500
    for (let n = 0; n < draws; n++) {
      policy.begin()
      const action = episode.observations.map(o => policy.act(o, rng)).at(-1) as Int32Array
      counts[action[0] * 12 + action[1]]++
    }
    // Chi-square with 143 degrees of freedom: mean 143, standard deviation 17.
    const chi = counts.reduce(
      (sum, n, k) => sum + (n - draws * Math.exp(last[k])) ** 2 / (draws * Math.exp(last[k])),
      0,
    )
    expect(chi).toBeLessThan(143 + 5 * 17)
  })
})

describe.each(PRESENT)("tiny sizes (%s)", backend => {
  let policy: ConfuciuXPolicy
  let batch: Episode[]
  beforeAll(async () => {
    ;({ tf } = await loadBackend(backend))
    policy = new ConfuciuXPolicy(tf, Rng.fromSeed(5), TINY)
    // Far from zero, so that saturation and state matter.
    for (const variable of policy.variables) tf.tidy(() => variable.assign(tf.mul(variable, 2)))
    policy.sync()
    batch = play(policy, 7, [4, 1, 6])
  })
  afterAll(async () => {
    policy.dispose()
    ;({ tf } = await loadBackend("wasm"))
  })

  test("gradients agree with central differences", () => {
    const exact = gradients(() => loss(policy, batch), policy.variables)
    const value = () => tf.tidy(() => loss(policy, batch).dataSync()[0])
    const step = 2e-3 // small: the loss has kinks at the ReLUs
    for (const [i, variable] of policy.variables.entries()) {
      const base = variable.dataSync().slice()
      // Every entry of the small ones, every ninth of the others.
      const entries = [...base.keys()].filter(k => base.length < 20 || k % 9 === 0)
      const numeric = entries.map(k => {
        const at = (y: number) => {
          tf.tidy(() => variable.assign(tf.tensor(base.with(k, y), variable.shape)))
          return value()
        }
        return (at(base[k] + step) - at(base[k] - step)) / (2 * step)
      })
      tf.tidy(() => variable.assign(tf.tensor(base, variable.shape)))
      const analytic = entries.map(k => exact[i][k])
      expect(relativeError(analytic, numeric), `variable ${i}`).toBeLessThan(0.02)
    }
  })

  test("gradients agree with automatic differentiation of the reference", () => {
    const ours = gradients(() => policy.evaluate(batch).logProb, policy.variables)
    const theirs = gradients(() => reference(policy, batch, 3), policy.variables)
    for (const [i, gradient] of ours.entries()) expect(relativeError(gradient, theirs[i])).toBeLessThan(1e-4)
  })

  test("greedy actions are the most probable ones of evaluate", () => {
    policy.begin()
    const actions = batch[0].observations.map(o => policy.act(o, null))
    const joint = (action: (t: number) => Int32Array) =>
      tf.tidy(() => policy.evaluate([{ ...batch[0], actions: actions.map((_, t) => action(t)) }]).logProb.dataSync())
    const best = joint(t => actions[t])
    for (let pe = 0; pe < 3; pe++) {
      for (let tile = 0; tile < 4; tile++) {
        const other = joint(() => Int32Array.of(pe, tile))
        for (const [t, logProb] of other.entries()) expect(logProb).toBeLessThanOrEqual(best[t] + 1e-6)
      }
    }
  })

  test("the entropy is that of the product distribution", () => {
    const { observations } = batch[0]
    let entropy = 0
    for (let pe = 0; pe < 3; pe++) {
      for (let tile = 0; tile < 4; tile++) {
        const one = { observations: [observations[0]], actions: [Int32Array.of(pe, tile)], rewards: [0] }
        const logProb = tf.tidy(() => policy.evaluate([one]).logProb.dataSync()[0])
        entropy -= Math.exp(logProb) * logProb
      }
    }
    expect(tf.tidy(() => policy.evaluate(batch).entropy.dataSync()[0])).toBeCloseTo(entropy, 5)
  })

  test("begin forgets the episode before, and acting reads synced weights only", () => {
    const rollout = () => {
      policy.begin()
      return batch[2].observations.map(o => [...policy.act(o, Rng.fromSeed(11))])
    }
    const first = rollout()
    expect(rollout()).toEqual(first)
    const heads = policy.variables.at(-1) as Variable
    const before = heads.dataSync().slice()
    tf.tidy(() => heads.assign(tf.tensor1d([0, 0, 0, 50])))
    expect(rollout()).toEqual(first)
    policy.sync()
    expect(rollout().every(([, tile]) => tile === 3)).toBe(true)
    tf.tidy(() => heads.assign(tf.tensor1d([...before])))
    policy.sync()
  })

  test("refuses an observation of another length", () => {
    expect(() => policy.act(new Float32Array(11), null)).toThrow("observation has 11 numbers, expected 7")
  })
})

/** First weights and actions of a new policy. */
function begin(seed: number) {
  const policy = new ConfuciuXPolicy(tf, Rng.fromSeed(seed))
  const weights = policy.variables.flatMap(variable => [...variable.dataSync().subarray(0, 20)])
  const [episode] = play(policy, 11, [20])
  policy.dispose()
  return { weights, actions: episode.actions.map(action => [...action]) }
}

test("the same seed gives the same weights and actions, another seed others", () => {
  expect(begin(1)).toEqual(begin(1))
  expect(begin(2).weights).not.toEqual(begin(1).weights)
})

test("frees every tensor it makes", () => {
  const before = tf.memory().numTensors
  const policy = new ConfuciuXPolicy(tf, Rng.fromSeed(5), TINY)
  const batch = play(policy, 7, [4, 2])
  gradients(() => loss(policy, batch), policy.variables)
  policy.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length
}

test.each([0, 1])("the published recipe learns where one choice is best for every layer (seed %i)", seed => {
  const layers = 6
  const table = Float64Array.from({ length: layers * 144 }, (_, e) => 24 - Math.floor((e % 144) / 12) - (e % 12))
  const cost = new Float64Array(table.length).fill(1)
  const allowed = new Uint8Array(table.length).fill(1)
  const problem = { layers, choices: 144, values: [table], aggregation: "sum", cost, allowed, budget: layers } as const
  const descriptors = Array.from({ length: layers }, (_, l) => [l + 1, 1, 1, 1, 1, 1, 1])
  const env = new ConfuciuXEnv({ problem, descriptors, seedScope: "episode" })
  const rng = Rng.fromSeed(seed)
  const policy = new ConfuciuXPolicy(tf, rng.split("policy"), { hidden: 32 })
  const agent = new Reinforce(tf, [env], policy, rng.split("agent"), { ...PUBLISHED_RECIPE, episodes: 250 })
  const objectives: number[] = []
  while (!agent.done) objectives.push(-agent.update().batchBest)
  policy.dispose()

  expect(mean(objectives.slice(0, 30))).toBeGreaterThan(60) // uniform choices: 78
  expect(mean(objectives.slice(-30))).toBeLessThan(40) // the best: 12
})
