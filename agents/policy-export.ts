// Policies to policy files and back: weights, spaces, features, action table, provenance.
//
// A loaded policy takes the same actions as the one that was saved: weights are float32 on both sides.

import { ALLOCATION_ENV_DEFAULTS, type AllocationEnv } from "../env/allocation-env.ts"
import type { ConfuciuXEnv } from "../env/confuciux-env.ts"
import { choiceFeatures, OBSERVATION_PROFILES, type ObservationProfile, situationFeatures } from "../env/observation.ts"
import { Box } from "../env/ts-gym/spaces/box.ts"
import { Discrete } from "../env/ts-gym/spaces/discrete.ts"
import { MultiDiscrete } from "../env/ts-gym/spaces/multi-discrete.ts"
import type { Space } from "../env/ts-gym/spaces/space.ts"
import { checkName } from "../src/core/check.ts"
import { type ChoiceGrid, gridSize, peOf, tileOf } from "../src/core/choices.ts"
import { InputError } from "../src/core/errors.ts"
import { Rng } from "../src/core/rng.ts"
import {
  type JsonObject,
  type PolicyChoices,
  type PolicyFeature,
  type PolicyFile,
  type PolicyTensor,
  policyTensor,
} from "../src/formats/policy-file.ts"
import type { TensorFlow } from "./backend.ts"
import { CONFUCIUX_POLICY_DEFAULTS, ConfuciuXPolicy } from "./confuciux-policy.ts"
import { MlpPolicy, type MlpShape } from "./mlp-policy.ts"
import type { Policy } from "./policy.ts"
import { confuciuxShape, mlpShape, scorerShape } from "./policy-shapes.ts"
import { Scorer } from "./scorer.ts"
import { ScorerNetwork, scorerShapes } from "./scorer-network.ts"

/** Where a policy comes from: analects version, seed, network, dataflow, platform, objective, constraint, budget, episodes. */
export type Provenance = Readonly<Record<string, string>>

/** What has weights. */
type Weighted = Pick<Policy<unknown, unknown>, "variables" | "sync" | "dispose">

/** The weights of a policy by name, in the order of its variables. */
function tensorsOf(policy: Weighted, names: readonly string[]): PolicyTensor[] {
  return policy.variables.map((variable, i) => ({
    name: names[i],
    shape: variable.shape,
    data: Float32Array.from(variable.dataSync()),
  }))
}

const spaceJson = (space: Pick<Space<unknown>, "toJSON">) => space.toJSON() as unknown as JsonObject

const CONFUCIUX_FEATURES = [..."KCYXRST", "progress", "PEs before", "tile before", "sub-step"]

/** Features that go into the network as the environment gives them. */
function unscaled(group: string, features: readonly { readonly name: string }[]): PolicyFeature[] {
  return features.map(({ name }) => ({ name, group, offset: 0, scale: 1 }))
}

const SCORER_TENSORS = ["in", "deep", "out", "skip"]

/**
 * A scorer trained in an allocation environment.
 *
 * @param env the environment; of several the one with the longest lists, whose spaces hold the others' observations
 * @param names of the choices: the action table then lists each layer's undominated choices by rising cost. Null for a policy
 *   over many problems: the environment supplies the choices, and there is no table.
 */
export function exportScorer(
  policy: Scorer,
  env: AllocationEnv,
  profile: ObservationProfile,
  names: ChoiceNames | null,
  provenance: Provenance,
): PolicyFile {
  const choices = choiceFeatures(profile, false)
  const situation = situationFeatures(profile)
  return {
    kind: "scorer",
    architecture: {
      choiceFeatures: choices.length,
      situationFeatures: situation.length,
      hidden: policy.hidden,
      observation: profile,
      order: ALLOCATION_ENV_DEFAULTS.order,
    },
    tensors: tensorsOf(policy, SCORER_TENSORS),
    observationSpace: spaceJson(env.observationSpace),
    actionSpace: spaceJson(env.actionSpace),
    // The features are ratios computed by the environment; the network takes them as they are.
    features: [...unscaled("choices", choices), ...unscaled("situation", situation)],
    actionTable: names === null ? [] : actionTable(env, names),
    provenance,
  }
}

