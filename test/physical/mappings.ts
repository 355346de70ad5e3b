// Random small mappings, mostly legal: a few numbers per directive, read in such a way that tiles and
// advances usually fit the chunk they cut. Smaller numbers give simpler mappings, so shrinking works.

import * as fc from "fast-check"
import { cluster, type Directive, spatial, temporal } from "../../src/maestro/dataflow.ts"
import type { Dimension, Layer, LayerKind } from "../../src/maestro/layer.ts"
import type { MappedLayer } from "./compare.ts"

/** Ranges of the generator. */
export interface MappingRanges {
  /** Largest channel, batch, group or matrix size; outputs per direction; taps; levels; units of a level. */
  readonly channels: number
  readonly outputs: number
  readonly taps: number
  readonly levels: number
  readonly units: number
  /** Layers with more points are cut down. */
  readonly points: number
}

export const SMALL: MappingRanges = { channels: 5, outputs: 6, taps: 3, levels: 3, units: 5, points: 500 }
export const LARGER: MappingRanges = { channels: 7, outputs: 9, taps: 5, levels: 4, units: 6, points: 3000 }

interface DirectiveSpec {
  /** Among the axes not yet mapped. */
  readonly axis: number
  /** 1 … the axis' size, round and round; a sixth of them one more than the axis. */
  readonly tile: number
  /** 0–5 as the axis itself, 6–8 input rows where there are any, 9 with a jittered advance. */
  readonly form: number
  readonly jitter: number
}

interface LevelSpec {
  readonly units: number
  readonly spatial: number
  /** 0, 1: a diagonal pair along rows or columns; else none. */
  readonly diagonal: number
  /** Tile of the pair's taps, and outputs of its rows. */
  readonly pair: readonly [number, number, number]
  readonly directives: readonly DirectiveSpec[]
}

const KINDS: readonly LayerKind[] = ["GEMM", "CONV", "DSCONV", "NGCONV"]
const AXES: Readonly<Record<LayerKind, string>> = { GEMM: "MNK", CONV: "KCyxRSN", DSCONV: "CyxRSN", NGCONV: "GKCyxRSN" }

const upTo = (max: number, min = 1) => fc.integer({ min, max })

/** Layers with mappings on hardware of random lanes, bandwidth and latency. */
export function mappedLayers(ranges: MappingRanges): fc.Arbitrary<MappedLayer> {
  const directive = fc.record({
    axis: upTo(7, 0),
    tile: upTo(5, 0),
    form: upTo(9, 0),
    jitter: upTo(3, 0),
  })
  const level = fc.record({
    units: upTo(ranges.units),
    spatial: upTo(5, 0),
    diagonal: fc.integer({ min: 0, max: 9 }).map(d => 9 - d),
    pair: fc.tuple(upTo(3), upTo(7), upTo(3, 0)),
    directives: fc.array(directive, { minLength: 1, maxLength: 7 }),
  })
  return fc
    .record({
      kind: fc.constantFrom(...KINDS),
      channels: fc.tuple(...[1, 2, 3, 4].map(() => upTo(ranges.channels))),
      outputs: fc.tuple(upTo(ranges.outputs), upTo(ranges.outputs)),
      taps: fc.tuple(upTo(ranges.taps), upTo(ranges.taps)),
      strides: fc.tuple(...[1, 2].map(() => fc.integer({ min: 0, max: 5 }).map(s => Math.max(1, s - 2)))),
      extra: fc.tuple(upTo(2, 0), upTo(2, 0)),
      outputCentric: fc.integer({ min: 0, max: 3 }).map(n => n === 3),
      levels: fc.array(level, { minLength: 1, maxLength: ranges.levels }),
      spare: upTo(2, 0),
      hardware: fc.tuple(upTo(4), upTo(16), upTo(2, 0)),
    })
    .map(spec => mappedLayer(spec, ranges))
}

/** Reads the numbers as a layer, its mapping and hardware with enough PEs. */
function mappedLayer(spec: Spec, ranges: MappingRanges): MappedLayer {
  const full = extents(spec, ranges)
  const now = new Map(full)
  const strides = new Map([
    ["y", spec.strides[0]],
    ["x", spec.strides[1]],
  ])
  const dataflow: Directive[] = []
  let units = 1
  for (const [i, level] of spec.levels.entries()) {
    if (i > 0) dataflow.push(cluster(level.units))
    units *= level.units
    dataflow.push(...levelMaps(level, spec.kind, now, strides, full))
  }
  const [simdLanes, nocBandwidth, nocLatency] = spec.hardware
  const hardware = { numPEs: units + spec.spare, simdLanes, nocBandwidth, nocLatency }
  return { layer: layerOf(spec, full), dataflow, hardware }
}

interface Spec extends LayerSpec {
  readonly levels: readonly LevelSpec[]
  /** PEs beyond the needed ones. */
  readonly spare: number
  readonly hardware: readonly number[]
}

interface LayerSpec {
  readonly kind: LayerKind
  readonly channels: readonly number[]
  readonly outputs: readonly number[]
  readonly taps: readonly number[]
  readonly strides: readonly number[]
  readonly extra: readonly number[]
  readonly outputCentric: boolean
}

