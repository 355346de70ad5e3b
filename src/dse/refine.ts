// Adaptive search for spaces too large to sweep: an approximate front, with a bound on what it may miss.
//
// Three phases. A coarse grid of mapping points gives a first front. From every member of the front the search goes on to the
// neighbours, at half the distance whenever nothing is gained, down to single steps. What evaluations are left go into proving:
// boxes of mapping points, the most promising one first, are cut in two or, once they are points, evaluated.
//
// The bound. Area and power of a box are at least those of its cheapest corner. Run time is at least what all lanes need
// for the MACs and, under profile `physical`, what compulsory traffic needs at the given bandwidth; energy at least that of
// compulsory accesses. Each is worked out per group of settings. The front covers a box up to the factor g if for every group
// some member, all its objectives divided by g, is at least as good as the bounds: no design of the box can gain
// more than that. The largest g of what is left open is reported.

import { InputError } from "../core/errors.ts"
import { FILTER, INPUT, macsOf, OUTPUT } from "../maestro/layer.ts"
import { axesOf } from "../physical/axes.ts"
import { isRefusal } from "../physical/refusal.ts"
import { volume } from "../physical/volumes.ts"
import { COSTS, PLACE } from "./front.ts"
import { Prices } from "./prices.ts"
import type { PartResult, Sweep } from "./sweep.ts"

/** How long to search. */
export interface RefineOptions {
  /** Mapping points evaluated at most, each under all settings. */
  readonly evaluations: number
  /** Stops once no design can gain more than this factor; 1 proves the front. */
  readonly tolerance: number
}

/** What the search found. */
export interface RefineResult extends PartResult {
  /** Mapping points of the space, of them evaluated, and in boxes closed by their bound. */
  readonly points: number
  readonly pointsEvaluated: number
  readonly pointsClosed: number
  /** No design beats the front by more than this factor in all objectives at once; 1: the front is exact. */
  readonly factor: number
}

/** Samples of an axis in the coarse grid. */
const COARSE = 5
/** Groups that settings are put into along the network's bandwidth. */
const GROUPS = 8
/** Bounds are lowered by this much, so that rounding cannot lift them above what they bound. */
const SAFE = 1 - 1e-9

/** Mapping points of a dataflow with indices in [low, high] along each axis: PEs, cluster, parameters. */
interface Box {
  readonly shape: number
  readonly low: readonly number[]
  readonly high: readonly number[]
  gain: number
}

/** Settings that share lanes and off-chip bandwidth and lie next to each other: the first and the last. */
interface SettingGroup {
  readonly cheapest: number
  readonly widest: number
}

/** Searches a space. `sweep` is used up: it must evaluate single points (option `generic`). */
export function refine(sweep: Sweep, options: RefineOptions, onPoint: (done: number) => void = () => {}): RefineResult {
  return new Refinement(sweep, options, onPoint).run()
}

class Refinement {
  readonly #sweep: Sweep
  readonly #options: RefineOptions
  readonly #onPoint: (done: number) => void
  readonly #sizes: readonly (readonly number[])[]
  readonly #offsets: readonly number[]
  readonly #points: number
  readonly #seen = new Set<number>()
  readonly #groups: readonly SettingGroup[]
  readonly #bounds: Bounds
  #closed = 0

