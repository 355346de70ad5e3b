// Box: arrays of numbers, each between bounds of its own, either of which may be infinite.
//
// Source: Gymnasium 1.4.0, spaces/box.py. An element is a flat typed array in row-major order; the shape is the
// space's, not the array's.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import {
  type ArrayDtype,
  type ArrayOf,
  checkDtype,
  checkShape,
  DTYPE_RANGE,
  explainArray,
  isIntegerDtype,
  isUnsignedDtype,
  type NumberArray,
  newArray,
  sizeOf,
} from "./dtype.ts"
import { listFromJSON, nest, unnest } from "./nested.ts"
import { Space, type SpaceJSON } from "./space.ts"

type Bound = number | ArrayLike<number>
type Side = "low" | "high"

/** Axes from the arguments: as given, else those of an array bound, else one element. */
function shapeOf(low: Bound, high: Bound, shape: readonly number[] | undefined): number[] {
  if (shape !== undefined) {
    checkShape("Box", shape, 0)
    return [...shape]
  }
  const array = typeof low === "number" ? high : low
  return [typeof array === "number" ? 1 : array.length]
}

/** The one number all bounds have, else all of them. */
function boundText(values: NumberArray): string {
  const uniform = values.length > 0 && values.every(v => v === values[0])
  return uniform ? String(values[0]) : `[${values.join(" ")}]`
}

/** Arrays of `shape` with low[i] ≤ x[i] ≤ high[i]. */
export class Box<D extends ArrayDtype = "float32"> extends Space<ArrayOf[D]> {
  declare readonly shape: readonly number[]
  // Without NoInfer, a place that wants any Space would widen D.
  declare readonly dtype: NoInfer<D>
  /** Lower bounds; of an unbounded element -Infinity, or the type's smallest value for integers. */
  readonly low: ArrayOf[D]
  /** Upper bounds, likewise. */
  readonly high: ArrayOf[D]
  /** 1 where the element was given a finite lower bound. */
  readonly boundedBelow: Uint8Array
  /** 1 where the element was given a finite upper bound. */
  readonly boundedAbove: Uint8Array

  /**
   * `low` and `high` are one number for all elements or one per element (flat). `shape` defaults to the length of an
   * array bound, or one element; `dtype` to float32.
   *
   * @throws ValueError for NaN, a bound outside the type, an infinite one of an unsigned type, low above high, or
   *   lengths that do not fit
   */
  constructor(
    low: Bound,
    high: Bound,
    shape?: readonly number[],
    dtype: D = "float32" as D,
    seed?: number | Generator,
  ) {
    const axes = shapeOf(low, high, shape)
    checkDtype("Box", dtype, Object.keys(DTYPE_RANGE))
    super(axes, dtype)
    const size = sizeOf(axes)
    this.low = newArray(dtype, size)
    this.high = newArray(dtype, size)
    this.boundedBelow = this.#setBound("low", low)
    this.boundedAbove = this.#setBound("high", high)
    for (let i = 0; i < size; i++)
      if (this.low[i] > this.high[i])
        throw new ValueError(`Box: low[${i}] is ${this.low[i]}, above high[${i}], ${this.high[i]}`)
    this.seedFrom(seed)
  }

  override get isNpFlattenable(): boolean {
    return true
  }

  /** Whether every element is bounded on the sides asked for. */
  isBounded(manner: "both" | "below" | "above" = "both"): boolean {
    const below = manner === "above" || !this.boundedBelow.includes(0)
    return below && (manner === "below" || !this.boundedAbove.includes(0))
  }

