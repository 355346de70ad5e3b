// oxlint-disable max-lines -- the arrays that its steps share
// The sweep: every design of a space accounted for, few of them looked at one by one.
//
// What is skipped, and why that is exact. Area and power rise with lanes, bandwidth, L1 and L2 (prices.ts), so a box whose
// cheapest corner breaks a budget holds no valid design: first a PE count, then a setting. Buffers below the need of the
// mapping are too small. Energy does not depend on the setting, run time not on the buffers (but where L2 decides whether it
// holds a layer, which cuts its sizes into segments): what is left of L1 × L2 for a mapping point and setting is a staircase,
// counted column by column, and its cheapest corner stands for all of it on the front.

import { macsOf } from "../maestro/layer.ts"
import { type Found, isBetter, PICKS } from "./found.ts"
import { Front, type FrontData } from "./front.ts"
import { GeneratedSource, isGenerated } from "./generated-source.ts"
import { KernelSource } from "./kernel-source.ts"
import { BLOCK, type BlockPlace, type MappingPoint, MappingPoints } from "./mapping-points.ts"
import { type Metric, metricOf } from "./metrics.ts"
import { type Counts, noCounts } from "./outcomes.ts"
import { Prices } from "./prices.ts"
import { lowerBound, segmentsOf } from "./segments.ts"
import { type Analysis, type Block, emptyAnalysis, IMPOSSIBLE, POSSIBLE, REFUSED, type Source } from "./source.ts"
import { type DataflowShape, pickSettings, type SettingList, type Space, settingsOf } from "./space.ts"

/** What a part of a space gave. Plain data. */
export interface PartResult {
  readonly counts: Counts
  readonly front: FrontData
  /** Best valid design by each metric. */
  readonly picks: Readonly<Partial<Record<Metric, Found>>>
}

/** Takes valid designs, mapping point by mapping point. Buffer sizes in bytes. */
// oxlint-disable-next-line max-params -- numbers, so that nothing is allocated per design
export type RowSink = (
  mapping: number,
  setting: number,
  l1: number,
  l2: number,
  runtime: number,
  energy: number,
  area: number,
  power: number,
) => void

/** Sweeps a space block by block. Not reentrant. */
export class Sweep {
  readonly space: Space
  readonly shapes: readonly DataflowShape[]
  readonly settings: SettingList
  /** MACs of all layers. */
  readonly macs: number
  /** Blocks in order; they cover all mapping points. */
  readonly blocks: number
  readonly #isGeneric: boolean
  readonly #points: MappingPoints
  readonly #prices: Prices
  readonly #sources = new Map<number, Source>()
  readonly #analysis: Analysis = emptyAnalysis(BLOCK)
  /** Sizes of the buffers, one unknown size where they follow the need. */
  readonly #l1: readonly number[]
  readonly #l2: readonly number[]
  /** First index of L2 of each segment, and the end; per layer the segment from which on L2 holds it. */
  readonly #segmentAt: Int32Array
  readonly #residentFrom: Int32Array
  // Per mapping point of a block.
  readonly #state = new Uint8Array(BLOCK)
  readonly #need1 = new Float64Array(BLOCK)
  readonly #need2 = new Float64Array(BLOCK)
  readonly #energy: Float64Array
  /** Per layer, mapping point and (holds the layer, does not): elements to and from memory. */
  readonly #traffic: Float64Array
  // Per live mapping point and allowed setting.
  #runtime = new Float64Array(0)
  #cycles = new Float64Array(0)
  #wrong = new Uint8Array(0)
  /** Per allowed setting and index of L1: sizes of L2 that area and power allow. */
  #fits = new Int32Array(0)
  readonly #limits: { readonly area: number; readonly power: number; readonly energy: number; readonly latency: number }
  // Results of the part under way.
  #counts = noCounts()
  /** Needs of the blocks that `buffersOf` was asked about. */
  readonly #needs = new Map<number, readonly [Float64Array, Float64Array]>()
  #front: Front
  #picks: Partial<Record<Metric, Found>> = {}
  readonly #best = new Float64Array(PICKS.length)
  #sink: RowSink | null = null

