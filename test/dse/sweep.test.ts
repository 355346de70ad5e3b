// A sweep finds exactly the valid designs and the front that evaluating every design finds.

import { expect, test } from "vitest"
import { PICKS } from "../../src/dse/found.ts"
import { COSTS } from "../../src/dse/front.ts"
import { metricOf } from "../../src/dse/metrics.ts"
import { OUTCOMES } from "../../src/dse/outcomes.ts"
import { designCount, type Space } from "../../src/dse/space.ts"
import { Sweep } from "../../src/dse/sweep.ts"
import { bruteForce, frontOf, type Valid } from "./brute-force.ts"
import { BASE, SPACES } from "./spaces.ts"

function swept(space: Space, generic = false) {
  const sweep = new Sweep(space, { generic })
  const valid: Valid[] = []
  const result = sweep.run(0, sweep.blocks, (...row) => valid.push(row))
  return { sweep, valid: inOrder(valid), result }
}

/** By mapping point, setting and sizes: where L2 decides, a sweep goes through its segments first. */
function inOrder(valid: Valid[]): Valid[] {
  return valid.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3])
}

/** Vectors of the objectives of a sweep's front, as sorted texts. */
function frontTexts(space: Space, costs: Float64Array): string[] {
  return Array.from({ length: costs.length / COSTS }, (_, i) => {
    const [runtime, energy, area, power] = costs.subarray(i * COSTS, (i + 1) * COSTS)
    const of = { runtime, throughput: runtime, energy, edp: energy * runtime, area, power }
    return space.objectives.map(metric => of[metric]).join()
  }).sort()
}

function firstDifference(found: readonly Valid[], expected: readonly Valid[]): string {
  const i = expected.findIndex((row, at) => row.join() !== found[at]?.join())
  return `${found.length} and ${expected.length} designs; row ${i}: ${found[i]?.join()}, expected ${expected[i]?.join()}`
}

/** Compares everything; returns how many designs are valid, and how many on the front. */
function compare(space: Space, memo: boolean): { valid: number; front: number } {
  const expected = bruteForce(space, memo)
  const { sweep, valid, result } = swept(space)
  // Texts are quicker to compare than thousands of arrays.
  expect(valid.join("\n") === expected.join("\n"), firstDifference(valid, expected)).toBe(true)
  expect(result.counts.valid).toBe(expected.length)
  expect(frontTexts(space, result.front.costs)).toEqual(frontOf(expected, space.objectives))
  expect(OUTCOMES.reduce((sum, name) => sum + result.counts[name], 0)).toBe(Number(designCount(space)))
  for (const metric of PICKS) {
    const best = expected.reduce(
      (least, [, , , , runtime, energy, area, power]) =>
        Math.min(least, metricOf(metric, { runtime, energy, area, power }, sweep.macs)),
      Number.POSITIVE_INFINITY,
    )
    const pick = result.picks[metric]
    expect(pick === undefined ? Infinity : metricOf(metric, pick, sweep.macs)).toBe(best)
  }
  return { valid: expected.length, front: result.front.costs.length / COSTS }
}

test.each(Object.keys(SPACES))("%s: valid designs, front and picks of every design evaluated", name => {
  const space = SPACES[name]
  const { valid } = compare(space, true)
  // Neither nothing nor everything: the budgets and needs are put to the test.
  expect(valid).toBeGreaterThan(20)
  expect(valid).toBeLessThan(Number(designCount(space)))
})

test.each(Object.keys(SPACES))("%s: the same through kernels as through generated code", name => {
  const [fast, generic] = [swept(SPACES[name]), swept(SPACES[name], true)]
  expect(generic.valid.join("\n") === fast.valid.join("\n"), firstDifference(generic.valid, fast.valid)).toBe(true)
  expect(generic.result).toEqual(fast.result)
})

test("blocks in any cut, and points one by one, give the same", () => {
  const space = { ...BASE, parameters: [{ name: "tile", values: Array.from({ length: 300 }, (_, i) => i + 1) }] }
  const whole = swept(space)
  const sweep = new Sweep(space)
  expect(sweep.blocks).toBe(2 * space.pes.length * 2)
  const valid: Valid[] = []
  for (let block = 0; block < sweep.blocks; block++) sweep.run(block, block + 1, (...row) => valid.push(row))
  expect(inOrder(valid).join() === whole.valid.join()).toBe(true)
  const points = new Sweep(space, { generic: true })
  points.begin()
  for (let mapping = 2 * space.pes.length * 300 - 1; mapping >= 0; mapping--) points.sweepPoint(mapping)
  expect(points.result().front).toEqual(whole.result.front)
  expect(points.result().counts.valid).toBe(whole.result.counts.valid)
})

const range = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)

// With ANALECTS_MILLION_DESIGNS=each every design is analysed on its own, which takes minutes under profile `maestro` and the
// better part of an hour under `physical`; with 1 those that differ in buffers of which the analysis knows nothing share it: L1, and
// L2 where its size does not decide what it holds.
const million = process.env.ANALECTS_MILLION_DESIGNS
const MILLION: Space = {
  ...BASE,
  pes: range(1, 16, 1),
  parameters: [{ name: "tile", values: range(1, 12, 1) }],
  lanes: [1],
  nocBandwidth: range(2, 32, 2),
  offchipBandwidth: [70_000],
  l1: range(40, 400, 40),
  l2: range(100, 1_800, 100),
}
const MILLIONS: Readonly<Record<string, Space>> = {
  maestro: MILLION,
  "physical, L2 decides": {
    ...MILLION,
    profile: "physical",
    dataflows: [{ name: "dla" }, { name: "rs" }, { name: "tpu" }],
    offchipBandwidth: [8],
    l2Decides: true,
  },
}
test.runIf(million === "1" || million === "each").each(Object.keys(MILLIONS))(
  "more than a million designs: %s",
  { timeout: 7_200_000 },
  name => {
    const space = MILLIONS[name]
    const designs = designCount(space)
    expect(designs).toBeGreaterThanOrEqual(1_000_000n)
    const began = process.cpuUsage()
    const { valid, front } = compare(space, million === "1")
    expect(valid).toBeGreaterThan(10_000)
    expect(valid).toBeLessThan(Number(designs) - 10_000)
    const { user, system } = process.cpuUsage(began)
    console.info(`${name}: ${designs} designs, ${valid} valid, ${front} on the front, ${(user + system) / 1e6} CPU s`)
  },
)
