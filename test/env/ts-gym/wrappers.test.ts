// Wrappers: what they refuse, and what no recording shows. Their runs are in recorded/, their contract in contract.test.

import { describe, expect, test } from "vitest"
import {
  Box,
  ClipAction,
  ClipReward,
  createZeroArray,
  DelayObservation,
  Dict,
  Discrete,
  DiscretizeAction,
  DiscretizeObservation,
  DtypeObservation,
  Env,
  FilterObservation,
  FrameStackObservation,
  Graph,
  listOfInfos,
  MultiBinary,
  MultiDiscrete,
  make,
  NormalizeObservation,
  NormalizeReward,
  OneOf,
  RepeatAction,
  RescaleAction,
  RescaleObservation,
  type ResetOptions,
  RunningMeanStd,
  Sequence,
  type Space,
  StickyAction,
  SyncVectorEnv,
  Text,
  TimeAwareObservation,
  TimeLimit,
  Tuple,
  VectorNormalizeObservation,
  VectorRecordEpisodeStatistics,
  VectorTransformObservation,
} from "../../../env/ts-gym/index.ts"
import { GridEnv, IdentityEnv } from "./grid-env.ts"
import { SliderEnv } from "./recorded/slider-env.ts"

const cart = () => make("CartPole-v1")
const car = () => make("MountainCar-v0")
const slider = () => new SliderEnv()

test.each<[string, () => unknown, string]>([
  ["ClipReward", () => new ClipReward(cart()), "minReward and maxReward are null, expected one"],
  ["ClipReward", () => new ClipReward(cart(), 2, 1), "minReward is 2, above maxReward, 1"],
  ["ClipAction", () => new ClipAction(cart() as never), "ClipAction: actionSpace is Discrete(2), expected a Box"],
  [
    "RescaleAction",
    () => new RescaleAction(slider(), 1, 1),
    "minAction and maxAction are 1 at [0], expected min < max",
  ],
  ["RescaleAction", () => new RescaleAction(slider(), [0], 1), "min has 1 entries, expected 2"],
  ["RescaleObservation", () => new RescaleObservation(cart(), 0, 1), "the bound at [1] is 0, the space's -Infinity"],
  ["RescaleObservation", () => new RescaleObservation(car(), 2, 1), "min is 2 at [0], above max, 1"],
  [
    "DiscretizeObservation",
    () => new DiscretizeObservation(cart(), 3),
    "observationSpace is [-Infinity, Infinity] at [1]",
  ],
  ["DiscretizeObservation", () => new DiscretizeObservation(car(), [3]), "bins has 1 entries, expected 2"],
  ["DiscretizeAction", () => new DiscretizeAction(slider(), 0), "bins[0] is 0, expected a positive integer"],
  ["FilterObservation", () => new FilterObservation(cart(), ["a"]), "expected a Dict or Tuple"],
  ["FilterObservation", () => new FilterObservation(new IdentityEnv(), ["a"]), "[a], expected some of step, target"],
  ["FilterObservation", () => new FilterObservation(new IdentityEnv(), []), "filterKeys is []"],
  [
    "DtypeObservation",
    () => new DtypeObservation(new IdentityEnv(), "float32"),
    "expected Box, Discrete, MultiDiscrete",
  ],
  ["DelayObservation", () => new DelayObservation(cart(), -1), "delay is -1, expected an integer of at least 0"],
  ["FrameStackObservation", () => new FrameStackObservation(cart(), 0), "stackSize is 0, expected a positive integer"],
  [
    "FrameStackObservation",
    () => new FrameStackObservation<number, unknown>(cart() as never, 2, { paddingType: "mirror" }),
    'paddingType is "mirror", expected a Float32Array of length 4, or "reset" or "zero"',
  ],
  ["TimeAwareObservation", () => new TimeAwareObservation(new GridEnv()), "has no limit of steps, expected one"],
  [
    "TimeAwareObservation",
    () => new TimeAwareObservation(new TimeLimit(new IdentityEnv(), 9), { dictTimeKey: "step" }),
    'dictTimeKey is "step", which the observation has already',
  ],
  [
    "NormalizeObservation",
    () => new NormalizeObservation(cart(), { epsilon: 0 }),
    "epsilon is 0, expected a number above 0",
  ],
  ["NormalizeObservation", () => new NormalizeObservation(new IdentityEnv()), "expected one with a shape"],
  ["NormalizeReward", () => new NormalizeReward(cart(), { gamma: 1.1 }), "gamma is 1.1, expected within [0, 1]"],
  ["StickyAction", () => new StickyAction(cart(), 1), "repeatActionProbability is 1, expected a number in [0, 1)"],
  ["StickyAction", () => new StickyAction(cart(), 0.5, [3, 2]), "repeatActionDuration is 3,2, expected"],
  ["RepeatAction", () => new RepeatAction(cart(), 0), "numRepeats is 0, expected a positive integer"],
  [
    "VectorNormalizeObservation",
    () => new VectorNormalizeObservation(new SyncVectorEnv([cart], { autoresetMode: "Disabled" })),
    "autoresetMode is Disabled, expected NextStep",
  ],
  [
    "VectorTransformObservation",
    () => new VectorTransformObservation(new SyncVectorEnv([cart], { autoresetMode: "SameStep" }), o => o),
    "autoresetMode is SameStep, expected NextStep or Disabled",
  ],
])("%s refuses: %#", (_, f, message) => {
  expect(f).toThrow(message)
})

