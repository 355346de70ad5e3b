import { expect, test } from "vitest"
import { solveExact } from "../../src/allocation/exact.ts"
import { namedProblem } from "../../src/allocation/named.ts"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import { buildCostTable } from "../../src/maestro/cost-table.ts"
import { gemm } from "../../src/maestro/layer.ts"
import { DATAFLOW_NAMES, templateFor } from "../../src/maestro/templates.ts"
import { NETWORK_NAMES } from "../../src/workloads/built-in.ts"

const huge = gemm(4096, 4096, 4096)
const hardware = { simdLanes: 1, nocBandwidth: 64, nocLatency: 1, offchipBandwidth: 64 }

test("where the reference aborts on too many occurrences, the row is impossible and its size still priced", () => {
  const parameters = { pe: 1, tile: 1 }
  expect(() => analyze(huge, templateFor("shi", "GEMM"), { ...hardware, numPEs: 1 }, { parameters })).toThrow("2^31")
  const table = buildCostTable([huge], "shi", { pe: [1], tile: [1] }, hardware)
  expect(table.possible[0]).toBe(0)
  expect([table.runtime[0], table.energy[0], table.macs[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  expect(table.area[0]).toBeGreaterThan(0)
  expect(table.l1[0]).toBeGreaterThan(0)
})

test("progress is reported after every layer", () => {
  const done: number[] = []
  buildCostTable([gemm(2, 2, 2), gemm(3, 3, 3)], "dla", COARSE_GRID, hardware, n => done.push(n))
  expect(done).toEqual([1, 2])
})

test.each(NETWORK_NAMES)("%s can be solved under every dataflow", network => {
  for (const dataflow of DATAFLOW_NAMES) {
    const { problem } = namedProblem({ network, dataflow, platform: "mobile", budget: 0.5 })
    const { allocation, bound } = solveExact(problem)
    expect(allocation.feasible, dataflow).toBe(true)
    expect(bound, dataflow).toBe(allocation.objective)
  }
})
