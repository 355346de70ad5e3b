// Experiment files: what is read, what is refused and where, and the schema that editors use.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { loadNetwork } from "../../../experiments/network-file.ts"
import { cellName } from "../../../experiments/sweeps/cell.ts"
import { expandExperiment } from "../../../experiments/sweeps/expand.ts"
import { experimentJsonSchema } from "../../../experiments/sweeps/experiment.ts"
import { readExperiment } from "../../../experiments/sweeps/experiment-file.ts"
import { shippedExperiments } from "../../../experiments/sweeps/shipped.ts"
import { parseNetworkCsv } from "../../../src/workloads/network-csv.ts"
import { readModel } from "../../workloads/onnx/models.ts"

const CONFIGS = join(import.meta.dirname, "../../../experiments/configs/sweeps")

const expanded = (text: string) => expandExperiment(readExperiment(text, "e.yaml"), "e.yaml")

/** The message of a text that is refused. */
function messageOf(text: string): string {
  try {
    expanded(text)
  } catch (error) {
    return (error as Error).message
  }
  return "accepted"
}

test("an empty file is one problem with the default methods", () => {
  const { cells, leftOut } = expanded("")
  expect(cells.map(({ method, seed }) => `${method} ${seed}`)).toEqual(["exact 0", "greedy 0", "genetic 0"])
  expect(cells[0].problem).toEqual({
    network: "mobilenet_v2",
    table: null,
    dataflow: "dla",
    platform: "edge",
    profile: "physical",
    allowImpossible: false,
    grid: "coarse",
    deployment: "lp",
    objective: "latency",
    constraints: ["area"],
    budgets: ["0.5"],
  })
  expect(leftOut).toEqual([])
})

test("every combination once, methods and seeds of a problem side by side", () => {
  const { cells, leftOut } = expanded(
    `networks: [alexnet, vgg16]
objectives: [latency, energy]
constraints: [area, [area, power]]
budgets: [0.1, [2mm2, 150mW]]
methods: [greedy, random]
seeds: [7, 3]`.replace("[area, [area, power]]", "[[area, power]]"),
  )
  expect(cells.length).toBe(2 * 2 * 2 * 2 * 2)
  expect(new Set(cells.map(cellName)).size).toBe(cells.length)
  expect(cells.slice(0, 4).map(({ method, seed }) => [method, seed])).toEqual([
    ["greedy", 7],
    ["greedy", 3],
    ["random", 7],
    ["random", 3],
  ])
  expect(cells[0].problem.budgets).toEqual(["0.1", "0.1"])
  expect(cells[4].problem.budgets).toEqual(["2mm2", "150mW"])
  expect(leftOut).toEqual([])
})

test("what a method cannot take is left out and counted", () => {
  const { cells, leftOut } = expanded("deployments: [lp, ls]\nmethods: [greedy, lagrangian, two-stage]\nseeds: 2")
  expect(cells.map(({ problem, method }) => `${problem.deployment} ${method}`)).toEqual([
    "lp greedy",
    "lp greedy",
    "lp lagrangian",
    "lp lagrangian",
    "lp two-stage",
    "lp two-stage",
    "ls greedy",
    "ls greedy",
  ])
  expect(leftOut.map(part => part.cells)).toEqual([2, 2])
  const published = "platforms: [confuciux]\nmethods: [greedy, confuciux]\n"
  expect(expanded(published).leftOut[0].reason).toContain("allowImpossible: true")
  expect(expanded(`${published}allowImpossible: true`).cells.length).toBe(2)
})

