// The classic environments: arguments, errors, renderings; trajectories are in recorded/.

import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest"
import { cos, sin } from "../../../env/ts-gym/classic/trigonometry.ts"
import {
  CartPoleEnv,
  type Env,
  type Frame,
  FrozenLakeEnv,
  generateRandomMap,
  MountainCarEnv,
  make,
  setWarningSink,
  spec,
  TaxiEnv,
} from "../../../env/ts-gym/index.ts"

let warnings: string[] = []
let before = setWarningSink(() => {})
beforeEach(() => {
  warnings = []
  before = setWarningSink(message => warnings.push(message))
})
afterEach(() => {
  setWarningSink(before)
})

describe("sine and cosine", () => {
  /** Decimals of the two, to more digits than a double has, hence the nearest doubles. */
  test.each([
    [0.1, "0.09983341664682815230681", "0.99500416527802576609556"],
    [0.5, "0.47942553860420300027329", "0.87758256189037271611628"],
    [1, "0.84147098480789650665250", "0.54030230586813971740094"],
    [2, "0.90929742682568169539602", "-0.41614683654714238699757"],
    [-3, "-0.14112000805986722210074", "-0.98999249660044545727157"],
    [10, "-0.54402111088936981340475", "-0.83907152907645245225886"],
  ])("of %d", (x, sine, cosine) => {
    expect([sin(x), cos(x)]).toEqual([Number(sine), Number(cosine)])
  })

  test("are near the engine's", () => {
    let away = 0
    for (let x = -20; x < 20; x += 0.00371)
      away = Math.max(away, Math.abs(sin(x) - Math.sin(x)), Math.abs(cos(x) - Math.cos(x)))
    expect(away).toBeLessThanOrEqual(2 ** -52)
    expect([sin(0), cos(0), sin(1e9), cos(1e9)]).toEqual([0, 1, Math.sin(1e9), Math.cos(1e9)])
  })
})

test("ids, limits, types", () => {
  const limits = [
    "CartPole-v0",
    "CartPole-v1",
    "MountainCar-v0",
    "Taxi-v3",
    "Taxi-v4",
    "FrozenLake-v1",
    "FrozenLake8x8-v1",
  ]
  expect(limits.map(id => spec(id).maxEpisodeSteps)).toEqual([200, 500, 200, 200, 200, 100, 200])
  expectTypeOf(make("CartPole-v1", { suttonBartoReward: true })).toEqualTypeOf<Env<Float32Array, number>>()
  expect((make("FrozenLake8x8-v1").unwrapped as FrozenLakeEnv).desc).toHaveLength(8)
  // @ts-expect-error and misspelt
  expect(() => make("Taxi-v4", { isRainny: true })).toThrow(
    'Taxi-v4 has no argument "isRainny". Did you mean "isRainy"?',
  )
})

test.each<[string, () => unknown, string]>([
  ["CartPole", () => new CartPoleEnv().step(0), "step() before the first reset()"],
  ["MountainCar", () => new MountainCarEnv().step(0), "step() before the first reset()"],
  ["Taxi", () => new TaxiEnv().step(0), "step() before the first reset()"],
  ["FrozenLake", () => new FrozenLakeEnv().step(0), "step() before the first reset()"],
  ["CartPole", () => new CartPoleEnv().step(2), "CartPole: action is 2, expected an integer in [0, 2)"],
  ["MountainCar", () => new MountainCarEnv().step(-1), "MountainCar: action is -1"],
  ["Taxi", () => new TaxiEnv().step(6), "Taxi: action is 6"],
  ["FrozenLake", () => new FrozenLakeEnv().step(0.5), "FrozenLake: action is 0.5"],
  ["options.low", () => new CartPoleEnv().reset({ options: { low: "a" } }), "options.low is a, expected a number"],
  [
    "options",
    () => new MountainCarEnv().reset({ options: { low: 1, high: 0 } }),
    "options.low is 1, above options.high, 0",
  ],
  ["mapName", () => new FrozenLakeEnv({ mapName: "9x9" as never }), "mapName is 9x9, expected 4x4, 8x8"],
  ["ragged map", () => new FrozenLakeEnv({ desc: ["SF", "G"] }), 'desc[1] is "G", expected rows of equal length'],
  ["map without start", () => new FrozenLakeEnv({ desc: ["FF", "FG"] }), "desc has no S"],
])("%s: %#", (_, f, message) => {
  expect(f).toThrow(message)
})

