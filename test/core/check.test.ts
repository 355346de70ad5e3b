import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { checkInteger, checkName, checkNumber, nearestName, unknownName } from "../../src/core/check.ts"
import { AnalectsError, InputError, UsageError } from "../../src/core/errors.ts"

const NAMES = ["dla", "shi", "eye"] as const

describe("nearestName", () => {
  test.each([
    ["resnet81", ["resnet18", "resnet50"], "resnet18"],
    ["nvdla", NAMES, "dla"],
    ["DLA", NAMES, "dla"],
    ["dl", NAMES, "dla"],
    ["latencey", ["energy", "latency"], "latency"],
    ["ab", ["ba", "ac"], "ac"],
    ["ab", ["ac", "ad"], "ac"],
    ["completely", NAMES, null],
    ["x", ["abcd"], null],
    ["anything", [], null],
  ])("%j among %j", (name, candidates, nearest) => {
    expect(nearestName(name, candidates)).toBe(nearest)
  })

  test("a known name is its own nearest", () => {
    const lists = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: s => s.toLowerCase() })
    fc.assert(
      fc.property(lists, fc.nat(), (names, i) => {
        const name = names[i % names.length]
        expect(nearestName(name, names)).toBe(name)
      }),
    )
  })

  test("one slip in a name of three letters or more still finds it", () => {
    const networks = ["alexnet", "densenet", "mobilenet_v2", "squeezenet", "vgg16"]
    for (const name of networks) {
      for (let i = 0; i < name.length; i++) {
        for (const slip of [name.slice(0, i) + name.slice(i + 1), `${name.slice(0, i)}#${name.slice(i)}`]) {
          expect(nearestName(slip, networks), slip).toBe(name)
        }
      }
    }
  })
})

describe("messages", () => {
  test("an unknown name: field, value, what is known, the nearest if there is one", () => {
    expect(unknownName("dataflow", "nvdla", NAMES)).toBe(
      'dataflow "nvdla" is unknown; known: dla, shi, eye. Did you mean "dla"?',
    )
    expect(unknownName("dataflow", "weights", new Set(NAMES))).toBe(
      'dataflow "weights" is unknown; known: dla, shi, eye.',
    )
  })

  test("checkName returns what is known and refuses the rest, names of Object's own included", () => {
    expect(checkName("dataflow", "shi", NAMES)).toBe("shi")
    for (const value of ["Shi", "", "constructor", "__proto__"]) {
      expect(() => checkName("dataflow", value, NAMES)).toThrow(InputError)
      expect(() => checkName("dataflow", value, NAMES)).toThrow(`dataflow "${value}" is unknown`)
    }
  })

  test("checkInteger: bounds included", () => {
    for (const value of [1, 2, 12]) expect(checkInteger("tile", value, 1, 12)).toBe(value)
    for (const value of [0, 13, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => checkInteger("tile", value, 1, 12)).toThrow(`tile is ${value}, expected an integer in [1, 12]`)
      expect(() => checkInteger("tile", value, 1, 12)).toThrow(InputError)
    }
    expect(checkInteger("pe", Number.MAX_SAFE_INTEGER, 1)).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => checkInteger("pe", 0, 1)).toThrow("pe is 0, expected an integer of at least 1")
    expect(() => checkInteger("pe", 2 ** 53, 1)).toThrow(InputError)
  })

  test("checkNumber: bounds included, finite only", () => {
    for (const value of [0, 0.5, 1]) expect(checkNumber("share", value, 0, 1)).toBe(value)
    for (const value of [-1e-9, 1.1, Number.NaN]) {
      expect(() => checkNumber("share", value, 0, 1)).toThrow(`share is ${value}, expected a number in [0, 1]`)
    }
    expect(() => checkNumber("budget", Number.POSITIVE_INFINITY, 0)).toThrow(
      "budget is Infinity, expected a number of at least 0",
    )
  })
})

test("errors carry a stable code and the exit code of the command line", () => {
  const input = new InputError("m")
  expect([input.name, input.code, input.exitCode, input.message]).toEqual(["InputError", "bad-input", 3, "m"])
  expect(new InputError("m", "budget-too-small").code).toBe("budget-too-small")
  const usage = new UsageError("u")
  expect([usage.name, usage.code, usage.exitCode]).toEqual(["UsageError", "wrong-use", 2])
  for (const error of [input, usage]) expect(error).toBeInstanceOf(AnalectsError)
})