  /**
   * Draws every element by itself: uniform between two bounds, exponential (mean 1) away from a single one, standard
   * normal without any; rounded down for integers. The order of draws is Gymnasium's: unbounded elements first, then
   * those with a lower bound, an upper bound, both.
   *
   * @throws ValueError if the distance between two bounds is not finite
   */
  override sample(mask?: undefined, probability?: undefined): ArrayOf[D] {
    if (mask !== undefined || probability !== undefined)
      throw new ValueError("Box.sample takes neither a mask nor probabilities")
    const random = this.npRandom
    const integer = isIntegerDtype(this.dtype)
    const top = (i: number) => (integer ? this.high[i] + 1 : this.high[i])
    const out = new Float64Array(this.low.length)
    this.#each(0, 0, i => (out[i] = random.normal()))
    this.#each(1, 0, i => (out[i] = random.exponential() + this.low[i]))
    this.#each(0, 1, i => (out[i] = -random.exponential() + top(i)))
    this.#each(1, 1, i => (out[i] = random.uniform(this.low[i], top(i))))
    const element = newArray(this.dtype, out.length)
    const [min, max] = DTYPE_RANGE[this.dtype]
    for (let i = 0; i < out.length; i++)
      element[i] = integer ? Math.min(max, Math.max(min, Math.floor(out[i]))) : out[i]
    return element
  }

  override explain(x: unknown): string | null {
    const reason = explainArray(x, this.dtype, this.low.length)
    if (reason !== null) return reason
    const values = x as ArrayOf[D]
    for (let i = 0; i < values.length; i++)
      if (!(values[i] >= this.low[i] && values[i] <= this.high[i]))
        return `[${i}] is ${values[i]}, expected a number in [${this.low[i]}, ${this.high[i]}]`
    return null
  }

  override equals(other: unknown): boolean {
    if (!(other instanceof Box) || other.dtype !== this.dtype || String(other.shape) !== String(this.shape))
      return false
    for (let i = 0; i < this.low.length; i++)
      if (other.low[i] !== this.low[i] || other.high[i] !== this.high[i]) return false
    return true
  }

  override copy(): Box<D> {
    return this.copyRandomTo(new Box(this.#given("low"), this.#given("high"), this.shape, this.dtype))
  }

  override toJSON(): SpaceJSON {
    const [low, high] = [nest(this.#given("low"), [this.low.length]), nest(this.#given("high"), [this.low.length])]
    return { type: "Box", low, high, shape: this.shape, dtype: this.dtype }
  }

  /** One nested list per sample. */
  override toJsonable(samples: readonly ArrayOf[D][]): unknown {
    return samples.map(x => nest(x, this.shape))
  }

  override fromJsonable(json: unknown): ArrayOf[D][] {
    return listFromJSON(json).map(x => unnest(x, this.dtype))
  }

  override toString(): string {
    return `Box(${boundText(this.low)}, ${boundText(this.high)}, (${this.shape.join(", ")}), ${this.dtype})`
  }

  /** One side's bounds as they were given: infinite where there is none, for integers too. */
  #given(side: Side): number[] {
    const bounded = side === "low" ? this.boundedBelow : this.boundedAbove
    const unlimited = side === "low" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    return Array.from(this[side], (v, i) => (bounded[i] === 1 ? v : unlimited))
  }

  /** Runs `f` for the elements with the given boundedness. */
  #each(below: 0 | 1, above: 0 | 1, f: (i: number) => void): void {
    for (let i = 0; i < this.low.length; i++) if (this.boundedBelow[i] === below && this.boundedAbove[i] === above) f(i)
  }

  /** Writes one side's bounds; returns which are finite. */
  #setBound(side: Side, bound: Bound): Uint8Array {
    const out = this[side]
    const [min, max] = DTYPE_RANGE[this.dtype]
    const unlimited = side === "low" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    if (typeof bound !== "number" && bound.length !== out.length)
      throw new ValueError(`Box: ${side} has ${bound.length} entries, expected ${out.length} for shape (${this.shape})`)
    return Uint8Array.from({ length: out.length }, (_, i) => {
      const value = typeof bound === "number" ? bound : bound[i]
      if (value === unlimited && !isUnsignedDtype(this.dtype)) {
        out[i] = isIntegerDtype(this.dtype) ? (side === "low" ? min : max) : unlimited
        return 0
      }
      if (!(value >= min && value <= max))
        throw new ValueError(`Box: ${side}[${i}] is ${value}, expected a number within ${this.dtype}, [${min}, ${max}]`)
      out[i] = value
      return 1
    })
  }
}