test("reset takes bounds of the start; a random map is drawn anew; steps after the end are warned about", () => {
  const [observation] = new CartPoleEnv().reset({ seed: 0, options: { low: 1, high: 1 } })
  expect([...observation]).toEqual([1, 1, 1, 1])
  const { desc } = new FrozenLakeEnv({ mapName: null })
  expect(desc).toHaveLength(8)
  expect(generateRandomMap({ seed: 3, size: 4 })).toEqual(generateRandomMap({ seed: 3, size: 4 }))
  const env = new CartPoleEnv()
  env.reset({ seed: 0, options: { low: 1, high: 1 } })
  expect([0, 1, 2].map(() => env.step(0)[1])).toEqual([1, 0, 0])
  expect(warnings).toEqual([
    "CartPole: step() after the end of the episode is undefined; call reset() once terminated is true",
  ])
})

/** Share of pixels of a colour. */
const share = ({ data }: Frame, color: readonly number[]) => {
  let count = 0
  for (let i = 0; i < data.length; i += 3) count += color.every((c, k) => data[i + k] === c) ? 1 : 0
  return (3 * count) / data.length
}

/** Colour of a pixel, of a picture 600 wide. */
const at = ({ data }: Frame, x: number, y: number) => [...data.subarray(3 * (y * 600 + x), 3 * (y * 600 + x) + 3)]

describe("renderings", () => {
  test("CartPole shows a cart with a pole where they are", () => {
    const env = new CartPoleEnv({ renderMode: "rgb_array" })
    expect(env.render()).toBe(null)
    const frameAt = (value: number) => {
      env.reset({ seed: 0, options: { low: value, high: value } })
      return env.render() as Frame
    }
    const frame = frameAt(0)
    expect([frame.width, frame.height, frame.data.length]).toEqual([600, 400, 720000])
    expect(share(frame, [255, 255, 255])).toBeGreaterThan(0.97)
    expect(share(frame, [202, 152, 101])).toBeCloseTo((10 * 125) / 240000, 3)
    // The middle of the cart is in the middle of the picture, 100 pixels above its lower edge.
    expect(at(frame, 285, 299)).toEqual([0, 0, 0])
    expect(at(frameAt(0.16), 285, 295)).toEqual([255, 255, 255])
  })

  test("MountainCar shows hills, a flag and a car", () => {
    const env = new MountainCarEnv({ renderMode: "rgb_array" })
    env.reset({ seed: 0 })
    const first = env.render() as Frame
    for (const color of [
      [204, 204, 0],
      [128, 128, 128],
      [0, 0, 0],
    ])
      expect(share(first, color)).toBeGreaterThan(0.0003)
    for (let i = 0; i < 30; i++) env.step(2)
    expect((env.render() as Frame).data).not.toEqual(first.data)
  })

  test("Taxi and FrozenLake show text", () => {
    const lake = new FrozenLakeEnv({ renderMode: "ansi" })
    lake.reset({ seed: 0 })
    expect(lake.render()).toBe("\n\u001b[41mS\u001b[0mFFF\nFHFH\nFFFH\nHFFG\n")
    const taxi = new TaxiEnv({ renderMode: "ansi" })
    taxi.reset({ seed: 0 })
    expect(taxi.render()).toMatch(/^\+-{9}\+\n\|/)
  })

  test("without a mode nothing, and a word about it", () => {
    for (const id of ["CartPole-v1", "MountainCar-v0", "Taxi-v4", "FrozenLake-v1"]) {
      const env = make(id)
      env.reset({ seed: 0 })
      expect(env.render()).toBe(null)
    }
    expect(warnings.filter(w => w.includes("render() without a render mode"))).toHaveLength(4)
  })
})