test.each([
  ["networks: [vgg16]\nobjectivs: [latency]", '2:1: key "objectivs" is unknown', 'Did you mean "objectives"?'],
  ["networks: []", "1:11: networks is an empty list, expected a list of at least one"],
  ["seeds: 2\nnetworks:", "2:1: networks is empty, expected a list of"],
  ["networks: vgg16", '1:11: networks is "vgg16", expected a list'],
  ["networks:\n  - vgg16\n  - vgg61", '3:5: network "vgg61" is unknown', 'Did you mean "vgg16"?'],
  ["methods: [greedy, anealing]", '1:19: methods[2] "anealing" is unknown', 'Did you mean "annealing"?'],
  ["dataflows: [eye]", '1:13: dataflow "eye" belongs to profile maestro'],
  ["constraints: [area, [power, aera]]", "1:21: constraints[2] is", "expected one of area, power, l1, l2"],
  ["constraints: [[area, area]]", "1:15: ", "constraint area is named twice"],
  ["budgets: [0.5, 10kg]", '1:16: budget "10kg" of area has unit "kg"'],
  ["budgets: [0.5, -1]", "1:16: budgets[2] is -1, expected a fraction"],
  ["budgets: [[0.5, 0.1]]", "1:11: ", "--budget gives 2"],
  ["seeds: 0", "1:8: seeds is 0, expected"],
  ["seeds: [1, 2, 1]", "1:15: seeds name 1 twice"],
  ["evaluations: 5", "1:14: evaluations is 5, expected an integer of at least 100"],
  ["evaluations: many", '1:14: evaluations is "many", expected an integer'],
  ["grid: 1-9", '1:7: grid "1-9"'],
  ["profile: physical\nallowImpossible: true", "2:18: ", "only profile maestro has impossible rows"],
  ["name: a/b", '1:7: name is "a/b", expected letters'],
  ["networks: [a", "1:13: "],
  ["networks: [vgg16]\nnetworks: [vgg16]", "2:1: Map keys must be unique"],
  ["- vgg16", "1:1: the file holds", "expected keys"],
  ["networks: [there/is/none.csv]", "1:12: there/is/none.csv cannot be read: there is no such file"],
  ["deployments: [ls]\nmethods: [reinforce]", "2:10: no method fits any problem"],
  ["seeds: 20000000", "expected at most 10000000"],
])("refused: %s", (text, ...parts) => {
  const message = messageOf(text)
  expect(message.startsWith(`e.yaml:${parts[0]}`) || message.includes(parts[0])).toBe(true)
  expect(message.startsWith("e.yaml:")).toBe(true)
  for (const part of parts) expect(message).toContain(part)
  expect(message).not.toContain("\n")
})

test("a network of one's own travels with the cell", () => {
  const source = join(import.meta.dirname, "own.yaml")
  const relative = "../../../src/workloads/data/alexnet.csv"
  const { cells } = expandExperiment(readExperiment(`networks: [${relative}]`, source), source)
  expect(cells[0].problem.network).toBe("alexnet")
  expect(cells[0].problem.table).toBe(readFileSync(join(import.meta.dirname, relative), "utf8"))
})

test("an ONNX model travels as the table of its layers", () => {
  const folder = mkdtempSync(join(tmpdir(), "analects-onnx-"))
  try {
    writeFileSync(join(folder, "small.onnx"), readModel("light_squeezenet"))
    const source = join(folder, "own.yaml")
    const { cells } = expandExperiment(readExperiment("networks: [small.onnx]", source), source)
    const { network, table } = cells[0].problem
    expect(network).toBe("small")
    const { layers } = loadNetwork(join(folder, "small.onnx"))
    expect(parseNetworkCsv(table ?? "", network).layers.map(l => l.dimensions)).toEqual(layers.map(l => l.dimensions))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test("the published schema is the current one", () => {
  const published = JSON.parse(readFileSync(join(CONFIGS, "experiment.schema.json"), "utf8"))
  expect(published).toEqual(experimentJsonSchema())
})

test("every shipped experiment names the schema, and has cells", () => {
  const names = shippedExperiments()
  expect(names).toContain("confuciux-small")
  expect(readdirSync(CONFIGS).length).toBe(names.length + 1)
  for (const name of names) {
    const path = join(CONFIGS, `${name}.yaml`)
    const text = readFileSync(path, "utf8")
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=experiment.schema.json")
    expect(expandExperiment(readExperiment(text, path), path).cells.length, name).toBeGreaterThan(10)
  }
})
