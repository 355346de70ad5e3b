// Adaptive search for spaces too large to sweep: an approximate front, with a bound on what it may miss.
//
// Three phases. A coarse grid of mapping points gives a first front. From every member of the front the search goes on to the
// neighbours, at half the distance whenever nothing is gained, down to single steps. What evaluations are left go into proving:
// boxes of mapping points, the most promising one first, are cut in two or, once they are points, evaluated.
//
// The bound. The front covers a box up to the factor g if for every group of settings some member, all its objectives divided
// by g, is at least as good as the bounds (refine-bounds.ts): no design of the box can gain more than that. The largest g of what
// is left open is reported.
//
// The search is a sequence of small steps over a state of plain data, so that it can be stopped and taken up again after any.

import { InputError } from "../core/errors.ts"
import { Findings, fromPlain, type PlainFindings, toPlain } from "./findings.ts"
import { PLACE } from "./front.ts"
import { pop, push } from "./gain-heap.ts"
import { Bounds, groupsOf, type Region, type SettingGroup } from "./refine-bounds.ts"
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

/** Where a search is, for a file: JSON, and in it at most four boxes, each a few numbers, per evaluation granted. */
export interface RefineState {
  readonly phase: Phase
  /** Mapping points evaluated, in order, and what they gave. */
  readonly seen: readonly number[]
  readonly found: PlainFindings
  /** Points of the coarse grid passed. */
  readonly sampled: number
  readonly pass: Pass
  /** Boxes in the order of the heap: dataflow, gain (null: infinite), low, high. */
  readonly open: readonly (readonly [number, number | null, readonly number[], readonly number[]])[]
  readonly closed: number
  readonly cuts: number
}

type Phase = "sample" | "descend" | "prove" | "end"

/** A pass over the members that the front has at its start. */
interface Pass {
  readonly distance: number
  /** Their mapping points, and how many of them are done. */
  readonly members: readonly number[]
  readonly next: number
  /** Whether any of their neighbours was new. */
  readonly isNew: boolean
  /** Evaluations after which the proof begins. */
  readonly most: number
}

/** Samples of an axis in the coarse grid. */
const COARSE = 5
/** Boxes cut per evaluation granted at most: cutting is quicker than evaluating, but a search without progress shall end. */
const CUTS = 4

interface Box extends Region {
  readonly gain: number
}

/** Searches a space to the end. `sweep` is used up: it must evaluate single points (option `generic`). */
export function refine(sweep: Sweep, options: RefineOptions): RefineResult {
  const search = new Refinement(sweep, options)
  while (search.step());
  return search.result()
}

/** A search under way. */
export class Refinement {
  readonly #sweep: Sweep
  readonly #options: RefineOptions
  readonly #sizes: readonly (readonly number[])[]
  readonly #offsets: readonly number[]
  readonly #points: number
  readonly #groups: readonly SettingGroup[]
  readonly #bounds: Bounds
  /** What an earlier start found; its front is in the sweep's. */
  readonly #before: PartResult | null
  readonly #seen: Set<number>
  #phase: Phase = "sample"
  #sampled = 0
  #pass: Pass
  #open: Box[] = []
  #closed = 0
  #cuts = 0

  /** @param saved goes on from there; of the same space and options */
  constructor(sweep: Sweep, options: RefineOptions, saved: RefineState | null = null) {
    this.#sweep = sweep
    this.#options = options
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
    this.#before = saved === null ? null : fromPlain(saved.found)
    this.#pass = { distance: Math.max(...this.#sizes.flat()), members: [], next: 0, isNew: false, most: 0 }
    this.#seen = new Set(saved?.seen)
    sweep.begin()
    if (this.#before !== null) sweep.front.merge(this.#before.front)
    if (saved !== null) this.#restore(saved)
  }

  #restore({ phase, sampled, pass, open, closed, cuts }: RefineState): void {
    this.#phase = phase
    this.#sampled = sampled
    this.#pass = pass
    this.#open = open.map(([shape, gain, low, high]) => ({ shape, gain: gain ?? Number.POSITIVE_INFINITY, low, high }))
    this.#closed = closed
    this.#cuts = cuts
  }