test("DiscretizeObservation and DiscretizeAction go back to edges and middles", () => {
  const seen = new DiscretizeObservation(car(), [2, 4])
  expect(seen.revertObservation(5)).toEqual([
    [Math.fround(-0.3), Math.fround(-0.035)].map(x => expect.closeTo(x)),
    [Math.fround(0.6), 0].map(x => expect.closeTo(x)),
  ])
  const act = new DiscretizeAction(slider(), [3, 4])
  for (let action = 0; action < 12; action++) expect(act.revertAction(act.action(action) as Float32Array)).toBe(action)
})

test("a Tuple can be filtered, timed and flattened", () => {
  class Pair extends Env<[number, Float32Array], number> {
    readonly observationSpace = new Tuple([new Discrete(3), new Box(0, 1)]) as unknown as Space<[number, Float32Array]>
    readonly actionSpace = new Discrete(2)
    override reset(options?: ResetOptions): [[number, Float32Array], object & Record<string, unknown>] {
      this.seedFrom(options)
      return [[1, Float32Array.of(0.5)], {}]
    }
    override step(): [[number, Float32Array], number, boolean, boolean, Record<string, unknown>] {
      return [[2, Float32Array.of(0.25)], 0, false, false, {}]
    }
  }
  expect(new FilterObservation(new Pair(), [1]).reset()[0]).toEqual([Float32Array.of(0.5)])
  const timed = new TimeAwareObservation(new TimeLimit(new Pair(), 9), { flatten: false })
  expect(timed.reset()[0]).toEqual([1, Float32Array.of(0.5), Int32Array.of(0)])
  expect(timed.step(0)[0]).toEqual([2, Float32Array.of(0.25), Int32Array.of(1)])
  const flat = new TimeAwareObservation(new TimeLimit(new Pair(), 9), { normalizeTime: true })
  flat.reset()
  expect(Array.from(flat.step(0)[0] as Float64Array)).toEqual([0, 0, 1, 0.25, Math.fround(1 / 9)])
})

test.each<[Space, unknown]>([
  [new Box([-1, 2, -5], [1, 3, -4]) as Space, Float32Array.of(0, 2, -4)],
  [new Discrete(3, { start: -1 }), -1],
  [new MultiDiscrete([2, 3], { start: [1, -2] }) as Space, Int32Array.of(1, -2)],
  [new MultiBinary([2, 2]), new Int8Array(4)],
  [new Dict({ a: new Discrete(2), b: new Tuple([new Box(0, 1)]) }) as Space, { a: 0, b: [new Float32Array(1)] }],
  [new Sequence(new Discrete(2)) as Space, []],
  [new Text(4, { minLength: 2, charset: "xyz" }), "xx"],
  [new OneOf([new Discrete(2), new Box(0, 1)]) as Space, [0, 0]],
  [new Graph(new Box(0, 1, [2]), null) as Space, { nodes: new Float32Array(2), edges: null, edgeLinks: null }],
])("the zero of %s", (space, zero) => {
  expect(createZeroArray(space)).toEqual(zero)
  expect(space.contains(zero)).toBe(true)
})

