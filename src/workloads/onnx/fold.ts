// Arithmetic on the small constant values that decide over shapes.

import { BOOL, broadcast, FLOAT, INT64, isFloating, isFolded, type Shape, stretch, type Value } from "./value.ts"

type Scalar = (a: number, b: number) => number

const flag = (x: boolean) => (x ? 1 : 0)

/** Two operands, by operator. Integer division rounds towards zero. */
const BINARY: Readonly<Record<string, Scalar>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Pow: (a, b) => a ** b,
  Min: Math.min,
  Max: Math.max,
  Sum: (a, b) => a + b,
  And: (a, b) => flag(a !== 0 && b !== 0),
  Or: (a, b) => flag(a !== 0 || b !== 0),
  Xor: (a, b) => flag((a !== 0) !== (b !== 0)),
  Equal: (a, b) => flag(a === b),
  Greater: (a, b) => flag(a > b),
  Less: (a, b) => flag(a < b),
  GreaterOrEqual: (a, b) => flag(a >= b),
  LessOrEqual: (a, b) => flag(a <= b),
}

/** One operand, by operator. */
const UNARY: Readonly<Record<string, (a: number) => number>> = {
  Neg: a => -a,
  Abs: Math.abs,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Sqrt: Math.sqrt,
  Sign: Math.sign,
  Not: a => flag(a === 0),
  Identity: a => a,
  Reciprocal: a => 1 / a,
}

/** The numbers of an elementwise result, or null where they are not known, too many or not folded. */
export function foldElementwise(op: string, operands: readonly Value[], shape: Shape): readonly number[] | null {
  if (!isFolded(shape, operands[0]?.type ?? 0) || operands.some(o => o.data === null || o.shape === null)) return null
  const lists = operands.map(o => stretch(o.data ?? [], o.shape ?? [], shape))
  const whole = !operands.some(o => isFloating(o.type))
  if (op === "Where") return lists[0].map((c, i) => (c !== 0 ? lists[1][i] : lists[2][i]))
  if (op === "Div") return lists[0].map((a, i) => (whole ? Math.trunc(a / lists[1][i]) : a / lists[1][i]))
  if (op === "Mod") return lists[0].map((a, i) => remainder(a, lists[1][i]))
  const unary = UNARY[op]
  if (unary !== undefined && lists.length === 1) return lists[0].map(unary)
  const binary = BINARY[op]
  if (binary === undefined || lists.length === 0) return null
  return lists.slice(1).reduce((left, right) => left.map((a, i) => binary(a, right[i])), lists[0])
}

/** Takes the sign of the divisor, as Mod without fmod does. */
function remainder(a: number, b: number): number {
  return a - Math.floor(a / b) * b
}

/** Operators whose result is truth values. */
const LOGICAL = new Set("And Or Xor Not Equal Greater Less GreaterOrEqual LessOrEqual IsNaN IsInf".split(" "))

/** Element type of an elementwise result. */
export function elementwiseType(op: string, operands: readonly Value[]): number {
  if (LOGICAL.has(op)) return BOOL
  return operands[op === "Where" ? 1 : 0]?.type ?? 0
}

/** What Cast does to a number. */
export function castNumber(x: number, type: number): number {
  if (isFloating(type)) return type === FLOAT ? Math.fround(x) : x
  return type === BOOL ? flag(x !== 0) : Math.trunc(x)
}

/** A list of integers as a value. */
export function integers(data: readonly number[]): { shape: Shape; type: number; data: readonly number[] } {
  return { shape: [data.length], type: INT64, data }
}

/** The shapes of operands broadcast together. */
export function commonShape(operands: readonly Value[]): number[] | null {
  const shapes = operands.map(o => o.shape)
  return shapes.some(s => s === null) ? null : broadcast(...(shapes as Shape[]))
}