  /** For another search to go on from. */
  state(): RefineState {
    return {
      phase: this.#phase,
      seen: [...this.#seen],
      found: toPlain(this.#found()),
      sampled: this.#sampled,
      pass: this.#pass,
      open: this.#open.map(({ shape, gain, low, high }) => [shape, Number.isFinite(gain) ? gain : null, low, high]),
      closed: this.#closed,
      cuts: this.#cuts,
    }
  }

  /** Mapping points evaluated so far. */
  get evaluated(): number {
    return this.#seen.size
  }

  /** Goes on by a few evaluations or a cut. Returns whether there is more to do. */
  step(): boolean {
    if (this.#phase === "sample") this.#sample()
    else if (this.#phase === "descend") this.#descend()
    else if (this.#phase === "prove") this.#prove()
    return this.#phase !== "end"
  }

  /** What was found, and the largest gain that is left. */
  result(): RefineResult {
    return {
      ...this.#found(),
      points: this.#points,
      pointsEvaluated: this.#seen.size,
      pointsClosed: this.#closed,
      factor: this.#open.reduce((most, box) => Math.max(most, this.#gainOf(box)), 1),
    }
  }

  #found(): PartResult {
    const found = new Findings(this.#sweep)
    if (this.#before !== null) found.take(this.#before)
    found.take(this.#sweep.result())
    return found.result()
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

  /** The next point of the coarse grids, dataflow by dataflow, the last axis fastest. */
  #sample(): void {
    let rest = this.#sampled++
    for (const [shape, sizes] of this.#sizes.entries()) {
      const counts = sizes.map(n => Math.min(n, COARSE))
      const own = counts.reduce((product, n) => product * n, 1)
      if (rest >= own) {
        rest -= own
        continue
      }
      const at = sizes.map(() => 0)
      for (let axis = at.length - 1; axis >= 0; axis--) {
        const [n, count] = [sizes[axis], counts[axis]]
        at[axis] = count === 1 ? 0 : Math.round(((rest % count) * (n - 1)) / (count - 1))
        rest = Math.floor(rest / count)
      }
      this.#evaluate(shape, at)
      if (!this.#isSpent) return
      break
    }
    this.#phase = "descend"
    // Half of what is left is for the proof.
    this.#pass = { ...this.#pass, most: (this.#options.evaluations + this.#seen.size) / 2 }
  }

  /** Neighbours of the next member of the front; after the last, the next pass, at half the distance if nothing was new. */
  #descend(): void {
    const { distance, members, next, isNew, most } = this.#pass
    const isOver = this.#seen.size >= most
    if (next < members.length && !isOver) {
      const found = this.#neighbours(members[next], distance)
      this.#pass = { ...this.#pass, next: next + 1, isNew: isNew || found }
    } else if (isOver || (!isNew && distance <= 1)) {
      this.#phase = "prove"
      for (const [shape, sizes] of this.#sizes.entries()) {
        this.#add(
          shape,
          sizes.map(() => 0),
          sizes.map(n => n - 1),
        )
      }
    } else {
      const { places } = this.#sweep.result().front
      const onFront = Array.from({ length: places.length / PLACE }, (_, i) => places[i * PLACE])
      const nearer = isNew ? distance : Math.ceil(distance / 2)
      this.#pass = { distance: nearer, members: [...new Set(onFront)], next: 0, isNew: false, most }
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

  /** Puts a box among the open ones, unless its bound closes it. */
  #add(shape: number, low: readonly number[], high: readonly number[]): void {
    const gain = this.#gainOf({ shape, low, high })
    if (gain <= 1) this.#closed += pointsOf({ shape, low, high })
    else push(this.#open, { shape, low, high, gain })
  }

  /** Closes, cuts or evaluates the most promising box, until evaluations, cuts or boxes run out. */
  #prove(): void {
    if (this.#open.length === 0 || this.#cuts >= CUTS * this.#options.evaluations) {
      this.#phase = "end"
      return
    }
    this.#cuts++
    const box = pop(this.#open)
    const { shape, low, high } = box
    const gain = this.#gainOf(box)
    if (gain <= 1) {
      this.#closed += pointsOf(box)
      return
    }
    const isNext = this.#open.length === 0 || gain >= this.#open[0].gain
    const axis = this.#axisToCut(box)
    if (!isNext) {
      // The front has grown since; another box is more promising now.
      push(this.#open, { ...box, gain })
    } else if (gain <= this.#options.tolerance) {
      push(this.#open, { ...box, gain })
      this.#phase = "end"
    } else if (axis >= 0) {
      const middle = (low[axis] + high[axis]) >> 1
      this.#add(shape, low, high.with(axis, middle))
      this.#add(shape, low.with(axis, middle + 1), high)
    } else if (!this.#seen.has(this.#mappingOf(shape, low)) && !this.#evaluate(shape, low)) {
      push(this.#open, { ...box, gain })
      this.#phase = "end"
    }
  }

  /** The axis of PEs while it is the widest in ratio, then the longest; −1 for a point. */
  #axisToCut({ low, high }: Region): number {
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
  #gainOf(box: Region): number {
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

function pointsOf({ low, high }: Region): number {
  return low.reduce((product, from, axis) => product * (high[axis] - from + 1), 1)
}