/** What a problem's choices stand for: a grid, once for each dataflow. */
export interface ChoiceNames {
  readonly grid: ChoiceGrid
  readonly dataflows: readonly string[]
}

/** Per layer: PEs, tile and, where there are several, dataflow of each action. */
function actionTable(env: AllocationEnv, { grid, dataflows }: ChoiceNames): PolicyChoices[] {
  const { start, choice } = env.lists
  const size = gridSize(grid)
  return Array.from({ length: env.problem.layers }, (_, l) => {
    const list = [...choice.subarray(start[l], start[l + 1])]
    const pe = list.map(k => peOf(grid, k % size))
    const tile = list.map(k => tileOf(grid, k % size))
    const names = { layer: `layer ${l + 1}`, pe, tile }
    return dataflows.length > 1 ? { ...names, dataflow: list.map(k => dataflows[Math.floor(k / size)]) } : names
  })
}

/** A published policy trained in ConfuciuX-v0. Its two heads index the grid's PE counts and tiles. */
export function exportConfuciux(policy: ConfuciuXPolicy, env: ConfuciuXEnv, provenance: Provenance): PolicyFile {
  const size = gridSize(env.grid)
  const all = Array.from({ length: size }, (_, k) => k)
  return {
    kind: "confuciux-lstm",
    architecture: { ...CONFUCIUX_POLICY_DEFAULTS },
    tensors: tensorsOf(policy, confuciuxTensors(policy.variables.length)),
    observationSpace: spaceJson(env.observationSpace),
    actionSpace: spaceJson(env.actionSpace),
    features: unscaled(
      "observation",
      CONFUCIUX_FEATURES.map(name => ({ name })),
    ),
    actionTable: [{ layer: "", pe: all.map(k => peOf(env.grid, k)), tile: all.map(k => tileOf(env.grid, k)) }],
    provenance,
  }
}

const confuciuxTensors = (count: number) => Array.from({ length: count }, (_, i) => `parameter ${i}`)

/**
 * A perceptron, for any environment whose spaces it has. Infinite bounds of the observations are left out of the file, which
 * holds finite numbers only.
 */
export function exportMlp(policy: Weighted & { readonly shape: MlpShape }, provenance: Provenance): PolicyFile {
  const { inputs, hidden, parts, start, single } = policy.shape
  const { observationSpace, actionSpace } = spacesOf(policy.shape)
  return {
    kind: "mlp",
    architecture: { inputs, hidden, parts, start, single },
    tensors: tensorsOf(policy, mlpTensors(policy.variables.length)),
    observationSpace: spaceJson(observationSpace),
    actionSpace: spaceJson(actionSpace),
    features: unscaled(
      "observation",
      Array.from({ length: inputs }, (_, i) => ({ name: `${i}` })),
    ),
    actionTable: [],
    provenance,
  }
}

const mlpTensors = (count: number) =>
  Array.from({ length: count }, (_, i) => `${i % 2 === 0 ? "weight" : "bias"} ${(i >> 1) + 1}`)

/** Weight [outputs, inputs] and bias of every layer. */
function mlpTensorShapes({ inputs, hidden, parts }: MlpShape): number[][] {
  const widths = [inputs, ...hidden, parts.reduce((sum, size) => sum + size, 0)]
  return widths.slice(1).flatMap((width, i) => [[width, widths[i]], [width]])
}

/** The spaces of a perceptron's environment; of the observations only how many numbers they are. */
function spacesOf({ inputs, parts, start, single }: MlpShape) {
  const observationSpace = new Box(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, [inputs])
  const actionSpace = single ? new Discrete(parts[0], { start: start[0] }) : new MultiDiscrete(parts, { start })
  return { observationSpace, actionSpace: actionSpace as Space<unknown> }
}