/** Size of each axis, cut down until the layer is small enough. */
function extents(spec: LayerSpec, ranges: MappingRanges): Map<string, number> {
  const sizes = new Map<string, number>()
  const [a, b, c, d] = spec.channels
  const named: Record<string, number> = {
    M: a,
    G: Math.min(a, 3),
    K: b,
    N: spec.kind === "GEMM" ? c : Math.min(d, 2),
    C: c,
  }
  Object.assign(named, { y: spec.outputs[0], x: spec.outputs[1], R: spec.taps[0], S: spec.taps[1] })
  for (const axis of AXES[spec.kind]) if (axis !== "N" || spec.kind === "GEMM" || d > 3) sizes.set(axis, named[axis])
  const points = () => [...sizes.values()].reduce((product, size) => product * size, 1)
  while (points() > ranges.points) {
    const [axis, size] = [...sizes].reduce((largest, entry) => (entry[1] > largest[1] ? entry : largest))
    sizes.set(axis, Math.ceil(size / 2))
  }
  return sizes
}

function layerOf(spec: LayerSpec, sizes: ReadonlyMap<string, number>): Layer {
  const dimensions: Dimension[] = []
  for (const [axis, size] of sizes) {
    const i = axis === "y" ? 0 : axis === "x" ? 1 : -1
    if (i < 0) dimensions.push({ name: axis, size, stride: 1 })
    else if (spec.outputCentric) dimensions.push({ name: i === 0 ? "Y'" : "X'", size, stride: spec.strides[i] })
    else {
      const taps = sizes.get("RS"[i]) ?? 1
      const input = (size - 1) * spec.strides[i] + taps + Math.min(spec.extra[i], spec.strides[i] - 1)
      dimensions.push({ name: "YX"[i], size: input, stride: spec.strides[i] })
    }
  }
  return { name: "layer", kind: spec.kind, dimensions }
}

/** Maps of a level for chunks of (mostly) the sizes `now`, which become those of its pieces. */
function levelMaps(
  level: LevelSpec,
  kind: LayerKind,
  now: Map<string, number>,
  strides: ReadonlyMap<string, number>,
  full: ReadonlyMap<string, number>,
): Directive[] {
  const axes = [...now.keys()]
  const out: Directive[] = []
  const used = new Set<string>()
  const below = new Map(now)
  const diagonal = kind !== "GEMM" && level.diagonal < 2 ? "yx"[level.diagonal] : null
  if (diagonal !== null) {
    const tap = diagonal === "y" ? "R" : "S"
    const [tapTile, some, extra] = level.pair
    const outputs = extra === 0 ? (now.get(diagonal) ?? 1) : some
    const rows = (outputs - 1) * (strides.get(diagonal) ?? 1) + tapTile + (extra === 3 ? 1 : 0)
    const pair = [spatial(diagonal === "y" ? "Y" : "X", rows, tapTile), spatial(tap, tapTile)]
    out.push(...(extra === 1 ? pair.toReversed() : pair))
    used.add(diagonal).add(tap)
    below.set(tap, Math.min(tapTile, now.get(tap) ?? 1))
  }
  for (const spec of level.directives) {
    const free = axes.filter(axis => !used.has(axis))
    if (free.length === 0) break
    const axis = free[spec.axis % free.length]
    used.add(axis)
    const place = level.spatial % level.directives.length
    const spread = diagonal === null && (spec === level.directives[place] || out.length === 0) && !out.some(isSpatial)
    const places = [out.length, 0, 1, out.length]
    out.splice(places[spec.jitter], 0, mapOf(spec, spread, axis, { now, below, strides, full }))
  }
  for (const [axis, size] of below) now.set(axis, size)
  return out.some(isSpatial)
    ? out
    : out.map((d, i) => (i === 0 && d.kind === "temporal" ? { ...d, kind: "spatial" as const } : d))
}

const isSpatial = (d: Directive) => d.kind === "spatial"

interface Sizes {
  readonly now: ReadonlyMap<string, number>
  readonly below: Map<string, number>
  readonly strides: ReadonlyMap<string, number>
  readonly full: ReadonlyMap<string, number>
}

function mapOf(spec: DirectiveSpec, spread: boolean, axis: string, sizes: Sizes): Directive {
  const make = spread ? spatial : temporal
  const n = sizes.now.get(axis) ?? 1
  const slide = axis === "y" ? "R" : axis === "x" ? "S" : null
  if ((axis === "R" || axis === "S") && !spread) return make(axis, sizes.full.get(axis) ?? 1)
  const advance = (exact: number) => (spec.form === 9 && spec.jitter > 0 ? Math.max(1, exact + spec.jitter - 2) : exact)
  const tile = spec.tile === 5 ? n + 1 : 1 + (spec.tile % n)
  sizes.below.set(axis, Math.min(n, tile))
  if (slide === null) return make(axis, tile, advance(tile))
  const name = slide === "R" ? "Y" : "X"
  if (spec.form < 6) return make(`${name}'`, tile, advance(tile))
  const stride = sizes.strides.get(axis) ?? 1
  const window = sizes.now.get(slide) ?? 1
  return make(name, (tile - 1) * stride + window, advance(tile * stride))
}
