// Iteration states of a level, and the walk over all their combinations.
//
// Source: specification "cost model", section 3.6. Every directive is in Init, Steady or Edge; a case
// is one state per directive; its occurrences are the product of the states' counts.

import { InputError } from "../core/errors.ts"
import type { Workspace } from "./workspace.ts"

export const INIT = 0
export const STEADY = 1
export const EDGE = 2

/** States of all directives of level l for its actual sizes. Most have one state: their tile covers everything. */
export function fillStates(w: Workspace, l: number): void {
  const end = l * w.stride + w.count[l]
  for (let at = l * w.stride; at < end; at++) fillState(w, l, at)
}

/** States of directive `at` of level l. */
export function fillState(w: Workspace, l: number, at: number): void {
  const { size, offset, steadyCount, hasEdge } = w
  const a = w.actual[l * w.dims + w.dim[at]]
  const m = size[at]
  const o = offset[at]
  const isSpatial = w.isSpatial[at] === 1
  const whole = isSpatial ? m + o * (w.units[l] - 1) : m
  steadyCount[at] = hasEdge[at] = w.edgeSee[at] = 0
  w.initUnrolled[at] = a <= whole ? 1 : 0
  w.initEdge[at] = a < whole ? 1 : 0
  if (a <= whole) return
  if (isSpatial) spatialStates(w, at, a, w.units[l])
  else {
    // Steps of one are common, and division slow.
    const k = o === 1 ? a - m : Math.trunc((a - m) / o)
    steadyCount[at] = k
    hasEdge[at] = k * o + m < a ? 1 : 0
  }
}

/** Further states of a spatial directive whose units together do not cover all. */
function spatialStates(w: Workspace, at: number, a: number, units: number): void {
  const m = w.size[at]
  const o = w.offset[at]
  const wave = o * units
  const whole = m + wave - o
  const k = Math.trunc((Math.trunc((a - m) / o) + 1) / units) - 1
  w.steadyCount[at] = Math.max(k, 0)
  w.hasEdge[at] = (k + 1) * wave + whole > a && k * wave + whole !== a ? 1 : 0
  const r = a - (k + 1) * wave
  const u = r < m ? 1 : Math.trunc((r - m) / o) + 1
  w.edgeSee[at] = (u - 1) * o + m < r ? 1 : 0
}

/** Puts directive `at` into a state. */
export function enter(w: Workspace, at: number, position: number): void {
  w.position[at] = position
  if (position === INIT) {
    w.isEdge[at] = w.initEdge[at]
    w.see[at] = w.isSpatial[at] === 1 ? w.initEdge[at] : 0
  } else {
    w.isEdge[at] = position === EDGE ? 1 : 0
    w.see[at] = position === EDGE ? w.edgeSee[at] : 0
  }
}

/** The first case of a level: every directive in Init. */
export function firstCase(w: Workspace, l: number): void {
  const base = l * w.stride
  for (let j = 0; j < w.count[l]; j++) enter(w, base + j, INIT)
  w.changing[l] = -1
}

/**
 * The next case in the reference's order, or false after the last. State indices follow
 * ceil(c / f) mod s: from the last directive backwards, advance a digit and stop unless it *was* 0.
 */
export function nextCase(w: Workspace, l: number): boolean {
  const base = l * w.stride
  for (let j = w.count[l] - 1; j >= 0; j--) {
    const at = base + j
    const position = w.position[at]
    const multiple = w.steadyCount[at] > 0 || w.hasEdge[at] === 1
    if (position === INIT) {
      if (multiple) enter(w, at, w.steadyCount[at] > 0 ? STEADY : EDGE)
    } else {
      enter(w, at, position === STEADY && w.hasEdge[at] === 1 ? EDGE : INIT)
      break
    }
  }
  if (allInit(w, l)) return false
  w.changing[l] = changingDirective(w, l)
  return true
}

function allInit(w: Workspace, l: number): boolean {
  const base = l * w.stride
  for (let j = 0; j < w.count[l]; j++) if (w.position[base + j] !== INIT) return false
  return true
}

/** Largest index whose state is not Init, −1 for none. */
function changingDirective(w: Workspace, l: number): number {
  const base = l * w.stride
  for (let j = w.count[l] - 1; j >= 0; j--) if (w.position[base + w.last[base + j]] !== INIT) return j
  return -1
}

/** Code of the error when a case occurs too often. */
export const OVERFLOW = "occurrence-overflow"

/**
 * Occurrences of the current case: a product of 32-bit integers that wraps around (quirk 7).
 *
 * @throws InputError when it wraps to a value that is not positive.
 */
export function occurrences(w: Workspace, l: number): number {
  const base = l * w.stride
  let product = 1
  for (let j = 0; j < w.count[l]; j++) {
    if (w.position[base + j] === STEADY) product = Math.imul(product, w.steadyCount[base + j])
  }
  if (product > 0) return product
  throw new InputError(`a case of level ${l} occurs more than 2^31 times`, OVERFLOW)
}
