// The contracts, on every environment, wrapper and vector environment.

import { describe, expect, test } from "vitest"
import {
  Autoreset,
  AutoresetMode,
  ClipAction,
  ClipReward,
  checkVectorEnv,
  checkWrapper,
  DelayObservation,
  DiscretizeAction,
  DiscretizeObservation,
  DtypeObservation,
  type Env,
  FilterObservation,
  FlattenObservation,
  FrameStackObservation,
  make,
  makeVec,
  NormalizeObservation,
  NormalizeReward,
  ObservationWrapper,
  OrderEnforcing,
  PassiveEnvChecker,
  RecordEpisodeStatistics,
  RepeatAction,
  RescaleAction,
  RescaleObservation,
  StickyAction,
  SyncVectorEnv,
  TimeAwareObservation,
  TimeLimit,
  TransformAction,
  TransformObservation,
  TransformReward,
  VectorClipAction,
  VectorClipReward,
  type VectorEnv,
  VectorFlattenObservation,
  VectorNormalizeObservation,
  VectorNormalizeReward,
  VectorRecordEpisodeStatistics,
  VectorRescaleAction,
  VectorTransformAction,
  VectorTransformObservation,
  VectorTransformReward,
} from "../../../env/ts-gym/index.ts"
import { describeEnvContract } from "../../contract/env.ts"
import { IdentityEnv } from "./grid-env.ts"
import { SliderEnv } from "./recorded/slider-env.ts"

for (const id of ["CartPole-v1", "MountainCar-v0", "Taxi-v3", "Taxi-v4", "FrozenLake-v1", "FrozenLake8x8-v1"])
  describeEnvContract(id, () => make(id))
describeEnvContract("Taxi-v4, rain and fickle passengers", () =>
  make("Taxi-v4", { isRainy: true, ficklePassenger: true }),
)

type Any = Env<never, never>
const cart = () => make("CartPole-v1") as Env
/** Without the wrappers of make, which the spec has apart from others. */
const bare = () => make("CartPole-v1").unwrapped
const taxi = () => make("Taxi-v4") as Env
const slider = () => new TimeLimit(new SliderEnv(), 20) as unknown as Env
/** A wrapper whose statistics stand still, so that a seed decides everything. */
const frozen = <W extends { updateRunningMean: boolean }>(wrapper: W): W => {
  wrapper.updateRunningMean = false
  return wrapper
}

const WRAPPERS: { readonly [name: string]: [makeEnv: () => Env, wrap: (env: Any) => unknown] } = {
  Autoreset: [cart, env => new Autoreset(env)],
  OrderEnforcing: [bare, env => new OrderEnforcing(env)],
  PassiveEnvChecker: [bare, env => new PassiveEnvChecker(env)],
  TimeLimit: [bare, env => new TimeLimit(env, 5)],
  RecordEpisodeStatistics: [cart, env => new RecordEpisodeStatistics(env, { statsKey: "run" })],
  TransformObservation: [cart, env => new TransformObservation(env, (o: Float32Array) => o.map(x => x / 2), null)],
  TransformReward: [cart, env => new TransformReward(env, r => 2 * r)],
  TransformAction: [cart, env => new TransformAction(env as Env<unknown, number>, (a: number) => 1 - a, null)],
  ClipReward: [cart, env => new ClipReward(env, null, 0.5)],
  ClipAction: [slider, env => new ClipAction(env)],
  RescaleAction: [slider, env => new RescaleAction(env, 0, 1)],
  RescaleObservation: [() => make("MountainCar-v0") as Env, env => new RescaleObservation(env, -1, 1)],
  FlattenObservation: [taxi, env => new FlattenObservation(env)],
  "FlattenObservation of a Dict": [() => new IdentityEnv() as unknown as Env, env => new FlattenObservation(env)],
  DtypeObservation: [taxi, env => new DtypeObservation(env, "float32")],
  FilterObservation: [() => new IdentityEnv() as unknown as Env, env => new FilterObservation(env, ["step"])],
  DelayObservation: [cart, env => new DelayObservation(env, 3)],
  TimeAwareObservation: [taxi, env => new TimeAwareObservation(env)],
  FrameStackObservation: [taxi, env => new FrameStackObservation<never, number>(env, 2, { paddingType: 7 })],
  DiscretizeObservation: [() => make("MountainCar-v0") as Env, env => new DiscretizeObservation(env, [5, 4])],
  DiscretizeAction: [slider, env => new DiscretizeAction(env, 3)],
  StickyAction: [cart, env => new StickyAction(env, 0.3, [1, 3])],
  RepeatAction: [cart, env => new RepeatAction(env, 2)],
  "NormalizeObservation, frozen": [cart, env => frozen(new NormalizeObservation(env))],
  "NormalizeReward, frozen": [cart, env => frozen(new NormalizeReward(env))],
}

