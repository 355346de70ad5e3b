// The steps of a level for one chunk, grouped by what changed since the step before.
//
// Source: specification "physical", section 3.2.

import type { Form, Loop } from "./form.ts"

/** A chunk relative to another one: its sizes, and its start minus the other's, per axis. */
export interface Placement {
  readonly sizes: readonly number[]
  readonly shift: readonly number[]
}

/** Steps that differ in position only. */
export interface StepCase {
  readonly count: number
  /** Sizes of the array's piece (all units together) per axis. */
  readonly sizes: readonly number[]
  /** The piece of the step before, relative to this one; null in the first step of the chunk. */
  readonly before: Placement | null
  /** Whether some loop over a reduced axis is past its first step: the outputs were there before. */
  readonly again: boolean
  /** Start of the piece within the chunk; that of one of the steps when they are several. */
  readonly starts: readonly number[]
}

/** A position of a loop, or several that are alike. */
interface State {
  readonly size: number
  readonly count: number
  readonly start: number
}

/**
 * First, later and partial states of a loop.
 *
 * @param singly every later position by itself
 */
function statesOf(loop: Loop, singly: boolean): State[] {
  const { step, count, last } = loop
  const states: State[] = [{ size: step, count: 1, start: 0 }]
  const whole = last < step ? count - 2 : count - 1
  if (singly) for (let j = 1; j <= whole; j++) states.push({ size: step, count: 1, start: j * step })
  else if (whole > 0) states.push({ size: step, count: whole, start: step })
  if (last < step) states.push({ size: last, count: 1, start: (count - 1) * step })
  return states
}

/**
 * All cases of a level for a chunk. For each innermost loop c past its first state: every state of the
 * loops outside c × the states of c but the first; loops inside c have wrapped to their first.
 *
 * @param singly per axis whether positions along it are told apart
 */
export function casesOf(
  form: Form,
  sizes: readonly number[],
  inOutput: readonly boolean[],
  singly = false,
): StepCase[] {
  const { loops } = form
  const states = loops.map(loop => statesOf(loop, singly && inOutput[loop.axis]))
  const first = [...sizes]
  for (const loop of loops) first[loop.axis] = loop.step
  const zero = sizes.map(() => 0)
  const cases: StepCase[] = [{ count: 1, sizes: first, before: null, again: false, starts: zero }]

  const visit = (depth: number, c: number, at: State[]) => {
    for (const [i, state] of states[depth].entries()) {
      const here = [...at, state]
      if (depth < c) visit(depth + 1, c, here)
      else if (i > 0) cases.push(caseOf(loops, here, sizes, inOutput))
    }
  }
  for (let c = 0; c < loops.length; c++) visit(0, c, [])
  return cases
}

/** The case in which the loops up to c are in the given states, the last of them c's. */
function caseOf(
  loops: readonly Loop[],
  at: readonly State[],
  sizes: readonly number[],
  inOutput: readonly boolean[],
): StepCase {
  const now = [...sizes]
  const before = [...sizes]
  const shift = sizes.map(() => 0)
  const starts = sizes.map(() => 0)
  const c = at.length - 1
  let count = 1
  let again = false
  for (const [i, { axis, step, count: steps, last }] of loops.entries()) {
    if (i > c) {
      now[axis] = step
      before[axis] = last
      shift[axis] = (steps - 1) * step
      continue
    }
    now[axis] = at[i].size
    before[axis] = i === c ? step : at[i].size
    shift[axis] = i === c ? -step : 0
    starts[axis] = at[i].start
    count *= at[i].count
    if (at[i].start > 0 && !inOutput[axis]) again = true
  }
  return { count, sizes: now, before: { sizes: before, shift }, again, starts }
}

/** The array's piece in the last step of a chunk, relative to the chunk. */
export function lastStep(form: Form, sizes: readonly number[]): Placement {
  const last = [...sizes]
  const shift = sizes.map(() => 0)
  for (const loop of form.loops) {
    last[loop.axis] = loop.last
    shift[loop.axis] = (loop.count - 1) * loop.step
  }
  return { sizes: last, shift }
}
