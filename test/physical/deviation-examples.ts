// Counterexamples of the deviations of the reference (specification "physical", section 4).

import { cluster, type Dataflow, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { convolution, gemm, type Layer, layerOf } from "../../src/maestro/layer.ts"

const S = spatial
const T = temporal
export const conv = (k: number, c: number, r: number, s: number, y: number, x: number) => convolution(k, c, y, x, r, s)
const stride2 = (layer: Layer): Layer => ({
  ...layer,
  dimensions: layer.dimensions.map(d => ("YX".includes(d.name[0]) ? { ...d, stride: 2 } : d)),
})

/** A layer and its mapping, and what either profile says of it. */
export interface Example {
  readonly layer: Layer
  readonly numPEs: number
  readonly dataflow: Dataflow
  /** Numbers of either profile, by name. */
  readonly maestro: Record<string, number>
  readonly right: Record<string, number>
}

const full3 = [T("R", 3), T("S", 3)]
const overWindow = (x: number): Dataflow => [S("K", 1), T("Y'", 5), T("X'", x), ...full3]
const outer: Dataflow = [S("K", 1), T("C", 64), T("Y'", 1), T("X'", 33), ...full3]
const inner = (x: number): Dataflow => [...outer, cluster(16), S("C", 4), T("Y'", 1), T("X'", x), ...full3, T("K", 1)]
const D2: Dataflow = [S("X'", 2), T("Y'", 1), T("R", 1), T("S", 3)]
const outputs9: Layer = stride2(conv(1, 1, 3, 3, 7, 7))

/** By deviation; the names start with their numbers. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  "D1 window tile larger than its axis": {
    layer: conv(1, 1, 3, 3, 6, 6),
    numPEs: 1,
    dataflow: overWindow(5),
    maestro: { macs: 9, cycles: 9 },
    right: { macs: 144, cycles: 144 },
  },
  "D1, D21 on one axis only: nothing computed, and counts below zero": {
    layer: conv(1, 1, 3, 3, 6, 6),
    numPEs: 1,
    dataflow: overWindow(4),
    maestro: { macs: 0, cycles: 0, "output writes": -4 },
    right: { macs: 144, cycles: 144, "output writes": 16 },
  },
  "D1 plain axis, advance smaller than the tile": {
    layer: gemm(4, 2, 2),
    numPEs: 1,
    dataflow: [S("N", 2), T("M", 5, 1)],
    maestro: { macs: 12, cycles: 12 },
    right: { macs: 16, cycles: 16 },
  },
  "D2 spatial edge in input rows where outputs are meant": {
    layer: conv(1, 1, 1, 3, 1, 5),
    numPEs: 1,
    dataflow: D2,
    maestro: { macs: 15, cycles: 15 },
    right: { macs: 9, cycles: 9 },
  },
  "D3 partial last unit of the last fold lost": {
    layer: gemm(1, 1, 7),
    numPEs: 2,
    dataflow: [S("K", 2)],
    maestro: { macs: 5, cycles: 3 },
    right: { macs: 7, cycles: 4 },
  },
  "D4 partial tile of a spatial reduction priced in full": {
    layer: gemm(1, 1, 3),
    numPEs: 2,
    dataflow: [S("K", 4)],
    maestro: { macs: 3, cycles: 4 },
    right: { macs: 3, cycles: 3 },
  },
  "D5 inner levels priced at the nominal tile": {
    layer: gemm(1, 3, 1),
    numPEs: 1,
    dataflow: [S("N", 2), cluster(1), S("K", 1)],
    maestro: { macs: 3, cycles: 4 },
    right: { macs: 3, cycles: 3 },
  },
  "D5 large: more MACs per cycle than PEs": {
    layer: conv(64, 64, 3, 3, 56, 56),
    numPEs: 1024,
    dataflow: inner(31),
    maestro: { macs: 107_495_424, cycles: 68_040 },
    right: { macs: 107_495_424, cycles: 104_976 },
  },
  "D5 large, inner tile 33: too slow": {
    layer: conv(64, 64, 3, 3, 56, 56),
    numPEs: 1024,
    dataflow: inner(33),
    maestro: { cycles: 128_304 },
    right: { cycles: 104_976 },
  },
  "D6 taps split over units while the window stays whole": {
    layer: conv(1, 1, 2, 1, 3, 1),
    numPEs: 2,
    dataflow: [S("R", 1)],
    maestro: { macs: 6, cycles: 3 },
    right: { macs: 4, cycles: 2 },
  },
  "D7 outputs of a strided tile": {
    layer: outputs9,
    numPEs: 1,
    dataflow: [S("K", 1), ...full3],
    maestro: { macs: 225, cycles: 225 },
    right: { macs: 81, cycles: 81 },
  },
  "D8 strided output-centric maps": {
    layer: outputs9,
    numPEs: 1,
    dataflow: [S("K", 1), T("Y'", 1), T("X'", 3), ...full3],
    maestro: { macs: 108, cycles: 108 },
    right: { macs: 81, cycles: 81 },
  },
  "D9 declared outputs with a stride": {
    layer: stride2(layerOf("outputs", "CONV", { K: 1, C: 1, R: 3, S: 3, "Y'": 2, "X'": 2 })),
    numPEs: 1,
    dataflow: [S("K", 1), ...full3, T("Y'", 1), T("X'", 1)],
    maestro: { macs: 9, cycles: 9, "input fill": 16 },
    right: { macs: 36, cycles: 36, "input fill": 25 },
  },
  "D11 nothing fetched when inner loops wrap": {
    layer: gemm(2, 1, 3),
    numPEs: 1,
    dataflow: [S("M", 1), T("K", 1)],
    maestro: { "filter reads": 5 },
    right: { "filter reads": 6 },
  },
  "D11 the same in the middle of the nest": {
    layer: gemm(2, 2, 2),
    numPEs: 1,
    dataflow: [T("M", 1), T("K", 1), S("N", 2)],
    maestro: { "filter reads": 6 },
    right: { "filter reads": 8 },
  },
  "D12 edge tiles fetched in full": {
    layer: gemm(1, 1, 3),
    numPEs: 1,
    dataflow: [T("K", 2), S("M", 1)],
    maestro: { "input reads": 4 },
    right: { "input reads": 3 },
  },
  "D12 halo of an edge tile fetched again": {
    layer: conv(1, 1, 1, 3, 1, 5),
    numPEs: 1,
    dataflow: [S("K", 1), T("X'", 2), T("Y'", 1), T("R", 1), T("S", 3)],
    maestro: { "input reads": 6 },
    right: { "input reads": 5 },
  },
  "D13 outputs written at every step": {
    layer: gemm(1, 1, 3),
    numPEs: 1,
    dataflow: [T("K", 1), S("M", 1)],
    maestro: { "output writes": 3 },
    right: { "output writes": 1 },
  },
  "D14 returning partial sums never read": {
    layer: gemm(2, 1, 2),
    numPEs: 1,
    dataflow: [T("K", 1), S("M", 1)],
    maestro: { "re-reads": 2 + 0 },
    right: { "re-reads": 2 + 2 },
  },
  "D15 halo between units charged per unit": {
    layer: layerOf("depthwise", "DSCONV", { C: 1, R: 2, S: 3, Y: 6, X: 8 }),
    numPEs: 3,
    dataflow: [S("X", 4, 2), T("Y", 3, 2)],
    maestro: { "input reads": 84 },
    right: { "input reads": 48 },
  },
  "D16 a corner still held is fetched again": {
    layer: conv(1, 1, 2, 2, 3, 3),
    numPEs: 1,
    dataflow: [S("K", 1), T("Y'", 1), T("X'", 1), T("R", 2), T("S", 2)],
    maestro: { "input reads": 12 },
    right: { "input reads": 11 },
  },
  "D17 L1 fills without replication": {
    layer: gemm(2, 1, 1),
    numPEs: 2,
    dataflow: [S("M", 1)],
    maestro: { "filter L1 fills": 1 },
    right: { "filter L1 fills": 2 },
  },
  "D18 grouped outputs written per input channel": {
    layer: layerOf("grouped", "NGCONV", { G: 2, K: 1, C: 3, R: 1, S: 1, Y: 2, X: 2 }),
    numPEs: 1,
    dataflow: [S("G", 1), T("C", 1)],
    maestro: { "output writes": 24 },
    right: { "output writes": 8 },
  },
  "D19 fills ignore the stride": {
    layer: stride2(conv(1, 1, 1, 1, 5, 5)),
    numPEs: 1,
    dataflow: [S("K", 1), T("Y", 1), T("X", 1), T("R", 1), T("S", 1)],
    maestro: { "input fill": 25 },
    right: { "input fill": 9 },
  },
  "D20 L1 need with the output tile in input rows": {
    layer: conv(1, 1, 1, 3, 1, 5),
    numPEs: 1,
    dataflow: D2,
    maestro: { "L1 need": 22 },
    right: { "L1 need": 18 },
  },
}
