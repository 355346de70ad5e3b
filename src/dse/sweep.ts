// The sweep: every design of a space accounted for, few of them looked at one by one.
//
// What is skipped, and why that is exact. Area and power rise with lanes, bandwidth, L1 and L2 (prices.ts), so a box whose
// cheapest corner breaks a budget holds no valid design: first a PE count, then a setting. Buffers below the need of the
// mapping are too small. Energy does not depend on the setting, run time not on the buffers (but where L2 decides whether it
// holds a layer, which cuts its sizes into segments): what is left of L1 × L2 for a mapping point and setting is a staircase
// (plane.ts), counted column by column, and its cheapest corner stands for all of it on the front.

import { macsOf } from "../maestro/layer.ts"
import type { Found } from "./found.ts"
import { Front, type FrontData } from "./front.ts"
import { GeneratedSource, isGenerated } from "./generated-source.ts"
import { KernelSource } from "./kernel-source.ts"
import { BLOCK, type BlockPlace, type MappingPoint, MappingPoints } from "./mapping-points.ts"
import type { Metric } from "./metrics.ts"
import { NetworkCosts } from "./network-costs.ts"
import { type Counts, noCounts } from "./outcomes.ts"
import { Picks } from "./picks.ts"
import { affordableSettings, Plane } from "./plane.ts"
import { Prices } from "./prices.ts"
import { type Segments, segmentsOf } from "./segments.ts"
import { type Block, IMPOSSIBLE, POSSIBLE, type Source } from "./source.ts"
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
  readonly #plane: Plane
  readonly #segments: Segments
  readonly #costs: NetworkCosts
  readonly #sources = new Map<number, Source>()
  readonly #maxEnergy: number
  readonly #maxRuntime: number
  /** Needs of the blocks that `buffersOf` was asked about. */
  readonly #needs = new Map<number, readonly [Float64Array, Float64Array]>()
  /** Designs of a mapping point that are valid, per allowed setting. */
  #valid = new Float64Array(0)
  // Results of the part under way.
  #counts = noCounts()
  #front: Front
  #picks: Picks
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
    this.#plane = new Plane(space, this.#prices)
    this.#segments = segmentsOf(space)
    this.#costs = new NetworkCosts(space, this.#segments)
    this.#maxEnergy = space.budgets.energy ?? Infinity
    this.#maxRuntime = space.budgets.latency ?? Infinity
    this.#front = new Front(space.objectives)
    this.#picks = new Picks(this.macs)
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
      this.#costs.analyse(this.#sourceOf(index.shape), block, noCounts())
      needs = [this.#costs.need1.slice(0, block.count), this.#costs.need2.slice(0, block.count)]
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
    this.#picks = new Picks(this.macs)
    this.#sink = sink
  }

  /** Sweeps all designs of one mapping point. */
  sweepPoint(mapping: number): void {
    const { tile, index } = this.pointAt(mapping)
    this.#sweepBlock({ ...index, first: tile, count: 1, mapping })
  }

  /** What was found since the beginning. */
  result(): PartResult {
    return { counts: this.#counts, front: this.#front.data(), picks: this.#picks.data() }
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
    this.#costs.analyse(source, block, this.#counts)
    const live = this.#livePoints(block.count, allowed.length)
    if (live.length === 0) return
    this.#costs.time(source, block, live, pickSettings(this.settings, allowed), this.#counts)
    this.#plane.takeSettings(allowed)
    if (this.#valid.length < allowed.length) this.#valid = new Float64Array(allowed.length)
    for (const k of this.#orderOf(live)) this.#decide(place.mapping + live[k], k, live[k], allowed)
  }

  /** Settings whose cheapest corner keeps the budgets; counts the others. */
  #allowedSettings(points: number): Int32Array {
    const { allowed, overArea, overPower } = affordableSettings(this.space, this.#prices)
    const designs = points * this.#plane.size
    const ofPes = allowed.length === 0
    this.#counts[ofPes ? "pesArea" : "settingArea"] += overArea * designs
    this.#counts[ofPes ? "pesPower" : "settingPower"] += overPower * designs
    return allowed
  }

  #livePoints(count: number, settings: number): Int32Array {
    const live = new Int32Array(count)
    let n = 0
    for (let i = 0; i < count; i++) if (this.#isLive(i, settings)) live[n++] = i
    return live.subarray(0, n)
  }

  /** Whether anything of a mapping point may be valid; counts what is not. */
  #isLive(i: number, settings: number): boolean {
    const [counts, plane] = [this.#counts, this.#plane]
    const state = this.#costs.state[i]
    if (state !== POSSIBLE) {
      counts[state === IMPOSSIBLE ? "impossible" : "refused"] += settings * plane.size
      return false
    }
    plane.takeNeeds(this.#costs, i)
    const fits1 = plane.l1.length - plane.first1
    const large = fits1 * (plane.l2.length - plane.first2)
    counts.buffers += settings * (plane.size - large)
    if (large === 0) return false
    const { at } = this.#segments
    const segments = at.length - 1
    let affordable = 0
    for (let g = 0; g < segments; g++) {
      const designs = fits1 * Math.max(0, at[g + 1] - Math.max(plane.first2, at[g]))
      if (this.#costs.energy[i * segments + g] <= this.#maxEnergy) affordable += designs
      else counts.energy += settings * designs
    }
    return affordable > 0
  }

  /**
   * The order in which live points are decided: that of the space where every design is handed on, else by energy, so that few
   * designs come onto the front that must leave it again.
   */
  #orderOf(live: Int32Array): Int32Array {
    const order = live.map((_, k) => k)
    if (this.#sink !== null) return order
    const { energy } = this.#costs
    const segments = this.#segments.at.length - 1
    return order.sort((a, b) => energy[live[a] * segments] - energy[live[b] * segments] || a - b)
  }

  /** Counts, collects and hands on the designs of mapping point i of the block, the k-th that is live. */
  #decide(mapping: number, k: number, i: number, allowed: Int32Array): void {
    const { at } = this.#segments
    const segments = at.length - 1
    this.#plane.takePoint(this.#costs, i)
    for (let g = 0; g < segments; g++) {
      const from = Math.max(this.#plane.first2, at[g])
      if (from >= at[g + 1] || this.#costs.energy[i * segments + g] > this.#maxEnergy) continue
      const fastest = this.#count(k, g, from, allowed)
      if (fastest === Infinity) continue
      const energy = this.#costs.energy[i * segments + g]
      if (this.#sink !== null) this.#handOn(mapping, k, i, g, from, allowed)
      // The first setting is the cheapest: nothing of the point is better than its price at the least run time.
      const area = this.#plane.areaOf(allowed[0], this.#plane.first1, from)
      const power = this.#plane.powerOf(allowed[0], this.#plane.first1, from)
      const isHopeless =
        this.#picks.isHopeless(fastest, energy, area, power) && this.#front.isBeaten(fastest, energy, area, power)
      if (!isHopeless) this.#collect(mapping, k, g, from, energy, allowed)
    }
  }

  /** Counts a mapping point's designs in a segment, setting by setting, and keeps how many are valid. Returns the least run time. */
  #count(k: number, g: number, from: number, allowed: Int32Array): number {
    const { runtime, wrong } = this.#costs
    const { at } = this.#segments
    const [counts, plane, valid] = [this.#counts, this.#plane, this.#valid]
    const segments = at.length - 1
    const all = (plane.l1.length - plane.first1) * (at[g + 1] - from)
    let fastest = Infinity
    for (let a = 0; a < allowed.length; a++) {
      const designs = plane.count(a, allowed[a], from, at[g + 1])
      const of = k * allowed.length + a
      const cycles = runtime[of * segments + g]
      counts.buffersArea += all - designs
      valid[a] = 0
      if (designs === 0) continue
      counts.evaluated++
      if (wrong[of] === 1) counts.impossible += designs
      else if (cycles > this.#maxRuntime) counts.latency += designs
      else {
        counts.valid += designs
        valid[a] = designs
        if (cycles < fastest) fastest = cycles
      }
    }
    return fastest
  }

  /** Offers the cheapest corner of every setting to front and picks. */
  #collect(mapping: number, k: number, g: number, l2: number, energy: number, allowed: Int32Array): void {
    const [plane, picks, front] = [this.#plane, this.#picks, this.#front]
    const segments = this.#segments.at.length - 1
    const l1 = plane.first1
    let before = Number.NaN
    let last = -1
    for (let a = 0; a < allowed.length; a++) {
      if (this.#valid[a] === 0) continue
      const s = allowed[a]
      const runtime = this.#costs.runtime[(k * allowed.length + a) * segments + g]
      // The same time as with the bandwidth before, which was cheaper: neither on the front nor best in anything.
      const isUseless = runtime === before && this.#isCheaper(last, s)
      before = runtime
      last = s
      if (isUseless) continue
      const area = plane.areaOf(s, l1, l2)
      const power = plane.powerOf(s, l1, l2)
      front.offer(runtime, energy, area, power, mapping, s, l1, l2)
      if (picks.isHopeless(runtime, energy, area, power)) continue
      picks.offer({ mapping, setting: s, l1, l2, runtime, energy, area, power })
    }
  }

  /** Whether a setting differs from another one in a smaller network bandwidth alone. */
  #isCheaper(before: number, s: number): boolean {
    const { lanes, offchip, noc, inner } = this.settings
    return (
      lanes[before] === lanes[s] && offchip[before] === offchip[s] && noc[before] <= noc[s] && inner[before] <= inner[s]
    )
  }

  /** Hands on every valid design of a mapping point's segment, setting by setting. */
  #handOn(mapping: number, k: number, i: number, g: number, from: number, allowed: Int32Array): void {
    const { need1, need2, energy, runtime } = this.#costs
    const { l1, l2 } = this.space
    const segments = this.#segments.at.length - 1
    for (let a = 0; a < allowed.length; a++) {
      if (this.#valid[a] === 0) continue
      const s = allowed[a]
      const cycles = runtime[(k * allowed.length + a) * segments + g]
      this.#plane.visit(s, from, this.#segments.at[g + 1], (j, m, area, power) => {
        const [size1, size2] = [l1?.[j] ?? need1[i], l2?.[m] ?? need2[i]]
        this.#sink?.(mapping, s, size1, size2, cycles, energy[i * segments + g], area, power)
      })
    }
  }
}