  /** @param options.generic no generated code: for single points, and for comparison */
  constructor(space: Space, options: { generic?: boolean } = {}) {
    this.space = space
    this.#isGeneric = options.generic === true
    this.#points = new MappingPoints(space)
    this.shapes = this.#points.shapes
    this.blocks = this.#points.blocks
    this.settings = settingsOf(space)
    this.macs = space.layers.reduce((sum, { layer, count }) => sum + count * macsOf(layer), 0)
    this.#prices = new Prices(space)
    this.#l1 = space.l1 ?? [0]
    this.#l2 = space.l2 ?? [0]
    const segments = segmentsOf(space)
    this.#segmentAt = segments.at
    this.#residentFrom = segments.residentFrom
    this.#energy = new Float64Array(BLOCK * (segments.at.length - 1))
    this.#traffic = new Float64Array(2 * BLOCK * space.layers.length)
    const { area = Infinity, power = Infinity, energy = Infinity, latency = Infinity } = space.budgets
    this.#limits = { area, power, energy, latency }
    this.#front = new Front(space.objectives)
  }

  /** Dataflow, PE count, cluster size and parameter values of a mapping point. */
  pointAt(mapping: number): MappingPoint {
    return this.#points.pointAt(mapping)
  }

  /** Bytes of L1 and L2 of a design; what its mapping needs where they follow the need. */
  buffersOf({ mapping, l1, l2 }: Pick<Found, "mapping" | "l1" | "l2">): [number, number] {
    if (this.space.l1 !== null && this.space.l2 !== null) return [this.space.l1[l1], this.space.l2[l2]]
    const { shape, pes, cluster, tile, index } = this.pointAt(mapping)
    const first = tile - (tile % BLOCK)
    const key = mapping - (tile - first)
    let needs = this.#needs.get(key)
    if (needs === undefined) {
      const block = { pes, cluster, first, count: Math.min(BLOCK, shape.tiles - first) }
      this.#analyse(this.#sourceOf(index.shape), block)
      needs = [this.#need1.slice(0, block.count), this.#need2.slice(0, block.count)]
      this.#needs.set(key, needs)
    }
    return [this.space.l1?.[l1] ?? needs[0][tile - first], this.space.l2?.[l2] ?? needs[1][tile - first]]
  }

  /** Sweeps blocks [from, to). `sink` takes every valid design, in order. */
  run(from: number, to: number, sink: RowSink | null = null): PartResult {
    this.begin(sink)
    for (let block = from; block < to; block++) this.#sweepBlock(this.#points.placeOf(block))
    return this.result()
  }

  /** Starts anew, for `sweepPoint`. */
  begin(sink: RowSink | null = null): void {
    this.#counts = noCounts()
    this.#front = new Front(this.space.objectives)
    this.#picks = {}
    this.#best.fill(Number.POSITIVE_INFINITY)
    this.#sink = sink
  }

  /** Sweeps all designs of one mapping point. */
  sweepPoint(mapping: number): void {
    const { tile, index } = this.pointAt(mapping)
    this.#sweepBlock({ ...index, first: tile, count: 1, mapping })
  }

  /** What was found since the beginning. */
  result(): PartResult {
    return { counts: this.#counts, front: this.#front.data(), picks: this.#picks }
  }

  /** The front so far. */
  get front(): Front {
    return this.#front
  }

  #sourceOf(shape: number): Source {
    let source = this.#sources.get(shape)
    if (source === undefined) {
      const of = this.shapes[shape]
      const isFast = !this.#isGeneric && isGenerated(this.space, of)
      source = isFast ? new GeneratedSource(this.space, of) : new KernelSource(this.space, of)
      this.#sources.set(shape, source)
    }
    return source
  }

  #sweepBlock(place: BlockPlace): void {
    const pes = this.space.pes[place.pes]
    const cluster = this.shapes[place.shape].clustered ? (this.space.clusters?.[place.cluster] ?? null) : null
    this.#prices.take(pes, cluster ?? pes)
    const allowed = this.#allowedSettings(place.count)
    if (allowed.length === 0) return
    const block: Block = { pes, cluster, first: place.first, count: place.count }
    const source = this.#sourceOf(place.shape)
    this.#analyse(source, block)
    const plane = this.#l1.length * this.#l2.length
    const live: number[] = []
    for (let i = 0; i < block.count; i++) if (this.#isLive(i, allowed.length, plane)) live.push(i)
    if (live.length === 0) return
    const settings = pickSettings(this.settings, allowed)
    const points = Int32Array.from(live)
    this.#time(source, block, points, settings)
    this.#stairs(allowed)
    for (let k = 0; k < points.length; k++) this.#decide(place.mapping, k, points[k], allowed)
  }

  /** Settings whose cheapest corner keeps the budgets; counts the others. */
  #allowedSettings(points: number): Int32Array {
    const { nocArea, nocPower, pesArea, pesPower, l2Area, l2Power, lanesAt } = this.#prices
    const { area, power } = this.#limits
    const sizes = this.#l1.length
    const plane = points * sizes * this.#l2.length
    const allowed: number[] = []
    let overArea = 0
    let overPower = 0
    for (let s = 0; s < this.settings.count; s++) {
      const first = lanesAt[s] * sizes
      if (pesArea[first] + l2Area[0] + nocArea[s] > area) overArea++
      else if (pesPower[first] + l2Power[0] + nocPower[s] > power) overPower++
      else allowed.push(s)
    }
    const ofPes = allowed.length === 0
    this.#counts[ofPes ? "pesArea" : "settingArea"] += overArea * plane
    this.#counts[ofPes ? "pesPower" : "settingPower"] += overPower * plane
    return Int32Array.from(allowed)
  }