/**
 * The policy in a file, ready to act.
 *
 * @throws InputError for a kind this version does not know, or tensors that do not fit
 */
export function importPolicy(tf: TensorFlow, file: PolicyFile): Scorer | ConfuciuXPolicy | MlpPolicy<unknown, unknown> {
  const rng = Rng.fromSeed(0) // Every weight is overwritten.
  if (file.kind === "scorer") {
    const shape = scorerShape(file)
    const tensors = tensorsFor(file, SCORER_TENSORS, scorerShapes(shape))
    return withWeights(tf, new Scorer(tf, shape, rng), tensors)
  }
  if (file.kind === "mlp") {
    const shape = mlpShape(file)
    const names = mlpTensors(2 * shape.hidden.length + 2)
    const tensors = tensorsFor(file, names, mlpTensorShapes(shape))
    return withWeights(tf, new MlpPolicy(tf, spacesOf(shape), rng, { hidden: shape.hidden }), tensors)
  }
  if (file.kind === "confuciux-lstm") {
    const policy = new ConfuciuXPolicy(tf, rng, confuciuxShape(file))
    const shapes = policy.variables.map(variable => variable.shape)
    try {
      return withWeights(tf, policy, tensorsFor(file, confuciuxTensors(shapes.length), shapes))
    } catch (error) {
      policy.dispose()
      throw error
    }
  }
  throw new InputError(`policy kind "${file.kind}" is unknown; known: scorer, mlp, confuciux-lstm`)
}

/**
 * The network of a scorer's policy file, ready to act on observations of its profile; needs no TF.js.
 *
 * @param source opens the messages of InputError
 * @throws InputError for another kind of policy, one whose features are not those of this version's environment, or tensors that
 *   do not fit
 */
export function loadScorer(
  file: PolicyFile,
  source = "policy",
): { network: ScorerNetwork; profile: ObservationProfile } {
  const profile = checkFits(file, source)
  const shape = scorerShape(file)
  const tensors = tensorsFor(file, SCORER_TENSORS, scorerShapes(shape))
  const network = new ScorerNetwork(shape)
  network.load(tensors)
  return { network, profile }
}

/** The observation profile of a scorer's policy file, if this version's environment gives its features. */
function checkFits(file: PolicyFile, source: string): ObservationProfile {
  if (file.kind !== "scorer") {
    throw new InputError(
      `${source} is of kind "${file.kind}", which scores the choices of the one problem it was trained on; expected "scorer"`,
      "policy-does-not-fit",
    )
  }
  const profile = checkName(`${source}: observation`, String(file.architecture.observation), OBSERVATION_PROFILES)
  const own = [
    ...unscaled("choices", choiceFeatures(profile, false)),
    ...unscaled("situation", situationFeatures(profile)),
  ]
  for (let i = 0; i < Math.max(own.length, file.features.length); i++) {
    const [wanted, given] = [nameOf(file.features[i]), nameOf(own[i])]
    if (wanted === given) continue
    throw new InputError(
      `${source} does not fit the observation "${profile}": its input ${i + 1} is ${wanted}, the environment gives ${given}`,
      "policy-does-not-fit",
    )
  }
  return profile
}

function nameOf(feature: PolicyFeature | undefined): string {
  return feature === undefined ? "nothing" : `"${feature.group}: ${feature.name}"`
}

/** The tensors of a file, found before anything of the size that its architecture claims is made. */
function tensorsFor(
  file: PolicyFile,
  names: readonly string[],
  shapes: readonly (readonly number[])[],
): Float32Array[] {
  return shapes.map((shape, i) => policyTensor(file, names[i], shape))
}

function withWeights<P extends Weighted>(tf: TensorFlow, policy: P, tensors: readonly Float32Array[]): P {
  for (const [i, variable] of policy.variables.entries()) {
    tf.tidy(() => variable.assign(tf.tensor(tensors[i], variable.shape)))
  }
  policy.sync()
  return policy
}
