// The deviations of the reference (specification "physical", section 4), one named test each: what
// profile `maestro` says, digit for digit as the program it reproduces, and what is right.

import { expect, test } from "vitest"
import { analyze } from "../../src/maestro/analyze.ts"
import { cluster, type Dataflow, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { gemm } from "../../src/maestro/layer.ts"
import { nocDelay } from "../../src/maestro/walk/noc.ts"
import { analyzePhysical, type PhysicalReport } from "../../src/physical/analyze.ts"
import { transferCycles } from "../../src/physical/procedure.ts"
import { conv, EXAMPLES, type Example } from "./deviation-examples.ts"

const S = spatial
const T = temporal

type Both = Pick<PhysicalReport, "macs" | "runtime" | "l1Size" | "tensors">

const PICK: Readonly<Record<string, (r: Both) => number>> = {
  macs: r => r.macs,
  "L1 need": r => r.l1Size,
  "input fill": r => r.tensors.input.l2Writes,
  "input reads": r => r.tensors.input.l2Reads,
  "filter reads": r => r.tensors.filter.l2Reads,
  "filter L1 fills": r => r.tensors.filter.l1Writes,
  "output writes": r => r.tensors.output.l2Writes,
  // Partial sums that return, beside the output itself.
  "re-reads": r => r.tensors.output.l2Reads,
}

const pick = (report: Both, cycles: number, wanted: object) =>
  Object.fromEntries(Object.keys(wanted).map(name => [name, name === "cycles" ? cycles : PICK[name](report)]))

/** Numbers of both profiles at unlimited bandwidth and latency 0: the reference's run time is then compute cycles alone. */
function numbersOf({ layer, numPEs, dataflow, maestro, right }: Example) {
  const reference = analyze(layer, dataflow, { numPEs })
  const physical = analyzePhysical(layer, dataflow, { numPEs })
  return {
    maestro: pick(reference, reference.runtime, maestro),
    right: pick(physical, physical.computeCycles, right),
    verdict: physical.verdict,
    lost: reference.trueMacs - physical.macs,
  }
}

test.each(Object.entries(EXAMPLES))("%s", (_, example) => {
  const { maestro, right } = example
  expect(numbersOf(example)).toEqual({ maestro, right, verdict: "ok", lost: 0 })
})

test("D10 two spatial maps on independent axes: a diagonal credited as a grid, now refused", () => {
  const top = [S("C", 1), T("Y'", 2), T("X'", 2), T("R", 1), T("S", 1)]
  const dataflow: Dataflow = [...top, cluster(2), S("Y'", 1), S("X'", 1), T("R", 1), T("S", 1)]
  const reference = analyze(conv(1, 1, 1, 1, 2, 2), dataflow, { numPEs: 2 })
  expect([reference.macs, reference.runtime, reference.verdict]).toEqual([4, 1, "too-fast"])
  const physical = () => analyzePhysical(conv(1, 1, 1, 1, 2, 2), dataflow, { numPEs: 2 })
  expect(physical).toThrow("it pairs only equal positions (a grid of 2 × 2 units is needed)")
})

test("D22 transfers below the bandwidth bound", () => {
  const noc = { simdLanes: 1, nocBandwidth: 4, nocLatency: 0 }
  expect([0, 8].map(n => nocDelay(n, 4, 0))).toEqual([-1, 1])
  expect([0, 8].map(n => transferCycles(noc, n))).toEqual([0, 2])
})

test("D23 every inner evaluation starts cold", () => {
  // 30 steps of one cycle: the reference, like `exposed`, waits for the inner fetch of each.
  const dataflow: Dataflow = [S("N", 1), T("K", 1), cluster(1), S("M", 1)]
  const hardware = { numPEs: 1, nocLatency: 1 }
  expect(analyze(gemm(1, 5, 6), dataflow, hardware).runtime).toBe(61)
  const run = (innerFill: "prefetch" | "exposed") =>
    analyzePhysical(gemm(1, 5, 6), dataflow, hardware, { innerFill }).runtime
  expect(run("exposed")).toBe(61 + 2)
  expect(run("prefetch")).toBe(32 + 2)
})

test("D24 no final write-back", () => {
  const hardware = { numPEs: 1, nocBandwidth: 4, nocLatency: 1 }
  // One step: 9 elements in 3 cycles, 8 MACs; then 8 outputs in 2 cycles.
  expect(analyze(gemm(8, 1, 1), [S("M", 8)], hardware).runtime).toBe(3 + 8)
  expect(analyzePhysical(gemm(8, 1, 1), [S("M", 8)], hardware).runtime).toBe(3 + 8 + 2)
})

test("D25 energy without L1, MACs and reads of outputs", () => {
  const dataflow: Dataflow = [S("N", 1), T("K", 1), cluster(1), S("M", 1)]
  const reference = analyze(gemm(1, 5, 6), dataflow, { numPEs: 1 })
  const physical = analyzePhysical(gemm(1, 5, 6), dataflow, { numPEs: 1 })
  // The reference's L2 accesses: input 6 + 26 (D11), filter 30 + 30, outputs written 30 times.
  expect(reference.energy / 0.00023).toBeCloseTo(18.61 * (6 + 26 + 30 + 30 + 30), 6)
  const l2 = 6 + 30 + (30 + 30) + (5 + 5)
  const l1 = 3 * 30 + (30 + 30 + 30)
  expect(physical.energy / 0.00023).toBeCloseTo(18.61 * l2 + 1.68 * l1 + 30, 6)
})

test("D26 off-chip requirement depends on the order of cases", () => {
  const [k, m, n] = [T("K", 4), S("M", 2), T("N", 4)]
  const needs = [[k, m, n] as const, [k, n, m] as const].map(dataflow => {
    const physical = analyzePhysical(gemm(3, 5, 7), dataflow, { numPEs: 1 })
    return [analyze(gemm(3, 5, 7), dataflow, { numPEs: 1 }).offchipBandwidth, physical.offchipBandwidth]
  })
  // 105 cycles, and two to fill and drain.
  const right = (21 + 35 + 15) / 107
  expect(needs).toEqual([
    [3, right],
    [1, right],
  ])
})