test("RunningMeanStd gives the mean and variance of everything seen", () => {
  const rms = new RunningMeanStd(2)
  const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i), i % 7])
  rms.update(rows.slice(0, 200).flat(), 200, false)
  rms.update(rows.slice(200).flat(), 100, false)
  for (const i of [0, 1]) {
    const column = rows.map(row => row[i])
    const mean = column.reduce((a, b) => a + b) / 300
    expect(rms.mean[i]).toBeCloseTo(mean, 5)
    expect(rms.variance[i]).toBeCloseTo(column.reduce((a, b) => a + (b - mean) ** 2, 0) / 300, 4)
  }
})

test("frozen statistics stay", () => {
  const env = new NormalizeObservation(cart())
  env.reset({ seed: 1 })
  const mean = env.obsRms.mean.slice()
  env.updateRunningMean = false
  env.step(0)
  expect(env.obsRms.mean).toEqual(mean)
})

describe("infos of several environments", () => {
  /** Tells what it is told to. */
  class Telling extends GridEnv {
    readonly told: Record<string, unknown>
    constructor(told: Record<string, unknown>) {
      super()
      this.told = told
    }
    protected override info() {
      return this.told
    }
  }
  const infosOf = (...told: Record<string, unknown>[]) =>
    new SyncVectorEnv(told.map(t => () => new Telling(t))).reset()[1]

  test("numbers, flags, arrays, texts and objects, with who has them", () => {
    const told = [
      { n: 1, f: true, a: Int8Array.of(1, 2), t: "x", o: { n: 5 } },
      { n: 2, o: { deep: { n: 7 } } },
      { f: false, a: Int8Array.of(3, 4), t: null },
    ]
    const infos = infosOf(...told)
    expect(infos).toEqual({
      n: Float64Array.of(1, 2, 0),
      _n: Uint8Array.of(1, 1, 0),
      f: [true, false, false],
      _f: Uint8Array.of(1, 0, 1),
      a: Int8Array.of(1, 2, 0, 0, 3, 4),
      _a: Uint8Array.of(1, 0, 1),
      t: ["x", null, null],
      _t: Uint8Array.of(1, 0, 1),
      o: {
        n: Float64Array.of(5, 0, 0),
        _n: Uint8Array.of(1, 0, 0),
        deep: { n: Float64Array.of(0, 7, 0), _n: Uint8Array.of(0, 1, 0) },
        _deep: Uint8Array.of(0, 1, 0),
      },
      _o: Uint8Array.of(1, 1, 0),
    })
    expect(listOfInfos(infos, 3)).toEqual(told)
  })

  test("values that do not go into one array stay a list", () => {
    const told = [{ a: Int8Array.of(1) }, { a: Int8Array.of(2, 3) }, { a: "x" }]
    expect(listOfInfos(infosOf(...told), 3)).toEqual(told)
    expect(infosOf({ n: 1 }, { n: "one" }).n).toEqual([1, "one"])
    const mixed = [{ n: { a: 1 } }, { n: 2 }, {}, { n: { b: 3 } }]
    for (const some of [mixed, mixed.toReversed()]) expect(listOfInfos(infosOf(...some), 4)).toEqual(some)
    expect(listOfInfos(infosOf({ n: 2 }, { n: { a: 1 } }), 2)).toEqual([{ n: 2 }, { n: { a: 1 } }])
  })
})

test("vector statistics keep the latest episodes and find a taken key", () => {
  const envs = new VectorRecordEpisodeStatistics(new SyncVectorEnv([cart, cart]), { bufferLength: 3 })
  envs.reset({ seed: 0 })
  for (let t = 0; t < 100; t++) envs.step([0, 1])
  expect(envs.episodeCount).toBeGreaterThan(10)
  expect(envs.returnQueue).toHaveLength(3)
  expect(envs.lengthQueue).toEqual(envs.returnQueue)
  const twice = new VectorRecordEpisodeStatistics(envs)
  twice.reset({ seed: 0 })
  expect(() => Array.from({ length: 20 }, () => twice.step([0, 1]))).toThrow('infos already has "episode"')
})
