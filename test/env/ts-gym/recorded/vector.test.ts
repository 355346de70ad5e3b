// Vector environments and their wrappers against Gymnasium's own runs.

import { expect, test } from "vitest"
import {
  AutoresetMode,
  DictInfoToList,
  type Env,
  make,
  SyncVectorEnv,
  TimeAwareObservation,
  TimeLimit,
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
} from "../../../../env/ts-gym/index.ts"
import { readRecorded, runVector } from "./replay.ts"
import { SliderEnv } from "./slider-env.ts"

const cart = () => make("CartPole-v1")
const lake = () => make("FrozenLake-v1")
const taxi = () => new TimeLimit(make("Taxi-v4"), 9)
const slider = () => new TimeLimit(new SliderEnv(), 20)
const several = <Obs, Act>(one: () => Env<Obs, Act>, n: number, autoresetMode?: AutoresetMode) =>
  new SyncVectorEnv<Obs, Act>(
    Array.from({ length: n }, () => one),
    { autoresetMode },
  )

/** One build per mode, under the mode's name. */
const perMode = (name: string, build: (mode: AutoresetMode) => unknown) =>
  Object.fromEntries(Object.values(AutoresetMode).map(mode => [`${name}, ${mode}`, () => build(mode)]))

const VECTORS: { readonly [name: string]: () => unknown } = {
  ...perMode("CartPole", mode => several(cart, 3, mode)),
  ...perMode("Taxi", mode => several(taxi, 3, mode)),
  FrozenLake: () => several(lake, 4),
  Dict: () => several(() => new TimeAwareObservation(cart(), { flatten: false }), 2),
  ...perMode("RecordEpisodeStatistics", mode => new VectorRecordEpisodeStatistics(several(cart, 3, mode))),
  NormalizeObservation: () => new VectorNormalizeObservation(several(cart, 10)),
  ...perMode("NormalizeReward", mode => new VectorNormalizeReward(several(slider, 11, mode))),
  TransformObservation: () => new VectorTransformObservation(several(cart, 2), o => o.map(x => x * 0.5)),
  TransformReward: () => new VectorTransformReward(several(cart, 2), r => r.map(x => 2 * x + 1)),
  TransformAction: () =>
    new VectorTransformAction(several(cart, 2), (a: ArrayLike<number>) => Array.from(a, x => 1 - x)),
  ClipReward: () => new VectorClipReward(several(slider, 2), -0.5, 0.25),
  ClipAction: () => new VectorClipAction(several(slider, 2)),
  RescaleAction: () => new VectorRescaleAction(several(slider, 2), -0.3, [0.7, 9]),
  FlattenObservation: () => new VectorFlattenObservation(several(lake, 2)),
  DictInfoToList: () => new DictInfoToList(several(taxi, 2)),
}

const recorded = readRecorded("vector")

test.each(Object.keys(recorded))("%s", name => {
  const rows = recorded[name]
  expect(runVector(VECTORS[name]() as VectorEnv, 5, rows.length - 1)).toEqual(rows)
})
