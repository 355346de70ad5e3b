// Every wrapper against Gymnasium's own run of it.

import { expect, test } from "vitest"
import {
  Autoreset,
  ClipAction,
  ClipReward,
  DelayObservation,
  DiscretizeAction,
  DiscretizeObservation,
  DtypeObservation,
  type Env,
  FilterObservation,
  FlattenObservation,
  FrameStackObservation,
  make,
  NormalizeObservation,
  NormalizeReward,
  RecordEpisodeStatistics,
  RepeatAction,
  RescaleAction,
  RescaleObservation,
  StickyAction,
  TimeAwareObservation,
  TimeLimit,
  TransformAction,
  TransformObservation,
  TransformReward,
} from "../../../../env/ts-gym/index.ts"
import { readRecorded, run } from "./replay.ts"
import { SliderEnv } from "./slider-env.ts"

const cart = () => make("CartPole-v1")
const car = () => make("MountainCar-v0")
const lake = () => make("FrozenLake-v1")
const slider = () => new TimeLimit(new SliderEnv(), 20)
const half = (o: Float32Array) => o.map(x => x * 0.5)

const WRAPPERS: { readonly [name: string]: () => unknown } = {
  TimeLimit: () => new TimeLimit(cart(), 7),
  Autoreset: () => new Autoreset(cart()),
  RecordEpisodeStatistics: () => new RecordEpisodeStatistics(cart()),
  FlattenObservation: () => new FlattenObservation(make("Taxi-v4")),
  NormalizeObservation: () => new NormalizeObservation(cart()),
  "NormalizeObservation of doubles": () => new NormalizeObservation(new TimeAwareObservation(cart())),
  "NormalizeObservation of integers": () => new NormalizeObservation(lake()),
  NormalizeReward: () => new NormalizeReward(cart()),
  "NormalizeReward, gamma": () => new NormalizeReward(slider(), { gamma: 0.5, epsilon: 1e-3 }),
  TransformObservation: () => new TransformObservation(cart(), half, null),
  TransformReward: () => new TransformReward(cart(), r => 2 * r + 1),
  TransformAction: () => new TransformAction(cart(), (a: number) => 1 - a, null),
  ClipReward: () => new ClipReward(slider(), -0.5, 0.25),
  ClipAction: () => new ClipAction(slider()),
  RescaleAction: () => new RescaleAction(slider(), -0.3, [0.7, 9]),
  RescaleObservation: () => new RescaleObservation(car(), -1, [1, 0.3]),
  TimeAwareObservation: () => new TimeAwareObservation(cart()),
  "TimeAwareObservation, normalized": () => new TimeAwareObservation(cart(), { normalizeTime: true }),
  "TimeAwareObservation, not flat": () => new TimeAwareObservation(cart(), { flatten: false }),
  FrameStackObservation: () => new FrameStackObservation(cart(), 3),
  "FrameStackObservation, zero": () => new FrameStackObservation<number, number>(lake(), 4, { paddingType: "zero" }),
  DelayObservation: () => new DelayObservation(cart(), 2),
  StickyAction: () => new StickyAction(cart(), 0.4),
  "StickyAction, duration": () => new StickyAction(cart(), 0.5, [2, 4]),
  RepeatAction: () => new RepeatAction(cart(), 3),
  DtypeObservation: () => new DtypeObservation(cart(), "float64"),
  "DtypeObservation of integers": () => new DtypeObservation(lake(), "float32"),
  FilterObservation: () => new FilterObservation(new TimeAwareObservation(cart(), { flatten: false }), ["time"]),
  DiscretizeObservation: () => new DiscretizeObservation(car(), 10),
  "DiscretizeObservation, several": () => new DiscretizeObservation(car(), [7, 13], { multidiscrete: true }),
  DiscretizeAction: () => new DiscretizeAction(slider(), 5),
  "DiscretizeAction, several": () => new DiscretizeAction(slider(), [3, 4], { multidiscrete: true }),
}

const recorded = readRecorded("wrappers")

test("every recorded wrapper is replayed", () => {
  expect(Object.keys(WRAPPERS).toSorted()).toEqual(Object.keys(recorded).toSorted())
})

test.each(Object.entries(WRAPPERS))("%s", (name, build) => {
  const rows = recorded[name]
  // A number observed through DtypeObservation is an array of one here.
  const one = name === "DtypeObservation of integers" || name === "NormalizeObservation of integers"
  const expected = one
    ? JSON.parse(JSON.stringify(rows), (key, x) => (key === "obs" && !Array.isArray(x) ? [x] : x))
    : rows
  expect(run(build() as Env, 7, rows)).toEqual(expected)
})
