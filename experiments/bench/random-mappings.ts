// Random legal mappings for benches: one to four levels, convolutions, depthwise and matrix products.
//
// Seeded, so a bench measures the same work every time. What is not accepted is drawn again.

import { InputError } from "../../src/core/errors.ts"
import type { Rng } from "../../src/core/rng.ts"
import { checkDataflow, cluster, type Dataflow, type Directive, spatial, temporal } from "../../src/maestro/dataflow.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { convolution, depthwise, gemm, type Layer, sizeOf } from "../../src/maestro/layer.ts"

/** A layer under a mapping on hardware. */
export interface RandomMapping {
  readonly layer: Layer
  readonly dataflow: Dataflow
  readonly hardware: Hardware
}

/** `count` mappings that `accepts` takes; those it throws InputError at are drawn again as well. */
export function randomMappings(count: number, rng: Rng, accepts: (mapping: RandomMapping) => boolean): RandomMapping[] {
  const mappings: RandomMapping[] = []
  while (mappings.length < count) {
    const layer = randomLayer(rng)
    const { dataflow, units } = randomDataflow(layer, rng)
    const mapping = { layer, dataflow, hardware: randomHardware(units, rng) }
    try {
      checkDataflow(dataflow, layer)
      if (accepts(mapping)) mappings.push(mapping)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  return mappings
}

function pick<T>(items: readonly T[], rng: Rng): T {
  return items[rng.int(items.length)]
}

/** Uniform in 1 … n. */
function upTo(n: number, rng: Rng): number {
  return 1 + rng.int(n)
}

function randomLayer(rng: Rng): Layer {
  const kind = rng.categorical([6, 2, 2])
  if (kind === 2) return gemm(upTo(64, rng), upTo(64, rng), upTo(64, rng))
  const [r, s] = [pick([1, 2, 3, 5, 7], rng), pick([1, 2, 3, 5, 7], rng)]
  const [y, x] = [r + rng.int(40), s + rng.int(40)]
  const layer =
    kind === 0 ? convolution(upTo(64, rng), upTo(64, rng), y, x, r, s) : depthwise(upTo(64, rng), y, x, r, s)
  if (rng.int(4) > 0) return layer
  const stride = upTo(3, rng)
  const dimensions = layer.dimensions.map(d => (d.name === "X" || d.name === "Y" ? { ...d, stride } : d))
  return { ...layer, dimensions }
}

/** Levels of random directives; `units` is the product of the cluster sizes. */
function randomDataflow(layer: Layer, rng: Rng): { dataflow: Directive[]; units: number } {
  const levels = 1 + rng.categorical([3, 4, 2, 1])
  const dataflow: Directive[] = []
  let units = 1
  for (let l = 0; l < levels; l++) {
    if (l > 0) {
      const size = upTo(8, rng)
      dataflow.push(cluster(size))
      units *= size
    }
    dataflow.push(...randomLevel(layer, l, rng))
  }
  return { dataflow, units }
}

function randomLevel(layer: Layer, l: number, rng: Rng): Directive[] {
  const names = { CONV: ["K", "C", "Y", "X"], DSCONV: ["C", "Y", "X"], GEMM: ["M", "N", "K"], NGCONV: [] }[layer.kind]
  const order = rng.shuffle([...names])
  const spatials = 1 + rng.categorical([4, 1])
  // Every level maps its spatial dimensions; of the others the top maps most, lower levels a few.
  const mapped = order.filter((_, i) => i < spatials || rng.int(l === 0 ? 4 : 2) > 0)
  const level = mapped.map((dim, i): Directive => {
    const slide = layer.kind === "GEMM" ? null : dim === "X" ? "S" : dim === "Y" ? "R" : null
    const window = slide === null ? 1 : sizeOf(layer, slide)
    const outputs = upTo(Math.max(1, (sizeOf(layer, dim) - window + 1) >> l), rng)
    const make = i < spatials ? spatial : temporal
    return slide === null ? make(dim, outputs) : make(dim, window + outputs - 1, outputs)
  })
  return rng.shuffle(level)
}

function randomHardware(units: number, rng: Rng): Hardware {
  return {
    numPEs: units * upTo(16, rng),
    simdLanes: pick([1, 1, 2, 4], rng),
    nocBandwidth: pick([4, 16, 64, 256, 81_920_000], rng),
    nocLatency: rng.int(4),
    offchipBandwidth: pick([4, 50, 70_000], rng),
  }
}