describe("wrappers", () => {
  test.each(Object.entries(WRAPPERS))("%s", (_, [makeEnv, wrap]) => {
    expect(() => checkWrapper(makeEnv, env => wrap(env as Any) as Env, { steps: 40 })).not.toThrow()
  })

  test("a broken one is told", () => {
    class Deaf extends ObservationWrapper {
      override reset() {
        return this.env.reset()
      }
      override observation(observation: unknown) {
        return observation
      }
    }
    expect(() => checkWrapper(cart, env => new Deaf(env))).toThrow("reset({ seed }) must reach the wrapped environment")
    class Lonely extends TimeLimit<unknown, unknown> {
      override get unwrapped() {
        return this
      }
    }
    expect(() => checkWrapper(cart, env => new Lonely(env, 3))).toThrow("unwrapped must be that of the wrapped")
    class Loud extends TransformObservation<unknown, unknown> {
      constructor(env: Env) {
        super(env, () => 3, null)
      }
    }
    expect(() => checkWrapper(cart, env => new Loud(env))).toThrow("observation is 3, expected a Float32Array")
  })
})

const several = (one: () => Env, n: number, autoresetMode?: AutoresetMode) =>
  new SyncVectorEnv(
    Array.from({ length: n }, () => one),
    { autoresetMode },
  )
type AnyVector = VectorEnv<never, never>

const VECTORS: { readonly [name: string]: () => unknown } = {
  ...Object.fromEntries(Object.values(AutoresetMode).map(mode => [`CartPole, ${mode}`, () => several(cart, 3, mode)])),
  "Taxi with masks": () => makeVec("Taxi-v4", {}, { numEnvs: 2, maxEpisodeSteps: 9 }),
  "Dict observations": () => several(() => new IdentityEnv() as unknown as Env, 3),
  RecordEpisodeStatistics: () => new VectorRecordEpisodeStatistics(several(cart, 3)),
  NormalizeObservation: () => frozen(new VectorNormalizeObservation(several(cart, 3))),
  NormalizeReward: () => frozen(new VectorNormalizeReward(several(cart, 3))),
  TransformObservation: () => new VectorTransformObservation(several(cart, 3), o => o),
  TransformReward: () => new VectorTransformReward(several(cart, 3), r => r),
  TransformAction: () => new VectorTransformAction(several(cart, 3), a => a),
  ClipReward: () => new VectorClipReward(several(cart, 3), 0, 0.5),
  ClipAction: () => new VectorClipAction(several(slider, 3) as unknown as AnyVector),
  RescaleAction: () => new VectorRescaleAction(several(slider, 3) as unknown as AnyVector, -1, 1),
  FlattenObservation: () => new VectorFlattenObservation(several(taxi, 3, AutoresetMode.SAME_STEP)),
}

describe("vector environments", () => {
  test.each(Object.entries(VECTORS))("%s", (_, build) => {
    expect(() => checkVectorEnv(build as () => VectorEnv)).not.toThrow()
  })

  test.each<[string, (envs: VectorEnv) => void, string]>([
    ["reused observations", () => {}, "Every call must return new observations"],
    [
      "mode unknown",
      envs => Object.assign(envs.metadata, { autoresetMode: "Never" }),
      "metadata.autoresetMode must be one of NextStep, SameStep, Disabled",
    ],
    [
      "spaces that do not go together",
      envs => Object.assign(envs, { observationSpace: envs.singleObservationSpace }),
      "observationSpace must be that of 2 times",
    ],
    [
      "rewards in a list",
      envs => {
        const step = envs.step.bind(envs)
        envs.step = actions => step(actions).with(1, [1, 1]) as never
      },
      "rewards of step() number 1 must be a Float64Array[2]",
    ],
  ])("%s", (name, breakIt, rule) => {
    const build = () => {
      const envs = new SyncVectorEnv([cart, cart], { copy: name !== "reused observations" })
      breakIt(envs)
      return envs
    }
    expect(() => checkVectorEnv(build)).toThrow(rule)
  })
})