  constructor(sweep: Sweep, options: RefineOptions, onPoint: (done: number) => void) {
    this.#sweep = sweep
    this.#options = options
    this.#onPoint = onPoint
    const { space, shapes } = sweep
    this.#sizes = shapes.map(s => [space.pes.length, s.clusters, ...s.parameters.map(p => p.values.length)])
    let points = 0
    this.#offsets = this.#sizes.map(sizes => {
      const offset = points
      points += sizes.reduce((product, n) => product * n, 1)
      return offset
    })
    if (!Number.isSafeInteger(points))
      throw new InputError(`the space has more than 2^53 mapping points, expected fewer`)
    this.#points = points
    this.#groups = groupsOf(sweep)
    this.#bounds = new Bounds(sweep)
  }

  run(): RefineResult {
    this.#sweep.begin()
    for (const shape of this.#sizes.keys()) this.#sample(shape)
    this.#descend()
    const factor = this.#prove()
    return {
      ...this.#sweep.result(),
      points: this.#points,
      pointsEvaluated: this.#seen.size,
      pointsClosed: this.#closed,
      factor,
    }
  }

  get #isSpent(): boolean {
    return this.#seen.size >= this.#options.evaluations
  }

  /** Evaluates a point once. Returns whether it was new. */
  #evaluate(shape: number, at: readonly number[]): boolean {
    const mapping = this.#mappingOf(shape, at)
    if (this.#isSpent || this.#seen.has(mapping)) return false
    this.#seen.add(mapping)
    this.#sweep.sweepPoint(mapping)
    this.#onPoint(this.#seen.size)
    return true
  }

  #mappingOf(shape: number, at: readonly number[]): number {
    return this.#offsets[shape] + at.reduce((index, i, axis) => index * this.#sizes[shape][axis] + i, 0)
  }

  #indicesOf(mapping: number): { shape: number; at: number[] } {
    let shape = this.#offsets.length - 1
    while (this.#offsets[shape] > mapping) shape--
    let rest = mapping - this.#offsets[shape]
    const at = this.#sizes[shape].map(() => 0)
    for (let axis = at.length - 1; axis >= 0; axis--) {
      const size = this.#sizes[shape][axis]
      at[axis] = rest % size
      rest = Math.floor(rest / size)
    }
    return { shape, at }
  }

  /** The coarse grid of a dataflow. */
  #sample(shape: number): void {
    const samples = this.#sizes[shape].map(n => {
      const count = Math.min(n, COARSE)
      return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (n - 1)) / (count - 1))))
    })
    const visit = (axis: number, at: readonly number[]) => {
      if (axis === samples.length) this.#evaluate(shape, at)
      else for (const i of samples[axis]) visit(axis + 1, [...at, i])
    }
    visit(0, [])
  }

  /** Neighbours of the front, at distances that halve. Leaves half of the evaluations for the proof. */
  #descend(): void {
    const most = (this.#options.evaluations + this.#seen.size) / 2
    let distance = Math.max(...this.#sizes.flat())
    while (distance > 1) {
      distance = Math.ceil(distance / 2)
      let isNew = true
      while (isNew && this.#seen.size < most) {
        isNew = false
        const { places } = this.#sweep.result().front
        const members = new Set<number>()
        for (let i = 0; i < places.length; i += PLACE) members.add(places[i])
        for (const mapping of members) {
          if (this.#seen.size >= most) break
          if (this.#neighbours(mapping, distance)) isNew = true
        }
      }
    }
  }

  #neighbours(mapping: number, distance: number): boolean {
    const { shape, at } = this.#indicesOf(mapping)
    let isNew = false
    for (const [axis, size] of this.#sizes[shape].entries()) {
      for (const step of [-distance, distance]) {
        const i = Math.min(size - 1, Math.max(0, at[axis] + step))
        if (i !== at[axis] && this.#evaluate(shape, at.with(axis, i))) isNew = true
      }
    }
    return isNew
  }

  /** Closes boxes until evaluations or boxes run out. Returns the largest gain that is left. */
  #prove(): number {
    const open: Box[] = []
    const add = (shape: number, low: readonly number[], high: readonly number[]) => {
      const box = { shape, low, high, gain: 0 }
      box.gain = this.#gainOf(box)
      if (box.gain <= 1) this.#closed += pointsOf(box)
      else push(open, box)
    }
    for (const [shape, sizes] of this.#sizes.entries()) {
      add(
        shape,
        sizes.map(() => 0),
        sizes.map(n => n - 1),
      )
    }
    // Cutting boxes is quicker than evaluating; the limit keeps a search without progress short.
    for (let cuts = 0; open.length > 0 && cuts < 4 * this.#options.evaluations; cuts++) {
      const box = pop(open)
      const gain = this.#gainOf(box)
      if (gain <= 1) {
        this.#closed += pointsOf(box)
        continue
      }
      // The front has grown since; another box may be more promising now.
      if (open.length > 0 && gain < open[0].gain) {
        push(open, { ...box, gain })
        continue
      }
      if (gain <= this.#options.tolerance) {
        push(open, { ...box, gain })
        break
      }
      const axis = this.#axisToCut(box)
      if (axis < 0) {
        if (this.#seen.has(this.#mappingOf(box.shape, box.low))) continue
        if (!this.#evaluate(box.shape, box.low)) {
          push(open, { ...box, gain })
          break
        }
        continue
      }
      const middle = (box.low[axis] + box.high[axis]) >> 1
      add(box.shape, box.low, box.high.with(axis, middle))
      add(box.shape, box.low.with(axis, middle + 1), box.high)
    }
    return open.reduce((most, box) => Math.max(most, this.#gainOf(box)), 1)
  }

  /** The axis of PEs while it is the widest in ratio, then the longest; −1 for a point. */
  #axisToCut({ low, high }: Box): number {
    const { pes } = this.#sweep.space
    if (pes[high[0]] / pes[low[0]] > 1.05 && high[0] > low[0]) return 0
    let longest = -1
    for (const axis of low.keys()) {
      const length = high[axis] - low[axis]
      if (length > 0 && (longest < 0 || length > high[longest] - low[longest])) longest = axis
    }
    return longest
  }

  /** The most that a design of a box could gain over the front. */
  #gainOf(box: Box): number {
    let most = 0
    for (const group of this.#groups) {
      const [runtime, energy, area, power] = this.#bounds.of(box, group)
      const { budgets } = this.#sweep.space
      if (area > (budgets.area ?? Infinity) || power > (budgets.power ?? Infinity)) continue
      if (runtime > (budgets.latency ?? Infinity) || energy > (budgets.energy ?? Infinity)) continue
      most = Math.max(most, this.#sweep.front.factorOver(runtime, energy, area, power))
    }
    return most
  }
}

/** Lower bounds of a box. */
class Bounds {
  readonly #sweep: Sweep
  readonly #prices: Prices
  readonly #layers: readonly { macs: number; count: number; inputs: number; outputs: number }[]
  readonly #energy: number
  readonly #costs = new Float64Array(COSTS)

  constructor(sweep: Sweep) {
    this.#sweep = sweep
    this.#prices = new Prices(sweep.space)
    this.#layers = sweep.space.layers.map(({ layer, count }) => {
      const axes = axesOf(layer)
      const of = (t: number) => (isRefusal(axes) ? 0 : volume(axes.tensors[t], axes.sizes))
      return { macs: macsOf(layer), count, inputs: of(INPUT) + of(FILTER), outputs: of(OUTPUT) }
    })
    this.#energy = this.#layers.reduce((sum, layer) => sum + layer.count * this.#energyOf(layer), 0) * SAFE
  }

  /** Compulsory accesses of a layer. */
  #energyOf({ macs, inputs, outputs }: { macs: number; inputs: number; outputs: number }): number {
    const { profile, energy, constants, physical } = this.#sweep.space
    const { l1Access, l2Access, macEnergy } = constants
    if (profile === "maestro") return energy === "column" ? 0 : (4 * macs * l1Access + macs) * macEnergy
    const l2 = 2 * inputs + 2 * outputs
    const l1 = 4 * macs + inputs
    // Cluster buffers only add.
    return (l2 * l2Access + l1 * l1Access + macs + 0 * physical.clusterAccess) * macEnergy
  }

  /** Run time, energy, area and power that no design of a box and group stays below. */
  of({ shape, low, high }: Box, { cheapest, widest }: SettingGroup): Float64Array {
    const { space, shapes, settings } = this.#sweep
    const clusters = shapes[shape].clustered ? space.clusters : null
    const pes = space.pes[low[0]]
    const cluster = clusters?.[low[1]] ?? pes
    this.#prices.take(pes, cluster)
    const { pesArea, pesPower, l2Area, l2Power, lanesAt, nocArea, nocPower } = this.#prices
    const at = lanesAt[cheapest] * (space.l1?.length ?? 1)
    // Networks of clusters do not rise with the cluster size.
    const hasNetwork = space.network === "flat" || low[1] === high[1]
    const costs = this.#costs
    costs[0] = this.#runtime(space.pes[high[0]], widest, settings) * SAFE
    costs[1] = this.#energy
    costs[2] = (pesArea[at] + l2Area[0] + (hasNetwork ? nocArea[cheapest] : 0)) * SAFE
    costs[3] = (pesPower[at] + l2Power[0] + (hasNetwork ? nocPower[cheapest] : 0)) * SAFE
    return costs
  }

  #runtime(pes: number, s: number, settings: Sweep["settings"]): number {
    const { profile, physical } = this.#sweep.space
    let sum = 0
    for (const { macs, count, inputs, outputs } of this.#layers) {
      let cycles = macs / (pes * settings.lanes[s])
      if (profile === "physical") {
        cycles = Math.max(cycles, inputs / settings.noc[s])
        if (physical.offchipFloor) cycles = Math.max(cycles, (inputs + outputs) / settings.offchip[s])
      }
      sum += count * cycles
    }
    return sum
  }
}

