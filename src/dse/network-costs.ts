// Costs of a block's mapping points for all layers together.

import { macsOf } from "../maestro/layer.ts"
import { BLOCK } from "./mapping-points.ts"
import type { Counts } from "./outcomes.ts"
import type { Segments } from "./segments.ts"
import { type Analysis, type Block, emptyAnalysis, POSSIBLE, REFUSED, type Source } from "./source.ts"
import type { SettingList, Space } from "./space.ts"

/** Sums over the layers. Not reentrant. */
export class NetworkCosts {
  /** Per mapping point of a block: what the worst layer says, and the buffers that the largest ones need, in bytes. */
  readonly state: Uint8Array = new Uint8Array(BLOCK)
  readonly need1: Float64Array = new Float64Array(BLOCK)
  readonly need2: Float64Array = new Float64Array(BLOCK)
  /** nJ, per mapping point and segment. */
  readonly energy: Float64Array
  /** Cycles, per live mapping point, setting and segment; and per live mapping point and setting whether they are impossible. */
  runtime: Float64Array = new Float64Array(0)
  wrong: Uint8Array = new Uint8Array(0)
  readonly #space: Space
  /** Number of segments of the L2 sizes, and the first that holds each layer. */
  readonly #segments: number
  readonly #residentFrom: Int32Array
  readonly #analysis: Analysis = emptyAnalysis(BLOCK)
  /** Per layer, by mapping point: elements to and from memory when L2 holds the layer, and when it does not. */
  readonly #held: readonly Float64Array[]
  readonly #streamed: readonly Float64Array[]
  #cycles = new Float64Array(0)

  constructor(space: Space, { at, residentFrom }: Segments) {
    this.#space = space
    this.#segments = at.length - 1
    this.#residentFrom = residentFrom
    this.energy = new Float64Array(BLOCK * this.#segments)
    this.#held = space.layers.map(() => new Float64Array(BLOCK))
    this.#streamed = space.layers.map(() => new Float64Array(BLOCK))
  }

  /** State, needs and energy of a block. */
  analyse(source: Source, block: Block, counts: Counts): void {
    const { count } = block
    this.state.fill(POSSIBLE, 0, count)
    this.need1.fill(0, 0, count)
    this.need2.fill(0, 0, count)
    this.energy.fill(0, 0, count * this.#segments)
    for (let l = 0; l < this.#space.layers.length; l++) {
      source.analyse(l, block, this.#analysis)
      this.#add(l, count)
      counts.analyses += count
    }
  }

  /** Adds the layer that was analysed. */
  #add(l: number, count: number): void {
    const { state, l1, l2, energy, streamingEnergy, traffic, streamingTraffic } = this.#analysis
    const times = this.#space.layers[l].count
    const segments = this.#segments
    const resident = this.#residentFrom[l]
    for (let i = 0; i < count; i++) {
      if (state[i] !== POSSIBLE && this.state[i] !== REFUSED) this.state[i] = state[i]
      if (l1[i] > this.need1[i]) this.need1[i] = l1[i]
      if (l2[i] > this.need2[i]) this.need2[i] = l2[i]
      for (let g = 0; g < segments; g++) {
        this.energy[i * segments + g] += times * (g >= resident ? energy[i] : streamingEnergy[i])
      }
    }
    this.#held[l].set(traffic)
    this.#streamed[l].set(streamingTraffic)
  }

  /** Run times of the live points of the block analysed last. */
  time(source: Source, block: Block, live: Int32Array, settings: SettingList, counts: Counts): void {
    const { layers, profile, physical } = this.#space
    const segments = this.#segments
    const n = live.length * settings.count
    if (this.#cycles.length < n) {
      this.#cycles = new Float64Array(n)
      this.wrong = new Uint8Array(n)
      this.runtime = new Float64Array(n * segments)
    }
    this.runtime.fill(0, 0, n * segments)
    this.wrong.fill(0, 0, n)
    for (let l = 0; l < layers.length; l++) {
      const { layer, count } = layers[l]
      source.times(l, block, live, settings, this.#cycles)
      counts.runtimes += n
      const cycles = this.#cycles.subarray(0, n)
      markWrong(cycles, profile === "physical" ? 0 : macsOf(layer), settings.lanes, block.pes, this.wrong)
      if (profile === "physical" && physical.offchipFloor) {
        const traffic = { held: this.#held[l], streamed: this.#streamed[l], resident: this.#residentFrom[l] }
        addFloored(cycles, count, traffic, live, settings.offchip, segments, this.runtime)
      } else addCycles(cycles, count, segments, this.runtime)
    }
  }
}

// Functions of their own, over plain arrays, so that the engine compiles each once.

/** Verdicts "not-a-number", "not-positive" and "too-fast" (maestro/verdict.ts); settings follow each other per point. */
function markWrong(cycles: Float64Array, macs: number, lanes: Float64Array, pes: number, wrong: Uint8Array): void {
  const settings = lanes.length
  const perPe = (macs / pes) * pes
  for (let at = 0, s = 0; at < cycles.length; at++) {
    const c = cycles[at]
    if (!(c > 0 && c < Infinity && c * lanes[s] * pes >= perPe)) wrong[at] = 1
    if (++s === settings) s = 0
  }
}

/** Adds a layer's cycles in every segment. */
function addCycles(cycles: Float64Array, times: number, segments: number, runtime: Float64Array): void {
  for (let i = 0, at = 0; i < cycles.length; i++) {
    const whole = times * cycles[i]
    for (let g = 0; g < segments; g++, at++) runtime[at] += whole
  }
}

/** The same with off-chip traffic as a floor, which depends on whether a segment holds the layer. */
// oxlint-disable-next-line max-params -- arrays of the hot loop
function addFloored(
  cycles: Float64Array,
  times: number,
  { held, streamed, resident }: { held: Float64Array; streamed: Float64Array; resident: number },
  live: Int32Array,
  offchip: Float64Array,
  segments: number,
  runtime: Float64Array,
): void {
  const settings = offchip.length
  for (let k = 0, i = 0, at = 0; k < live.length; k++) {
    const whenHeld = held[live[k]]
    const whenStreamed = streamed[live[k]]
    for (let s = 0; s < settings; s++, i++) {
      const c = cycles[i]
      const atLeast = Math.ceil(whenHeld / offchip[s])
      const whole = times * (c > atLeast ? c : atLeast)
      if (resident === 0) {
        for (let g = 0; g < segments; g++, at++) runtime[at] += whole
        continue
      }
      const part = times * Math.max(c, Math.ceil(whenStreamed / offchip[s]))
      for (let g = 0; g < segments; g++, at++) runtime[at] += g >= resident ? whole : part
    }
  }
}
