// The packed procedure with expressions instead of numbers: what generated code computes.
//
// Source: specification "physical", sections 3.2–3.6; see packed/procedure.ts. Along a plain axis a step and the
// one before are alike or apart, which one is an expression (`alike`).

import type { Expr, Expressions } from "../../maestro/grid/expressions.ts"
import { NotGenerated } from "../../maestro/grid/symbolic-model.ts"
import { FILTER, INPUT, OUTPUT } from "../../maestro/layer.ts"
import type { AxisTable, Factor } from "../axes.ts"
import { firstOf, lastOf, type SymbolicForm, SymbolicForms } from "./symbolic-forms.ts"
import type { Bounds, SymbolicMapping } from "./symbolic-levels.ts"
import { type UnitGroup, unitGroups } from "./symbolic-units.ts"

/** Along one axis: size now, and size and relative start in the step before; `alike`: 1 if now is before, 0 if they are apart. */
export interface AxisStep {
  readonly now: Expr
  readonly before: Expr
  readonly shift: Expr
  readonly alike: Expr
}

/** Sums over steps: cycles, elements new to PEs, accesses of cluster buffers, and elements new to the array at the top. */
export interface SymbolicSums {
  readonly cycles: Expr
  readonly unitInput: Expr
  readonly unitFilter: Expr
  readonly cluster: Expr
  readonly array: readonly Expr[]
}

/** One step; what takes how long. */
interface StepCosts extends SymbolicSums {
  /** `cycles` of the level below, and of transfers: in, in with returning outputs, out. */
  readonly entering: Expr
  readonly enteringAgain: Expr
  readonly leaving: Expr
}

/** Hardware and choices. */
export interface SymbolicTiming {
  readonly lanes: Expr
  readonly bandwidth: Expr
  readonly latency: Expr
  readonly exposed: boolean
  readonly countClusters: boolean
}

export class SymbolicProcedure {
  readonly #E: Expressions
  readonly #bounds: Bounds
  readonly #axes: AxisTable
  readonly #mapping: SymbolicMapping
  readonly #forms: SymbolicForms
  readonly #timing: SymbolicTiming
  readonly #known = new Map<string, SymbolicSums>()

  constructor(E: Expressions, bounds: Bounds, axes: AxisTable, mapping: SymbolicMapping, timing: SymbolicTiming) {
    this.#E = E
    this.#bounds = bounds
    this.#axes = axes
    this.#mapping = mapping
    this.#forms = new SymbolicForms(E, bounds, mapping)
    this.#timing = timing
  }

  /** The layer. Cycles are those of the array, without drain. */
  evaluate(): SymbolicSums {
    const { sizes } = this.#mapping
    const first = this.#first(0, this.#begin(sizes), { held: false, start: true, kept: this.#E.zero })
    return this.#add([
      [this.#E.one, first],
      [this.#E.one, this.#rest(0, sizes, this.#E.zero)],
    ])
  }

