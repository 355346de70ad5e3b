import { describe, expect, test } from "vitest"
import { buildProblem } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { namedProblem } from "../../src/allocation/named.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { COARSE_GRID, peOf, tileOf } from "../../src/core/choices.ts"
import { InputError } from "../../src/core/errors.ts"
import { buildCostTable, type CostTable } from "../../src/costs/cost-table.ts"
import { checkDataflowName, PROFILE_DATAFLOWS, PROFILES } from "../../src/costs/profile.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import { gemm, type Layer, macsOf } from "../../src/maestro/layer.ts"
import { templateFor } from "../../src/maestro/templates.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { physicalParameters, physicalTemplate } from "../../src/physical/templates.ts"
import { builtInNetwork, NETWORK_NAMES } from "../../src/workloads/built-in.ts"
import { networkOf } from "../../src/workloads/network.ts"
import { layerFromRow } from "../../src/workloads/network-csv.ts"

const huge = gemm(4096, 4096, 4096)
const hardware = { simdLanes: 1, nocBandwidth: 64, nocLatency: 1, offchipBandwidth: 64 }
const SMALL = { pe: [1, 5, 32], tile: [1, 4] }

test("where the reference aborts on too many occurrences, the row is impossible and its size still priced", () => {
  const parameters = { pe: 1, tile: 1 }
  expect(() => analyze(huge, templateFor("shi", "GEMM"), { ...hardware, numPEs: 1 }, { parameters })).toThrow("2^31")
  const model = { profile: "maestro", dataflow: "shi", hardware } as const
  const table = buildCostTable([huge], { pe: [1], tile: [1] }, model)
  expect(table.possible[0]).toBe(0)
  expect([table.runtime[0], table.energy[0], table.macs[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  expect(table.area[0]).toBeGreaterThan(0)
  expect(table.l1[0]).toBeGreaterThan(0)
})

test("profile physical has the numbers that the reference aborts on", () => {
  const model = { profile: "physical", dataflow: "shi", hardware } as const
  const table = buildCostTable([huge], { pe: [1], tile: [1] }, model)
  expect([table.possible[0], table.macs[0]]).toEqual([1, macsOf(huge)])
})

test.each(PROFILES)("progress is reported after every layer, profile %s", profile => {
  const done: number[] = []
  const model = { profile, dataflow: "dla", hardware }
  buildCostTable([gemm(2, 2, 2), gemm(3, 3, 3)], COARSE_GRID, model, n => done.push(n))
  expect(done).toEqual([1, 2])
})

/** What an entry of a table holds. */
function entryOf(table: CostTable, at: number) {
  const { runtime, energy, area, power, l1, l2, macs, possible } = table
  return [runtime, energy, area, power, l1, l2, macs, possible].map(column => column[at])
}

describe("entries are those of the profile's own analysis", () => {
  const layers = ["alexnet", "mobilenet_v2", "ncf"].flatMap(name =>
    builtInNetwork(name)
      .distinct.slice(0, 3)
      .map(d => d.layer),
  )

  test.each(PROFILE_DATAFLOWS.physical)("physical %s", dataflow => {
    const choices = { innerFill: "exposed", l2: { capacity: 100_000 }, clusterAccess: 2 } as const
    const model = { profile: "physical", dataflow, hardware, physical: choices } as const
    const table = buildCostTable(layers, SMALL, model)
    for (const [l, layer] of layers.entries()) {
      for (let k = 0; k < table.choices; k++) {
        const [pe, tile] = [peOf(SMALL, k), tileOf(SMALL, k)]
        const parameters = physicalParameters(layer, { pe, tile })
        const template = physicalTemplate(dataflow, layer.kind)
        const r = analyzePhysical(layer, template, { ...hardware, numPEs: pe }, { ...choices, parameters })
        const expected = [r.runtime, r.energy, r.area, r.power, r.l1Size, r.l2Size, r.macs, 1]
        expect(entryOf(table, l * table.choices + k), `${layer.name} ${pe} ${tile}`).toEqual(expected)
      }
    }
  })

  test.each(PROFILE_DATAFLOWS.maestro)("maestro %s", dataflow => {
    const table = buildCostTable(layers, SMALL, { profile: "maestro", dataflow, hardware })
    for (const [l, layer] of layers.entries()) {
      for (let k = 0; k < table.choices; k++) {
        const parameters = { pe: peOf(SMALL, k), tile: tileOf(SMALL, k) }
        const r = analyze(
          layer,
          templateFor(dataflow, layer.kind),
          { ...hardware, numPEs: parameters.pe },
          { parameters },
        )
        const expected = [r.runtime, r.energy, r.area, r.power, r.l1Size, r.l2Size, r.macs, r.verdict === "ok" ? 1 : 0]
        expect(entryOf(table, l * table.choices + k), `${layer.name} ${k}`).toEqual(expected)
      }
    }
  })
})

const build = (profile: "physical" | "maestro", dataflow: string) => () =>
  buildCostTable([], COARSE_GRID, { profile, dataflow, hardware })

/** A layer of two columns, too few for a 3 × 3 filter. */
const flat = (layer: Layer): Layer => ({
  ...layer,
  dimensions: layer.dimensions.map(d => (d.name === "X" ? { ...d, size: 2 } : d)),
})

test("a refused choice is impossible, and stays so when impossible rows are allowed", () => {
  const network = networkOf("flat", [[4, 4, 6, 6, 3, 3, 1]], row => flat(layerFromRow(row)))
  const model = { profile: "physical", dataflow: "dla", hardware } as const
  const table = buildCostTable(network.layers, SMALL, model)
  expect([...table.possible, ...table.runtime, ...table.energy]).toEqual([
    ...Array(6).fill(0),
    ...Array(12).fill(Number.NaN),
  ])
  const problem = { objective: "latency", constraint: "area", budget: 1, allowImpossible: true } as const
  expect(() => buildProblem(network, table, problem)).toThrow(
    /layer 1 of flat .* has no physically possible choice under dataflow dla; choose another dataflow$/,
  )
})

test("dataflows belong to profiles", () => {
  for (const profile of PROFILES) {
    for (const name of PROFILE_DATAFLOWS[profile]) expect(checkDataflowName(profile, name)).toBe(name)
  }
  expect(build("physical", "eye")).toThrow(InputError)
  expect(build("physical", "eye")).toThrow(
    'dataflow "eye" belongs to profile maestro (eye loses work above one PE; its legal replacement is rs); ' +
      "profile physical has dla, shi, rs, tpu",
  )
  expect(build("maestro", "rs")).toThrow('dataflow "rs" belongs to profile physical (rs is the legal form of eye)')
  expect(build("maestro", "tpu")).toThrow('"tpu" belongs to profile physical; profile maestro has dla, shi, eye')
  expect(build("physical", "rss")).toThrow('dataflow "rss" is unknown; known: dla, shi, rs, tpu. Did you mean "rs"?')
})

describe.each(PROFILES)("profile %s", profile => {
  // Two dataflows a network, every dataflow with many networks.
  const { length } = PROFILE_DATAFLOWS[profile]
  const cases = NETWORK_NAMES.flatMap((network, i) =>
    [i, i + 1].map(d => [network, PROFILE_DATAFLOWS[profile][d % length]] as const),
  )
  test.each(cases)("%s can be solved under %s", (network, dataflow) => {
    const { problem } = namedProblem({ network, profile, dataflow, platform: "mobile", budget: 0.5 })
    const { allocation, bound } = solveExact(problem)
    expect(allocation.feasible).toBe(true)
    expect(bound).toBe(allocation.objective)
  })
})

test("profile physical refuses no choice of a built-in network", () => {
  for (const name of ["resnext50_32x4d", "mobilenet_v2", "bert", "ncf"]) {
    for (const dataflow of PROFILE_DATAFLOWS.physical) {
      const shapes = builtInNetwork(name).distinct.map(d => d.layer)
      const model = { profile: "physical", dataflow, hardware: platformNamed("edge") } as const
      expect(buildCostTable(shapes, SMALL, model).possible, `${name} ${dataflow}`).not.toContain(0)
    }
  }
})
