// Recorded decisions of a policy, to hold an export to: what it saw, with which probabilities it chose, what its best action was.

import { AllocationEnv } from "../../env/allocation-env.ts"
import { ConfuciuXEnv, descriptorsOf } from "../../env/confuciux-env.ts"
import type { ObservationProfile } from "../../env/observation.ts"
import type { Env } from "../../env/ts-gym/index.ts"
import { type NamedProblemOptions, namedProblem } from "../../src/allocation/named.ts"
import { Rng } from "../../src/core/rng.ts"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import type { TensorFlow } from "../backend.ts"
import type { ConfuciuXPolicy } from "../confuciux-policy.ts"
import { runEpisode } from "../episode.ts"
import type { MlpPolicy } from "../mlp-policy.ts"
import type { Actor } from "../policy.ts"
import { importPolicy, loadScorer } from "../policy-export.ts"
import { mlpShape } from "../policy-shapes.ts"
import type { ChoiceObservation } from "../scorer-network.ts"

/** An input of one decision: `data` is row-major, `shape` without the batch. */
export interface InputArray {
  readonly shape: readonly number[]
  readonly data: Float32Array | Uint8Array
}

/** One decision. */
export interface Decision {
  /** Whether it is the first of its episode: states are 0 then. */
  readonly first: boolean
  /** By name; states are not among them. */
  readonly inputs: Readonly<Record<string, InputArray>>
  /** One list per part of the action. */
  readonly probabilities: readonly Float64Array[]
  /** The index of the most probable entry of each part, the lowest among equals. */
  readonly best: readonly number[]
}

/** Problems whose episodes are recorded: short and long lists, tight and wide budgets, sums, products and largest values. */
const PROBLEMS: readonly Partial<NamedProblemOptions>[] = [
  { network: "mobilenet_v2", budget: 0.1 },
  { network: "resnet18", budget: 0.4, dataflow: "mix" },
  { network: "alexnet", budget: 0.05, objective: "edp" },
  { network: "squeezenet", budget: 0.2, objective: "throughput" },
  { network: "transformer", budget: 0.3, objective: "energy", constraint: "l2", dataflow: "shi" },
]

/**
 * `count` decisions of a policy in episodes of its own environment, on built-in networks, sampled so that they wander; a
 * perceptron, whose environment is not known, sees random observations and masks. The same file gives the same decisions.
 *
 * @throws InputError for a policy that this version cannot run
 */
export function recordDecisions(tf: TensorFlow, file: PolicyFile, count: number): Decision[] {
  const rng = Rng.fromSeed(0).split("decisions")
  if (file.kind === "scorer") return scorerDecisions(file, count, rng)
  const policy = importPolicy(tf, file)
  try {
    return file.kind === "mlp"
      ? perceptronDecisions(policy as MlpPolicy<unknown, unknown>, file, count, rng)
      : confuciuxDecisions(policy as ConfuciuXPolicy, count, rng)
  } finally {
    policy.dispose()
  }
}

function scorerDecisions(file: PolicyFile, count: number, rng: Rng): Decision[] {
  const { network, profile } = loadScorer(file)
  const recorder = new Recorder<ChoiceObservation, number>(
    observation => network.probabilities(observation),
    ({ choices, situation, action_mask }) => ({
      choices: { shape: [action_mask.length, network.choiceFeatures], data: choices },
      situation: { shape: [situation.length], data: situation },
      action_mask: { shape: [action_mask.length], data: action_mask },
    }),
    ([k]) => k,
  )
  const envs = PROBLEMS.map(options => allocationEnv(options, profile))
  return recorded(recorder, envs, count, rng)
}

const allocationEnv = (options: Partial<NamedProblemOptions>, observation: ObservationProfile) =>
  new AllocationEnv(namedProblem({ platform: "mobile", ...options }).problem, { observation })

function confuciuxDecisions(policy: ConfuciuXPolicy, count: number, rng: Rng): Decision[] {
  const recorder = new Recorder<Float32Array, Int32Array>(
    observation => policy.probabilities(observation),
    observation => ({ observation: { shape: [observation.length], data: observation } }),
    parts => Int32Array.from(parts),
    () => policy.begin(),
  )
  const envs = ["mobilenet_v2", "alexnet"].map(network => {
    const {
      problem,
      network: { rows },
    } = namedProblem({ network, platform: "confuciux", allowImpossible: true })
    return new ConfuciuXEnv({ problem, descriptors: descriptorsOf(rows) })
  })
  return recorded(recorder, envs, count, rng)
}

function perceptronDecisions(
  policy: MlpPolicy<unknown, unknown>,
  file: PolicyFile,
  count: number,
  rng: Rng,
): Decision[] {
  const { inputs, parts } = mlpShape(file)
  return Array.from({ length: count }, () => {
    const observation = Float32Array.from({ length: inputs }, () => 2 * rng.normal())
    const masks = parts.map(n => {
      const certain = rng.int(n)
      return Uint8Array.from({ length: n }, (_, k) => (k === certain || rng.float() < 0.7 ? 1 : 0))
    })
    const probabilities = policy.probabilities(observation, masks)
    const named = masks.map((data, k): [string, InputArray] => [
      parts.length === 1 ? "action_mask" : `action_mask_${k + 1}`,
      { shape: [data.length], data },
    ])
    const input = { shape: [inputs], data: observation }
    return {
      first: true,
      inputs: { observation: input, ...Object.fromEntries(named) },
      probabilities,
      best: probabilities.map(bestOf),
    }
  })
}

/** Episodes of environments in turn, until there are enough decisions. */
function recorded<Obs, Act>(
  recorder: Recorder<Obs, Act>,
  envs: readonly Env<Obs, Act>[],
  count: number,
  rng: Rng,
): Decision[] {
  for (let i = 0; recorder.decisions.length < count; i++) {
    const reset = { seed: rng.next(), options: { order: "random" } }
    runEpisode(envs[i % envs.length], recorder, reset, rng)
  }
  return recorder.decisions.slice(0, count)
}

/** A policy that writes down what it decides. */
class Recorder<Obs, Act> implements Actor<Obs, Act> {
  readonly decisions: Decision[] = []
  #first = true
  readonly #probabilities: (observation: Obs) => Float64Array[]
  readonly #inputs: (observation: Obs) => Record<string, InputArray>
  readonly #join: (parts: number[]) => Act
  readonly #begin: () => void

  constructor(
    probabilities: (observation: Obs) => Float64Array[],
    inputs: (observation: Obs) => Record<string, InputArray>,
    join: (parts: number[]) => Act,
    begin: () => void = () => {},
  ) {
    this.#probabilities = probabilities
    this.#inputs = inputs
    this.#join = join
    this.#begin = begin
  }

  begin(): void {
    this.#first = true
    this.#begin()
  }

  act(observation: Obs, rng: Rng | null): Act {
    const probabilities = this.#probabilities(observation)
    const best = probabilities.map(bestOf)
    this.decisions.push({ first: this.#first, inputs: this.#inputs(observation), probabilities, best })
    this.#first = false
    return this.#join(rng === null ? best : probabilities.map(p => rng.categorical(p, p.length)))
  }
}

/** Index of the largest, the lowest among equals. */
export function bestOf(values: ArrayLike<number>): number {
  let best = 0
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k
  return best
}