  /** Cycles of the final write-back. */
  drain(): Expr {
    const E = this.#E
    const largest = this.#mapping.levels.map((): Expr[] => [])
    const visit = (level: number, sizes: readonly Expr[], exists: Expr) => {
      if (level === largest.length) return
      const form = this.#forms.of(level, sizes)
      const steps = this.#begin(sizes).map((s, axis) => ({ ...s, now: lastOf(form, axis) }))
      largest[level].push(E.mul(exists, this.#whole(OUTPUT, steps)))
      for (const group of unitGroups(E, this.#bounds, form, steps, false)) {
        const here = E.and(exists, E.less(E.zero, group.count))
        visit(
          level + 1,
          group.steps.map(s => s.now),
          here,
        )
      }
    }
    visit(0, this.#mapping.sizes, E.one)
    return E.add(...largest.map(of => this.#transfer(E.max(...of))))
  }

  /** Sizes of the array's piece in the layer's first step. */
  firstStep(): Expr[] {
    const form = this.#forms.of(0, this.#mapping.sizes)
    return form.sizes.map((_, axis) => firstOf(form, axis))
  }

  /** Elements of a tensor in a chunk. */
  volume(t: number, sizes: readonly Expr[]): Expr {
    return this.#whole(t, this.#begin(sizes))
  }

  /** A step with nothing before it. */
  #begin(sizes: readonly Expr[]): AxisStep[] {
    const { zero } = this.#E
    return sizes.map(now => ({ now, before: now, shift: zero, alike: zero }))
  }

  #transfer(elements: Expr): Expr {
    const E = this.#E
    const { bandwidth, latency } = this.#timing
    const cycles = E.add(E.max(latency, E.one), E.ceil(elements, bandwidth), E.constant(-1))
    return E.select(E.less(E.zero, elements), cycles, E.zero)
  }

  #whole(t: number, steps: readonly AxisStep[]): Expr {
    return this.#E.mul(...this.#axes.tensors[t].map(f => this.#size(f, steps, "now")))
  }

  /** Size along a factor. */
  #size({ axis, taps }: Factor, steps: readonly AxisStep[], when: "now" | "before"): Expr {
    const E = this.#E
    const n = steps[axis][when]
    if (taps < 0) return n
    const w = steps[taps][when]
    if (n === E.one) return w
    const stride = this.#mapping.strides[axis]
    const solid = this.#solidRows(n, w, stride)
    return stride === E.one ? solid : E.select(E.less(stride, w), solid, E.mul(n, w))
  }

  /** From the first to the last input row of n outputs and w taps. */
  #solidRows(n: Expr, w: Expr, stride: Expr): Expr {
    return this.#E.add(this.#E.mul(this.#E.sub(n, this.#E.one), stride), w)
  }

  /** Elements of a tensor that were held in the step before. */
  #same(t: number, steps: readonly AxisStep[]): Expr {
    const E = this.#E
    return E.mul(
      ...this.#axes.tensors[t].map(f => {
        const { alike } = steps[f.axis]
        if (f.taps < 0 || (alike === E.one && steps[f.taps].alike === E.one)) {
          return E.mul(alike, this.#size(f, steps, "now"))
        }
        return this.#sameRows(steps[f.axis], steps[f.taps], this.#mapping.strides[f.axis])
      }),
    )
  }

  /** Input rows that were held in the step before. */
  #sameRows(outputs: AxisStep, taps: AxisStep, stride: Expr): Expr {
    const E = this.#E
    const single = outputs.now === E.one && outputs.before === E.one
    if (stride !== E.one && taps.alike !== E.one && !single) throw new NotGenerated("rows with gaps and other taps")
    const now = this.#solidRows(outputs.now, taps.now, stride)
    const before = this.#solidRows(outputs.before, taps.before, stride)
    const solid = this.#overlap(now, E.add(E.mul(outputs.shift, stride), taps.shift), before)
    if (stride === E.one || taps.alike !== E.one) return solid
    // Windows apart from each other: the same outputs.
    const apart = E.mul(taps.now, this.#overlap(outputs.now, outputs.shift, outputs.before))
    return E.select(E.less(stride, taps.now), solid, apart)
  }

  /** Length of the intersection of [0, size) and [start, start + other). */
  #overlap(size: Expr, start: Expr, other: Expr): Expr {
    const E = this.#E
    const end = E.add(start, other)
    const beyond = E.sub(end, size).value
    const upper = beyond === null ? E.min(size, end) : beyond < 0 ? end : size
    return E.max(E.zero, E.sub(upper, E.max(E.zero, start)))
  }

  #add(parts: readonly (readonly [Expr, SymbolicSums])[]): SymbolicSums {
    const E = this.#E
    const sum = (of: (s: SymbolicSums) => Expr) => E.add(...parts.map(([times, s]) => E.mul(times, of(s))))
    return {
      cycles: sum(s => s.cycles),
      unitInput: sum(s => s.unitInput),
      unitFilter: sum(s => s.unitFilter),
      cluster: sum(s => s.cluster),
      array: [INPUT, FILTER, OUTPUT].map(t => sum(s => s.array[t])),
    }
  }

  /** The first step of a chunk; `chunk` relates it to the chunk before. */
  #first(level: number, chunk: readonly AxisStep[], at: First): SymbolicSums {
    const E = this.#E
    const form = this.#forms.of(
      level,
      chunk.map(s => s.now),
    )
    const before = this.#forms.of(
      level,
      chunk.map(s => s.before),
    )
    const steps = chunk.map(({ shift, alike }, axis) => ({
      now: firstOf(form, axis),
      before: lastOf(before, axis),
      shift: E.add(shift, before.loopOf[axis]?.lastStart ?? E.zero),
      alike: E.and(alike, form.loopOf[axis]?.single ?? E.one),
    }))
    const costs = this.#step(level, form, steps, at.held, at.start)
    const input = E.select(at.kept, costs.enteringAgain, costs.entering)
    const filled = at.start || (this.#timing.exposed && level > 0)
    const others = E.max(costs.cycles, costs.leaving)
    return { ...costs, cycles: filled ? E.add(input, others) : E.max(input, others) }
  }

  /** All steps of a chunk but its first. */
  #rest(level: number, sizes: readonly Expr[], kept: Expr): SymbolicSums {
    const key = `${level}/${sizes.map(e => e.id).join()}/${kept.id}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const form = this.#forms.of(level, sizes)
    const parts: [Expr, SymbolicSums][] = []
    const cycles: Expr[] = []
    for (let c = 0; c < form.loops.length; c++) this.#changes(level, form, c, kept, { parts, cycles })
    const sum = { ...this.#add(parts), cycles: this.#E.add(...cycles) }
    this.#known.set(key, sum)
    return sum
  }

  /** The steps in which loop c is the innermost one past its first step: sums without cycles, and cycles. */
  #changes(level: number, form: SymbolicForm, c: number, kept: Expr, { parts, cycles }: Collected): void {
    const E = this.#E
    const { loops } = form
    const inside = this.#begin(form.sizes).map((s, axis): AxisStep => {
      const loop = loops.find((l, i) => i > c && l.axis === axis)
      if (loop === undefined) return { ...s, alike: E.one }
      return { now: loop.first, before: loop.last, shift: loop.lastStart, alike: loop.single }
    })
    const { axis, first, last, whole, partial } = loops[c]
    const changed = (now: Expr) => ({ now, before: first, shift: E.sub(E.zero, first), alike: E.zero })
    const visit = (i: number, steps: readonly AxisStep[], count: Expr, fresh: Expr) => {
      if (i < c) {
        const loop = loops[i]
        const reduced = !this.#axes.inOutput[loop.axis]
        const at = (size: Expr) => steps.with(loop.axis, { ...steps[loop.axis], now: size, before: size })
        visit(i + 1, at(loop.first), E.mul(count, loop.whole), reduced ? fresh : E.mul(fresh, loop.whole))
        if (loop.partial === E.zero) return
        visit(i + 1, at(loop.last), E.mul(count, loop.partial), reduced ? E.zero : E.mul(fresh, loop.partial))
        return
      }
      for (const [size, times] of [
        [first, E.sub(whole, E.one)],
        [last, partial],
      ]) {
        if (times === E.zero) continue
        const all = E.mul(count, times)
        const costs = this.#step(level, form, steps.with(axis, changed(size)), true, false)
        parts.push([all, { ...costs, cycles: E.zero }])
        // Outputs that enter are new in some of the steps, and return in the others.
        const others = E.max(costs.cycles, costs.leaving)
        const unseen = E.mul(fresh, times)
        cycles.push(
          E.mul(unseen, E.max(costs.entering, others)),
          E.mul(E.sub(all, unseen), E.max(costs.enteringAgain, others)),
        )
      }
    }
    visit(0, inside, E.one, this.#axes.inOutput[axis] ? E.not(kept) : E.zero)
  }

  #step(level: number, form: SymbolicForm, steps: readonly AxisStep[], held: boolean, start: boolean): StepCosts {
    const E = this.#E
    const same = (t: number) => (held ? this.#same(t, steps) : E.zero)
    const array = [INPUT, FILTER, OUTPUT].map(t => E.sub(this.#whole(t, steps), same(t)))
    const oldOutputs = E.mul(...this.#axes.tensors[OUTPUT].map(f => this.#size(f, steps, "before")))
    const groups = unitGroups(E, this.#bounds, form, steps, held)
    const parts = groups.map((group): [Expr, SymbolicSums] => [group.count, this.#unit(level, group, start)])
    const sum = this.#add(parts)
    const slowest = parts.map(([count, { cycles }]) =>
      parts.length === 1 ? cycles : E.mul(E.less(E.zero, count), cycles),
    )
    const input = E.add(array[INPUT], array[FILTER])
    const own = level > 0 && this.#timing.countClusters ? E.add(...array) : E.zero
    return {
      ...sum,
      array: level === 0 ? array : array.map(() => E.zero),
      cluster: E.add(sum.cluster, own),
      cycles: E.max(...slowest),
      entering: this.#transfer(input),
      enteringAgain: this.#transfer(E.add(input, array[OUTPUT])),
      leaving: held ? this.#transfer(E.sub(oldOutputs, same(OUTPUT))) : E.zero,
    }
  }

  /** One unit of a group. */
  #unit(level: number, { steps, held }: UnitGroup, start: boolean): SymbolicSums {
    const E = this.#E
    const sizes = steps.map(s => s.now)
    const fresh = (t: number) => E.sub(this.#whole(t, steps), held ? this.#same(t, steps) : E.zero)
    if (level === this.#mapping.levels.length - 1) {
      return {
        cycles: E.ceil(E.mul(...sizes), this.#timing.lanes),
        unitInput: fresh(INPUT),
        unitFilter: fresh(FILTER),
        cluster: E.zero,
        array: [E.zero, E.zero, E.zero],
      }
    }
    const outputs = this.#axes.tensors[OUTPUT].map(f => steps[f.axis].alike)
    const kept = held ? E.and(...outputs) : E.zero
    const sum = this.#add([
      [E.one, this.#first(level + 1, steps, { held, start, kept })],
      [E.one, this.#rest(level + 1, sizes, kept)],
    ])
    if (!this.#timing.countClusters) return sum
    return { ...sum, cluster: E.add(sum.cluster, fresh(INPUT), fresh(FILTER), fresh(OUTPUT)) }
  }
}

/** What steps add up to. */
interface Collected {
  readonly parts: [Expr, SymbolicSums][]
  readonly cycles: Expr[]
}

/** Where the first step of a chunk stands. */
interface First {
  /** Whether the unit held something before. */
  readonly held: boolean
  /** Whether it is the layer's very first step. */
  readonly start: boolean
  /** 1 if the unit holds the chunk's outputs since before. */
  readonly kept: Expr
}
