// Cycles of a mapping at another bandwidth without another analysis.
//
// Source: specification "physical", section 3.6. Sizes, transfers and how often steps occur do not depend on bandwidths,
// latency and lanes. The packed procedure leaves behind what it did with times, as instructions for a stack.
// The first number of an instruction is its code; the numbers behind it are its operands.

import type { ArrayTiming } from "../procedure.ts"

/** Push zero. */
const ZERO = 0
/** Push the cycles of a PE's points. */
const PE = 1
/** Replace the two on top by the larger one, or by their sum. */
const MAX = 2
const ADD = 3
/** Replace compute cycles by those of a first step: level, elements entering, leaving, 1 if the fill is waited for. */
const FIRST = 4
/** Replace compute cycles by those of equal steps: level, number fresh and not, elements entering in these, leaving. */
const ALIKE = 5
/** Keep the top under a number and drop it; push what is kept. */
const STORE = 6
const LOAD = 7
/** Add the write-back of elements to the top: level, elements. */
const DRAIN = 8

/** Numbers per instruction, its code included. */
const SIZES = [1, 2, 1, 1, 5, 7, 2, 2, 3]

/** What an analysis leaves behind for `cyclesOf`. */
export interface CyclesTape {
  readonly code: Float64Array
  readonly levels: number
  readonly kept: number
  readonly depth: number
}

/** Takes down one analysis. */
export class CyclesRecorder {
  readonly #code: number[] = []
  #depth = 0
  #deepest = 0
  #kept = 0

  #push(by: number, ...instruction: number[]): void {
    this.#code.push(...instruction)
    this.#depth += by
    if (this.#depth > this.#deepest) this.#deepest = this.#depth
  }

  zero(): void {
    this.#push(1, ZERO)
  }
  pe(points: number): void {
    this.#push(1, PE, points)
  }
  max(): void {
    this.#push(-1, MAX)
  }
  add(): void {
    this.#push(-1, ADD)
  }
  first(level: number, entering: number, leaving: number, isFilled: boolean): void {
    this.#push(0, FIRST, level, entering, leaving, isFilled ? 1 : 0)
  }
  alike(level: number, fresh: number, others: number, entering: number, again: number, leaving: number): void {
    this.#push(0, ALIKE, level, fresh, others, entering, again, leaving)
  }
  store(slot: number): void {
    this.#kept = Math.max(this.#kept, slot + 1)
    this.#push(-1, STORE, slot)
  }
  load(slot: number): void {
    this.#push(1, LOAD, slot)
  }
  drain(level: number, elements: number): void {
    if (elements > 0) this.#push(0, DRAIN, level, elements)
  }

  finish(levels: number): CyclesTape {
    return { code: Float64Array.from(this.#code), levels, kept: this.#kept, depth: this.#deepest }
  }
}

// Kept between calls, so that none allocates.
let stack = new Float64Array(64)
let kept = new Float64Array(256)
const bandwidths = new Float64Array(16)
const latencies = new Float64Array(16)

/** Cycles to move elements at a level. */
function transfer(level: number, elements: number): number {
  if (elements === 0) return 0
  const bandwidth = bandwidths[level]
  return latencies[level] + (elements <= bandwidth ? 1 : Math.ceil(elements / bandwidth)) - 1
}

/** Cycles of the array, drain included, under other bandwidths, latency and lanes (same PE count). */
export function cyclesOf(tape: CyclesTape, timing: ArrayTiming): number {
  const { code, levels, depth } = tape
  if (stack.length < depth + 1) stack = new Float64Array(2 * depth)
  if (kept.length < tape.kept) kept = new Float64Array(2 * tape.kept)
  for (let l = 0; l < levels; l++) {
    const own = timing.nocByHeight?.[levels - 1 - l]
    bandwidths[l] = own?.bandwidth ?? timing.nocBandwidth
    latencies[l] = Math.max(own?.latency ?? timing.nocLatency, 1)
  }
  const lanes = timing.simdLanes
  let top = -1
  for (let at = 0; at < code.length; ) {
    const op = code[at] | 0
    if (op === ALIKE) {
      const level = code[at + 1] | 0
      const others = Math.max(stack[top], transfer(level, code[at + 6]))
      const fresh = code[at + 2]
      const rest = code[at + 3]
      stack[top] =
        (fresh > 0 ? fresh * Math.max(transfer(level, code[at + 4]), others) : 0) +
        (rest > 0 ? rest * Math.max(transfer(level, code[at + 5]), others) : 0)
    } else if (op === PE) stack[++top] = lanes === 1 ? code[at + 1] : Math.ceil(code[at + 1] / lanes)
    else if (op === ADD) {
      top--
      stack[top] += stack[top + 1]
    } else if (op === FIRST) {
      const level = code[at + 1] | 0
      const input = transfer(level, code[at + 2])
      const others = Math.max(stack[top], transfer(level, code[at + 3]))
      stack[top] = code[at + 4] === 1 ? input + others : Math.max(input, others)
    } else if (op === LOAD) stack[++top] = kept[code[at + 1] | 0]
    else if (op === MAX) {
      top--
      if (stack[top + 1] > stack[top]) stack[top] = stack[top + 1]
    } else if (op === STORE) kept[code[at + 1] | 0] = stack[top--]
    else if (op === DRAIN) stack[top] += transfer(code[at + 1] | 0, code[at + 2])
    else stack[++top] = 0
    at += SIZES[op]
  }
  return stack[top]
}
