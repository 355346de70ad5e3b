import { expect, test } from "vitest"
import { isPlainInteger, readInteger, tokenize } from "../../../src/maestro/mapping-text/tokens.ts"

const texts = (text: string) => tokenize(text).tokens.map(t => t.text)

test("separators vanish, braces need blanks around them", () => {
  expect(texts("TemporalMap(Sz(R),1) Y';")).toEqual(["TemporalMap", "Sz", "R", "1", "Y'"])
  expect(texts("a->b\tc:{K:4 224}")).toEqual(["a", "b", "c", "{K", "4", "224}"])
})

test("a token that starts with // ends the line; // inside one does not", () => {
  expect(texts("a //b c\nd e//f g\n//h\ni")).toEqual(["a", "d", "e//f", "g", "i"])
})

test("places, and the reference's line numbers, which count a line with a comment twice", () => {
  const { tokens, end } = tokenize("a\n  b // c\n// d\n e\n")
  expect(tokens.map(t => [t.text, t.line, t.column, t.referenceLine])).toEqual([
    ["a", 1, 1, 1],
    ["b", 2, 3, 2],
    ["e", 4, 2, 6],
  ])
  expect([end.line, end.referenceLine]).toEqual([5, 7])
  expect(tokenize("a").end.line).toBe(2)
  expect(tokenize("").end.line).toBe(1)
})

test.each([
  ["12", 12],
  ["+7", 7],
  ["4.7", 4],
  ["3abc", 3],
  ["abc", 0],
  ["", 0],
  ["\r5", 5],
  ["2147483648", -2147483648],
  ["4294967297", 1],
  ["9223372036854775807", -1],
  ["99999999999999999999999", -1],
  ["4611686018427387904", 0],
])("%j reads as %i, like C's atoi", (text, value) => {
  expect(readInteger(text)).toBe(value)
})

test("plain integers", () => {
  expect(["0", "12", "2147483647"].every(isPlainInteger)).toBe(true)
  expect(["", "+1", "1.", "2147483648", "x"].some(isPlainInteger)).toBe(false)
})