/** Settings in groups of neighbours; bandwidths within clusters fall into one. */
function groupsOf({ space, settings }: Sweep): SettingGroup[] {
  const perLink = space.nocBandwidth.length * (space.innerBandwidth?.length ?? 1)
  const groups: SettingGroup[] = []
  for (let first = 0; first < settings.count; first += perLink) {
    const length = Math.ceil(perLink / Math.min(GROUPS, perLink))
    for (let from = 0; from < perLink; from += length) {
      const to = Math.min(perLink, from + length) - 1
      groups.push({ cheapest: cheapestOf(space, first, from), widest: first + to })
    }
  }
  return groups
}

/** With two bandwidths a group may begin in the middle of a row: the cheapest setting of that row is its first. */
function cheapestOf(space: Sweep["space"], first: number, from: number): number {
  const inner = space.innerBandwidth?.length ?? 1
  return first + Math.floor(from / inner) * inner
}

function pointsOf({ low, high }: Box): number {
  return low.reduce((product, from, axis) => product * (high[axis] - from + 1), 1)
}

// A heap of boxes, the largest gain on top.

function push(heap: Box[], box: Box): void {
  let i = heap.push(box) - 1
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (heap[parent].gain >= box.gain) break
    heap[i] = heap[parent]
    i = parent
  }
  heap[i] = box
}

function pop(heap: Box[]): Box {
  const top = heap[0]
  const box = heap.pop() as Box
  if (heap.length === 0) return top
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1].gain > heap[child].gain) child++
    if (heap[child].gain <= box.gain) break
    heap[i] = heap[child]
    i = child
  }
  heap[i] = box
  return top
}
