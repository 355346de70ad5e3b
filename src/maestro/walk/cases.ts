// Iteration states of a level, and the walk over all their combinations.
//
// Source: specification "cost model", section 3.6. Every directive is in Init, Steady or Edge; a case
// is one state per directive; its occurrences are the product of the states' counts.

import { InputError } from "../../core/errors.ts"
import * as W from "./workspace.ts"

const { STRIDE, DIMS } = W
const { isSpatial, dim, last, count } = W.structure
const { full, offset, units, actual } = W.tables
const { steadyCount, hasEdge, initEdge, initUnrolled, edgeSee, position, isEdge, see, changing } = W.states

export const INIT = 0
export const STEADY = 1
export const EDGE = 2

/** States of all directives of level l for its actual sizes. Most have one state: their tile covers everything. */
export function fillStates(l: number): void {
  const end = l * STRIDE + count[l]
  for (let at = l * STRIDE; at < end; at++) fillState(l, at)
}

/** States of directive `at` of level l. */
export function fillState(l: number, at: number): void {
  const a = actual[l * DIMS + dim[at]]
  const m = full[at]
  const o = offset[at]
  const spatial = isSpatial[at] === 1
  const whole = spatial ? m + o * (units[l] - 1) : m
  steadyCount[at] = hasEdge[at] = edgeSee[at] = 0
  initUnrolled[at] = a <= whole ? 1 : 0
  initEdge[at] = a < whole ? 1 : 0
  if (a <= whole) return
  if (spatial) spatialStates(at, a, units[l])
  else {
    // Steps of one are common, and division slow.
    const k = o === 1 ? a - m : Math.trunc((a - m) / o)
    steadyCount[at] = k
    hasEdge[at] = k * o + m < a ? 1 : 0
  }
}

/** Further states of a spatial directive whose units together do not cover all. */
function spatialStates(at: number, a: number, n: number): void {
  const m = full[at]
  const o = offset[at]
  const wave = o * n
  const whole = m + wave - o
  const k = Math.trunc((Math.trunc((a - m) / o) + 1) / n) - 1
  steadyCount[at] = Math.max(k, 0)
  hasEdge[at] = (k + 1) * wave + whole > a && k * wave + whole !== a ? 1 : 0
  const r = a - (k + 1) * wave
  const u = r < m ? 1 : Math.trunc((r - m) / o) + 1
  edgeSee[at] = (u - 1) * o + m < r ? 1 : 0
}

/** Puts directive `at` into a state. */
export function enter(at: number, state: number): void {
  position[at] = state
  if (state === INIT) {
    isEdge[at] = initEdge[at]
    see[at] = isSpatial[at] === 1 ? initEdge[at] : 0
  } else {
    isEdge[at] = state === EDGE ? 1 : 0
    see[at] = state === EDGE ? edgeSee[at] : 0
  }
}

/** The first case of a level: every directive in Init. */
export function firstCase(l: number): void {
  const base = l * STRIDE
  for (let j = 0; j < count[l]; j++) enter(base + j, INIT)
  changing[l] = -1
}

/**
 * The next case in the reference's order, or false after the last. State indices follow
 * ceil(c / f) mod s: from the last directive backwards, advance a digit and stop unless it *was* 0.
 */
export function nextCase(l: number): boolean {
  const base = l * STRIDE
  for (let j = count[l] - 1; j >= 0; j--) {
    const at = base + j
    const state = position[at]
    const multiple = steadyCount[at] > 0 || hasEdge[at] === 1
    if (state === INIT) {
      if (multiple) enter(at, steadyCount[at] > 0 ? STEADY : EDGE)
    } else {
      enter(at, state === STEADY && hasEdge[at] === 1 ? EDGE : INIT)
      break
    }
  }
  if (allInit(l)) return false
  changing[l] = changingDirective(l)
  return true
}

function allInit(l: number): boolean {
  const base = l * STRIDE
  for (let j = 0; j < count[l]; j++) if (position[base + j] !== INIT) return false
  return true
}

/** Largest index whose state is not Init, −1 for none. */
function changingDirective(l: number): number {
  const base = l * STRIDE
  for (let j = count[l] - 1; j >= 0; j--) if (position[base + last[base + j]] !== INIT) return j
  return -1
}

/** Code of the error when a case occurs too often. */
export const OVERFLOW = "occurrence-overflow"

/**
 * Occurrences of the current case: a product of 32-bit integers that wraps around (quirk 7).
 *
 * @throws InputError when it wraps to a value that is not positive.
 */
export function occurrences(l: number): number {
  const base = l * STRIDE
  let product = 1
  for (let j = 0; j < count[l]; j++) {
    if (position[base + j] === STEADY) product = Math.imul(product, steadyCount[base + j])
  }
  if (product > 0) return product
  throw new InputError(`a case of level ${l} occurs more than 2^31 times`, OVERFLOW)
}
