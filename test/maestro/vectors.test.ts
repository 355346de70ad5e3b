// The worked example and the test vectors of the specification "cost model", appendix A.

import { expect, test } from "vitest"
import { analyze } from "../../src/maestro/analyze.ts"
import { csvRow } from "../../src/maestro/csv.ts"
import { cluster, type Dataflow, spatial, temporal } from "../../src/maestro/dataflow.ts"
import { convolution, depthwise, gemm, type Layer } from "../../src/maestro/layer.ts"
import { templateFor } from "../../src/maestro/templates.ts"

/** A printed row with its separators normalised. */
const printed = (network: string, report: ReturnType<typeof analyze>) => csvRow(network, report).replaceAll(", ", ",")

const A1: Dataflow = [
  spatial("K", 1),
  temporal("C", 3),
  temporal("R", 3),
  temporal("S", 3),
  temporal("Y", 4, 2),
  temporal("X", 3, 1),
]
const small = { numPEs: 3, simdLanes: 1, nocBandwidth: 8, nocLatency: 1, offchipBandwidth: 50 }

test("V1, the worked example: one level", () => {
  const report = analyze(convolution(5, 4, 10, 10, 3, 3, "a"), A1, small)
  const { input, filter, output } = report.tensors
  expect([input.l2Size, filter.l2Size, output.l2Size]).toEqual([72, 162, 12])
  expect([input.l1Size, filter.l1Size, output.l1Size]).toEqual([72, 54, 24])
  expect([input.l2Reads, filter.l2Reads, output.l2Reads]).toEqual([1884, 270, 320])
  expect([input.l2Writes, filter.l2Writes, output.l2Writes]).toEqual([400, 180, 640])
  expect([report.runtime, report.macs, report.utilizedPEs]).toEqual([4623, 11520, 2.5])
  expect([report.averageBandwidth, report.peakBandwidth, report.offchipBandwidth]).toEqual([0.59375, 6, 2])
  expect(printed("n", report)).toBe(
    "n,a,3,4623,33.0793,2.49189,7.53306e+07,62103.3,6.87454,6,0.59375,6,1,2,246,150,1,1,400,180,3.48254e+11,11520,3.6669,1.5525,0.8487,0.806438,11520,1884,1884,400,6.11465,11520,270,270,180,42.6667,11520,11520,320,640,1,2,15,2,1,1,1,18,54,36,2.5,13.5",
  )
})

test("V2: three levels with strides", () => {
  const layer: Layer = {
    name: "a",
    kind: "CONV",
    dimensions: [
      ["K", 40, 1],
      ["C", 30, 1],
      ["R", 3, 1],
      ["S", 3, 1],
      ["Y", 23, 2],
      ["X", 23, 2],
    ].map(([name, size, stride]) => ({ name: String(name), size: Number(size), stride: Number(stride) })),
  }
  const dataflow: Dataflow = [
    spatial("K", 2),
    temporal("C", 7),
    temporal("Y", 5, 1),
    cluster(4),
    spatial("C", 2),
    cluster(3),
    spatial("X", 3, 1),
  ]
  expect(printed("n", analyze(layer, dataflow, { ...small, numPEs: 64, nocBandwidth: 16 }))).toBe(
    "n,a,64,59970,789.951,60.5103,7.66e+07,3.81444e+06,149.158,2,1.425,2,1,2,4130,192,1,1,15870,10800,4.5937e+12,3628800,78.2272,42.3936,14.2485,14.2889,3628800,78085,78085,15870,46.4724,3628800,12600,12600,10800,288,3628800,3628800,17640,67200,1,40,90,47,14,40,35,499,499,499,55,20.5435",
  )
})

test("V3: a matrix product", () => {
  const dataflow: Dataflow = [
    temporal("N", 2),
    spatial("M", 3),
    temporal("K", 16),
    cluster(8),
    temporal("N", 1),
    spatial("K", 1),
  ]
  expect(printed("n", analyze(gemm(10, 7, 33, "a"), dataflow, { ...small, numPEs: 16, nocBandwidth: 4 }))).toBe(
    "n,a,16,663,10.2898,2.43891,2.37022e+08,268265,22.4788,32,6.20833,32,1,18,280,14,1,1,330,231,1.57145e+11,1617,19.5568,0.7728,0.966,1.18316,1617,1056,1056,330,1.53125,1617,640,640,231,2.52656,1617,1617,70,147,1,4,32,17,1,3,1,4,30,20,8.5,0.09375",
  )
})

const confuciux = { simdLanes: 1, nocBandwidth: 81_920_000, nocLatency: 1, offchipBandwidth: 70_000 }

test.each([
  [
    "V4",
    convolution(64, 3, 224, 224, 7, 7),
    "dla",
    24,
    5,
    "0,CONV,24,151981753,70797.9,2.94184,41552.6,3.17533e+12,2.49551e+07,3,0.0877532,3,1,3,1774,1078,1,1,150528,9408,6.31524e+12,447105792,29.3352,89.2584,6.1203,2.4955e+07,447105792,13329372,13329372,150528,33.5429,447105792,9555,9555,9408,46792.9,447105792,447105792,3041536,3041536,1,1,1,1,1,1,1,246,246,246,3,35",
  ],
  [
    "V5",
    convolution(128, 64, 56, 56, 3, 3),
    "shi",
    12,
    7,
    "0,CONV,12,20793601,165263,10.3393,62562.8,1.70814e+12,1.34244e+07,1,1.17415,1,1,1,770,270,1,1,200704,73728,1.30091e+12,214990848,14.6676,11.178,2.6565,1.34243e+07,214990848,7659540,7659540,200704,28.0684,214990848,6788187,6788187,73728,31.6713,214990848,214990848,373248,23887872,1,1,1,1,1,1,1,190,190,190,12,17.0526",
  ],
  [
    "V6",
    convolution(192, 64, 27, 27, 5, 5),
    "eye",
    48,
    3,
    "0,CONV,48,1556481,40186.9,104.408,2.59806e+06,6.10971e+12,4.80164e+07,4,4.17593,4,1,4,1326,350,1,1,46656,307200,4.04383e+12,162508800,58.6704,57.96,4.5747,4.80163e+07,162508800,2227392,2227392,46656,72.9592,162508800,307200,307200,307200,529,162508800,162508800,101568,6500352,1,1,1,1,1,1,1,76,76,76,23,38.3333",
  ],
  [
    "V7",
    depthwise(32, 112, 112, 3, 3),
    "dla",
    16,
    4,
    "0,DSCONV,16,435601,14076.4,7.99998,568326,2.1972e+12,1.72679e+07,16,2.7157,16,1,16,1208,216,1,1,401408,288,2.47563e+11,3484800,19.5568,11.9232,4.1676,1.72679e+07,3484800,1182720,1182720,401408,2.94643,3484800,288,288,288,12100,3484800,3484800,387200,338800,1,1,1,1,1,1,1,36,36,36,8,3",
  ],
])("%s: a ConfuciuX template", (_name, layer, dataflow, pe, tile, row) => {
  const parameters = { pe, tile }
  const report = analyze(layer, templateFor(dataflow, layer.kind), { ...confuciux, numPEs: pe }, { parameters })
  expect(printed("0", report)).toBe(row)
})
