// Small spaces of every kind, for tests.

import type { Space } from "../../src/dse/space.ts"
import { MAESTRO_CONSTANTS, MAESTRO_OLDER_CONSTANTS } from "../../src/maestro/constants.ts"
import { cluster, type OpenDataflow, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { convolution, depthwise, gemm } from "../../src/maestro/layer.ts"
import { PHYSICAL_DEFAULTS } from "../../src/physical/options.ts"

const R = { sizeOf: "R" }
const S = { sizeOf: "S" }
const TILE = { parameter: "tile" }

/** NVDLA-style with a cluster size and a channel tile of its own. */
export const KC: OpenDataflow = [
  spatial("K", TILE),
  temporal("C", { parameter: "ct" }),
  temporal("R", R),
  temporal("S", S),
  temporal("Y", R, 1),
  temporal("X", S, 1),
  cluster({ parameter: "cluster" }),
  spatial("C", 1),
  temporal("R", R),
  temporal("S", S),
]

export const BASE: Space = {
  profile: "maestro",
  constants: MAESTRO_CONSTANTS,
  physical: PHYSICAL_DEFAULTS,
  l2Decides: false,
  energy: "own",
  layers: [{ layer: convolution(12, 8, 10, 10, 3, 3), count: 1 }],
  dataflows: [{ name: "dla" }, { name: "shi" }],
  pes: [1, 2, 4, 6, 9],
  clusters: null,
  parameters: [{ name: "tile", values: [1, 2, 3, 5] }],
  lanes: [1, 2],
  nocBandwidth: [1, 3, 8, 40],
  innerBandwidth: null,
  nocLatency: 1,
  offchipBandwidth: [4, 70_000],
  l1: [40, 100, 150, 220],
  l2: [100, 400, 900],
  network: "flat",
  budgets: { area: 100_000, power: 60 },
  objectives: ["runtime", "energy", "area", "power"],
}

const THREE = [
  { layer: convolution(12, 8, 10, 10, 3, 3), count: 2 },
  { layer: depthwise(16, 9, 9, 3, 3), count: 1 },
  { layer: gemm(6, 10, 14), count: 3 },
]

/** By name. */
export const SPACES: Readonly<Record<string, Space>> = {
  "maestro, a layer": BASE,
  "maestro, the reference's energy column, older constants, all budgets": {
    ...BASE,
    energy: "column",
    constants: MAESTRO_OLDER_CONSTANTS,
    budgets: { area: 1_000_000, power: 40, energy: 2_000_000, latency: 30_000 },
    objectives: ["throughput", "edp", "area"],
  },
  "maestro, eye, with impossible rows": { ...BASE, dataflows: [{ name: "eye" }], budgets: {} },
  "maestro, three kinds of layers": { ...BASE, layers: THREE },
  "maestro, clusters and two bandwidths": {
    ...BASE,
    dataflows: [{ name: "kc", directives: { CONV: KC } }, { name: "dla" }],
    pes: [2, 4, 9],
    clusters: [1, 2, 3, 8],
    parameters: [
      { name: "tile", values: [1, 4] },
      { name: "ct", values: [2, 8] },
    ],
    innerBandwidth: [1, 4, 16],
    network: "clustered",
    budgets: { area: 40_000, power: 20 },
  },
  "maestro, buffers as needed": { ...BASE, l1: null, l2: null, budgets: { area: 60_000, latency: 40_000 } },
  "physical, a layer": { ...BASE, profile: "physical", dataflows: [{ name: "dla" }, { name: "rs" }, { name: "tpu" }] },
  "physical, three kinds of layers, L2 decides": {
    ...BASE,
    profile: "physical",
    layers: THREE,
    pes: [1, 4, 6],
    nocBandwidth: [1, 8],
    l2Decides: true,
    l2: [200, 700, 1_500, 2_000, 3_000],
    offchipBandwidth: [1, 8],
    objectives: ["runtime", "energy"],
  },
  "physical, streaming, exposed, cluster buffers": {
    ...BASE,
    profile: "physical",
    physical: { ...PHYSICAL_DEFAULTS, l2: "streaming", innerFill: "exposed", clusterAccess: 0.5 },
    budgets: { power: 30, energy: 190 },
    objectives: ["edp", "power"],
  },
  "physical, clusters and two bandwidths": {
    ...BASE,
    profile: "physical",
    dataflows: [{ name: "kc", directives: { CONV: KC } }, { name: "tpu" }],
    pes: [2, 6],
    lanes: [2],
    clusters: [1, 2, 3],
    parameters: [
      { name: "tile", values: [1, 4] },
      { name: "ct", values: [2, 8] },
    ],
    innerBandwidth: [1, 4, 16],
    network: "clustered",
    l2Decides: true,
    l2: [500, 1_200, 3_000],
    offchipBandwidth: [2, 20],
    budgets: { area: 40_000, power: 20 },
  },
  "physical, L1 as needed": { ...BASE, profile: "physical", l1: null, budgets: { area: 60_000 } },
}
