// checkSpace finds every broken rule. That it accepts all spaces of the library is part of the space contract.

import { describe, expect, test } from "vitest"
import {
  batchSpace,
  checkSpace,
  createEmptyArray,
  Dict,
  Discrete,
  flatten,
  flattenSpace,
  type Seed,
  Space,
  type SpaceJSON,
} from "../../../env/ts-gym/index.ts"

/** A space of a user: points on the unit circle, as [x, y]. */
class Circle extends Space<Float64Array> {
  constructor() {
    super([2], "float64")
  }

  override sample(): Float64Array {
    const angle = this.npRandom.uniform(0, 2 * Math.PI)
    return Float64Array.of(Math.cos(angle), Math.sin(angle))
  }

  override explain(x: unknown): string | null {
    if (!(x instanceof Float64Array) || x.length !== 2) return "is something else, expected a Float64Array of length 2"
    const radius = Math.hypot(x[0], x[1])
    return Math.abs(radius - 1) < 1e-12 ? null : `has radius ${radius}, expected 1`
  }

  override equals(other: unknown): boolean {
    return other instanceof Circle
  }

  override copy(): Circle {
    return this.copyRandomTo(new (this.constructor as typeof Circle)())
  }

  override toJSON(): SpaceJSON {
    return { type: "Circle" }
  }

  override toJsonable(samples: readonly Float64Array[]): unknown {
    return samples.map(x => [...x])
  }

  override fromJsonable(json: unknown): Float64Array[] {
    return (json as number[][]).map(x => Float64Array.from(x))
  }

  override toString(): string {
    return "Circle"
  }
}

const fromJSON = () => new Circle()

test("accepts a space of a user, alone and as a part", () => {
  const pair = new Dict({ at: new Circle(), n: new Discrete(3) })
  expect(() => checkSpace(new Circle(), { fromJSON })).not.toThrow()
  expect(() => checkSpace(pair, { fromJSON: null })).not.toThrow()
})

test("such a space is batched as a Tuple of copies and has no flat form", () => {
  const batch = batchSpace(new Circle(), 2)
  expect(String(batch)).toBe("Tuple(Circle, Circle)")
  const [x, y] = batch.sample() as Float64Array[]
  expect(x).not.toEqual(y)
  expect(createEmptyArray(new Circle(), 2)).toBe(null)
  expect(() => flatten(new Circle(), x)).toThrow("Circle cannot be flattened")
  expect(() => flattenSpace(new Dict({ at: new Circle() }))).toThrow("Circle cannot be flattened")
})

test("leaves the space's generator as it is", () => {
  const [space, other] = [new Circle(), new Circle()]
  space.seed(4)
  other.seed(4)
  checkSpace(space, { fromJSON })
  expect(space.sample()).toEqual(other.sample())
})

const shared = Float64Array.of(1, 0)
let calls = 0

/** One broken rule each, and what is said about it. */
const BROKEN: { readonly [message: string]: () => Space } = {
  "copy() must return a new space": () =>
    new (class extends Circle {
      override copy() {
        return this
      }
    })(),
  "copy() must return an equal space": () =>
    new (class extends Circle {
      override equals() {
        return false
      }
    })(),
  "equals() must be false for what is no space": () =>
    new (class extends Circle {
      override equals() {
        return true
      }
    })(),
  "A copy must draw what the original draws": () =>
    new (class extends Circle {
      override copy() {
        return new (this.constructor as typeof Circle)()
      }
    })(),
  "seed() must take what it returned": () =>
    new (class extends Circle {
      override seed(seed?: Seed) {
        super.seed(seed)
        return 77
      }
    })(),
  "A sample must be new data": () =>
    new (class extends Circle {
      override sample() {
        return shared
      }
    })(),
  "A sample must be a member; sample 0 has radius": () =>
    new (class extends Circle {
      override sample() {
        return super.sample().map(v => 2 * v)
      }
    })(),
  "contains() must be true where explain() is null": () =>
    new (class extends Circle {
      override contains(_x: unknown): _x is Float64Array {
        return false
      }
    })(),
  "explain() must say why undefined is no member": () =>
    new (class extends Circle {
      override explain(x: unknown) {
        return x === undefined ? null : super.explain(x)
      }
    })(),
  "contains() must be false where explain() has a reason": () =>
    new (class extends Circle {
      override contains(_x: unknown): _x is Float64Array {
        return true
      }
    })(),
  'toJSON() must name the class in "type"': () =>
    new (class extends Circle {
      override toJSON() {
        return {} as SpaceJSON
      }
    })(),
  "toString() must say what the space is": () =>
    new (class extends Circle {
      override toString() {
        return ""
      }
    })(),
  "fromJsonable() must return the samples toJsonable() was given; they differ at [0]": () =>
    new (class extends Circle {
      override toJsonable(samples: readonly Float64Array[]) {
        return samples
      }
    })(),
}

describe("throws at", () => {
  test.each(Object.entries(BROKEN))("%s", (message, make) => {
    expect(() => checkSpace(make(), { fromJSON: null })).toThrow(message)
  })

  test("samples that do not come from npRandom", () => {
    class Counting extends Circle {
      override sample() {
        const angle = calls++
        return Float64Array.of(Math.cos(angle), Math.sin(angle))
      }
    }
    expect(() => checkSpace(new Counting(), { fromJSON: null })).toThrow("A copy must draw what the original draws")
  })

  test("seeds without effect", () => {
    class Deaf extends Circle {
      override seed() {
        return super.seed(++calls)
      }
    }
    expect(() => checkSpace(new Deaf(), { fromJSON: null })).toThrow("The same seed must give the same samples")
  })

  test("a space JSON does not keep", () => {
    expect(() => checkSpace(new Discrete(4), { fromJSON: () => new Discrete(5) })).toThrow(
      "toJSON() must keep the whole space",
    )
    expect(() => checkSpace(new Circle())).toThrow("space type is Circle")
  })

  test("what is no space", () => {
    expect(() => checkSpace({} as Space)).toThrow("A space must extend Space, got an Object")
  })
})