  /** Sums of all layers: state, needs, energy per segment; traffic per layer. */
  #analyse(source: Source, block: Block): void {
    const { count } = block
    const segments = this.#segmentAt.length - 1
    const found = this.#analysis
    this.#state.fill(POSSIBLE, 0, count)
    this.#need1.fill(0, 0, count)
    this.#need2.fill(0, 0, count)
    this.#energy.fill(0, 0, count * segments)
    for (const [l, { count: times }] of this.space.layers.entries()) {
      source.analyse(l, block, found)
      this.#counts.analyses += count
      const resident = this.#residentFrom[l]
      for (let i = 0; i < count; i++) {
        const state = found.state[i]
        if (state !== POSSIBLE && this.#state[i] !== REFUSED) this.#state[i] = state
        if (found.l1[i] > this.#need1[i]) this.#need1[i] = found.l1[i]
        if (found.l2[i] > this.#need2[i]) this.#need2[i] = found.l2[i]
        for (let g = 0; g < segments; g++) {
          this.#energy[i * segments + g] += times * (g >= resident ? found.energy[i] : found.streamingEnergy[i])
        }
        const at = 2 * (l * BLOCK + i)
        this.#traffic[at] = found.traffic[i]
        this.#traffic[at + 1] = found.streamingTraffic[i]
      }
    }
  }

  /** Whether anything of a mapping point may be valid; counts what is not. */
  #isLive(i: number, settings: number, plane: number): boolean {
    const counts = this.#counts
    if (this.#state[i] !== POSSIBLE) {
      counts[this.#state[i] === IMPOSSIBLE ? "impossible" : "refused"] += settings * plane
      return false
    }
    const fits1 = this.#l1.length - this.#firstL1(i)
    const first2 = this.#firstL2(i)
    const large = fits1 * (this.#l2.length - first2)
    counts.buffers += settings * (plane - large)
    if (large === 0) return false
    const segments = this.#segmentAt.length - 1
    let affordable = 0
    for (let g = 0; g < segments; g++) {
      const designs = fits1 * Math.max(0, this.#segmentAt[g + 1] - Math.max(first2, this.#segmentAt[g]))
      if (this.#energy[i * segments + g] <= this.#limits.energy) affordable += designs
      else counts.energy += settings * designs
    }
    return affordable > 0
  }

  /** Index of the least sufficient size. */
  #firstL1(i: number): number {
    return this.space.l1 === null ? 0 : lowerBound(this.#l1, this.#need1[i])
  }

  #firstL2(i: number): number {
    return this.space.l2 === null ? 0 : lowerBound(this.#l2, this.#need2[i])
  }

  /** Run times of the network, per live point, setting and segment. */
  #time(source: Source, block: Block, live: Int32Array, settings: SettingList): void {
    const segments = this.#segmentAt.length - 1
    const n = live.length * settings.count
    if (this.#cycles.length < n) this.#cycles = new Float64Array(n)
    if (this.#runtime.length < n * segments) this.#runtime = new Float64Array(n * segments)
    if (this.#wrong.length < n) this.#wrong = new Uint8Array(n)
    const [cycles, runtime, wrong, traffic] = [this.#cycles, this.#runtime, this.#wrong, this.#traffic]
    runtime.fill(0, 0, n * segments)
    wrong.fill(0, 0, n)
    const isPhysical = this.space.profile === "physical"
    const hasFloor = isPhysical && this.space.physical.offchipFloor
    for (const [l, { layer, count: times }] of this.space.layers.entries()) {
      source.times(l, block, live, settings, cycles)
      this.#counts.runtimes += n
      if (!hasFloor) {
        const macs = isPhysical ? 0 : macsOf(layer) / block.pes
        for (let k = 0, at = 0; k < live.length; k++) {
          for (let s = 0; s < settings.count; s++, at++) {
            const c = cycles[at]
            // Verdicts "not-a-number", "not-positive" and "too-fast".
            if (!(c > 0 && c < Infinity && c * settings.lanes[s] * block.pes >= macs * block.pes)) wrong[at] = 1
            for (let g = 0; g < segments; g++) runtime[at * segments + g] += times * c
          }
        }
        continue
      }
      const resident = this.#residentFrom[l]
      for (let k = 0, at = 0; k < live.length; k++) {
        const held = traffic[2 * (l * BLOCK + live[k])]
        const streamed = traffic[2 * (l * BLOCK + live[k]) + 1]
        for (let s = 0; s < settings.count; s++, at++) {
          const c = cycles[at]
          if (!(c > 0)) wrong[at] = 1
          const offchip = settings.offchip[s]
          const whole = times * Math.max(c, Math.ceil(held / offchip))
          if (resident === 0) {
            for (let g = 0; g < segments; g++) runtime[at * segments + g] += whole
            continue
          }
          const part = times * Math.max(c, Math.ceil(streamed / offchip))
          for (let g = 0; g < segments; g++) runtime[at * segments + g] += g >= resident ? whole : part
        }
      }
    }
  }

  /** How many sizes of L2 area and power allow, for every allowed setting and size of L1. Falls as L1 rises. */
  #stairs(allowed: Int32Array): void {
    const sizes = this.#l1.length
    if (this.#fits.length < allowed.length * sizes) this.#fits = new Int32Array(allowed.length * sizes)
    if (this.space.l1 === null || this.space.l2 === null) return
    const { nocArea, nocPower, pesArea, pesPower, l2Area, l2Power, lanesAt } = this.#prices
    const { area, power } = this.#limits
    for (let a = 0; a < allowed.length; a++) {
      const s = allowed[a]
      const first = lanesAt[s] * sizes
      let fits = this.#l2.length
      for (let i = 0; i < sizes; i++) {
        while (
          fits > 0 &&
          (pesArea[first + i] + l2Area[fits - 1] + nocArea[s] > area ||
            pesPower[first + i] + l2Power[fits - 1] + nocPower[s] > power)
        )
          fits--
        this.#fits[a * sizes + i] = fits
      }
    }
  }

  /** Counts, collects and hands on the designs of a live mapping point. */
  #decide(mapping: number, k: number, i: number, allowed: Int32Array): void {
    const counts = this.#counts
    const { nocArea, nocPower, lanesAt } = this.#prices
    const segments = this.#segmentAt.length - 1
    const first1 = this.#firstL1(i)
    const first2 = this.#firstL2(i)
    const fits1 = this.#l1.length - first1
    for (let g = 0; g < segments; g++) {
      const energy = this.#energy[i * segments + g]
      const from = Math.max(first2, this.#segmentAt[g])
      const end = this.#segmentAt[g + 1]
      if (from >= end || energy > this.#limits.energy) continue
      let before = Number.NaN
      let last = -1
      for (let a = 0; a < allowed.length; a++) {
        const s = allowed[a]
        const designs = this.#designsAt(i, a, s, first1, from, end)
        counts.buffersArea += fits1 * (end - from) - designs
        if (designs === 0) continue
        counts.evaluated++
        const at = k * allowed.length + a
        const runtime = this.#runtime[at * segments + g]
        if (this.#wrong[at] === 1) counts.impossible += designs
        else if (runtime > this.#limits.latency) counts.latency += designs
        else {
          counts.valid += designs
          const [pesA, pesP] = this.#pesAt(lanesAt[s], first1, i)
          const [l2A, l2P] = this.#l2At(from, i)
          const area = pesA + l2A + nocArea[s]
          const power = pesP + l2P + nocPower[s]
          // The same time as with the bandwidth before, which was cheaper: neither on the front nor best in anything.
          const isUseless = runtime === before && this.#isCheaper(last, s)
          if (!isUseless) this.#collect(mapping + i, s, first1, from, runtime, energy, area, power)
          before = runtime
          last = s
          if (this.#sink !== null) this.#handOn(mapping + i, s, i, [first1, from, end], runtime, energy)
        }
      }
    }
  }

  /** Whether a setting differs from another one in a smaller network bandwidth alone. */
  #isCheaper(before: number, s: number): boolean {
    const { lanes, offchip, noc, inner } = this.settings
    return (
      lanes[before] === lanes[s] && offchip[before] === offchip[s] && noc[before] <= noc[s] && inner[before] <= inner[s]
    )
  }

  /** Number of designs of L1 × L2 that area and power allow, L2 in [from, end). */
  #designsAt(i: number, a: number, s: number, first1: number, from: number, end: number): number {
    const sizes = this.#l1.length
    let designs = 0
    if (this.space.l1 !== null && this.space.l2 !== null) {
      for (let j = first1; j < sizes; j++) {
        const fits = Math.min(this.#fits[a * sizes + j], end) - from
        if (fits <= 0) break
        designs += fits
      }
      return designs
    }
    const { nocArea, nocPower, lanesAt } = this.#prices
    for (let j = first1; j < sizes; j++) {
      const [pesA, pesP] = this.#pesAt(lanesAt[s], j, i)
      for (let m = from; m < end; m++) {
        const [l2A, l2P] = this.#l2At(m, i)
        if (pesA + l2A + nocArea[s] > this.#limits.area || pesP + l2P + nocPower[s] > this.#limits.power) break
        designs++
      }
    }
    return designs
  }

  /** Area and power of the PEs at an index of L1, or with the L1 that mapping point i needs. */
  #pesAt(lanes: number, l1: number, i: number): readonly [number, number] {
    if (this.space.l1 === null) return this.#prices.pesWith(this.space.lanes[lanes], this.#need1[i])
    const at = lanes * this.#l1.length + l1
    return [this.#prices.pesArea[at], this.#prices.pesPower[at]]
  }

  #l2At(l2: number, i: number): readonly [number, number] {
    if (this.space.l2 === null) return this.#prices.l2With(this.#need2[i])
    return [this.#prices.l2Area[l2], this.#prices.l2Power[l2]]
  }

  // oxlint-disable-next-line max-params -- numbers, so that nothing is allocated per design
  #collect(
    mapping: number,
    setting: number,
    l1: number,
    l2: number,
    runtime: number,
    energy: number,
    area: number,
    power: number,
  ): void {
    this.#front.offer(runtime, energy, area, power, mapping, setting, l1, l2)
    const best = this.#best
    // Throughput is the MACs over run time: one pick for both.
    if (runtime > best[0] && energy > best[1] && energy * runtime > best[2] && area > best[3] && power > best[4]) return
    const found = { mapping, setting, l1, l2, runtime, energy, area, power }
    for (const [m, metric] of PICKS.entries()) {
      const value = metricOf(metric, found, this.macs)
      const known = this.#picks[metric]
      if (value > best[m] || (known !== undefined && !isBetter(metric, found, known, this.macs))) continue
      this.#picks[metric] = found
      best[m] = value
    }
  }

  /** Hands on every valid design of a mapping point and setting, L1 by L1. */
  #handOn(
    mapping: number,
    s: number,
    i: number,
    [first1, from, end]: readonly [number, number, number],
    runtime: number,
    energy: number,
  ): void {
    const { nocArea, nocPower, lanesAt } = this.#prices
    const { area, power } = this.#limits
    for (let j = first1; j < this.#l1.length; j++) {
      const [pesA, pesP] = this.#pesAt(lanesAt[s], j, i)
      for (let m = from; m < end; m++) {
        const [l2A, l2P] = this.#l2At(m, i)
        const ownArea = pesA + l2A + nocArea[s]
        const ownPower = pesP + l2P + nocPower[s]
        if (ownArea > area || ownPower > power) break
        const l1 = this.space.l1 === null ? this.#need1[i] : this.#l1[j]
        const l2 = this.space.l2 === null ? this.#need2[i] : this.#l2[m]
        this.#sink?.(mapping, s, l1, l2, runtime, energy, ownArea, ownPower)
      }
    }
  }
}
