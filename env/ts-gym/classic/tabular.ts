// What environments with a table of transitions share.
//
// Source: Gymnasium 1.4.0, envs/toy_text/utils.py and utils/colorize.py.

import type { Generator } from "../random/generator.ts"

/** One possible outcome of an action. */
export interface Transition {
  readonly probability: number
  readonly state: number
  readonly reward: number
  readonly terminated: boolean
}

/** Draws an index with the given probabilities, by one uniform number. */
export function categoricalSample(probabilities: ArrayLike<number>, random: Generator): number {
  const limit = random.random()
  let sum = 0
  for (let i = 0; i < probabilities.length; i++) {
    sum += probabilities[i]
    if (sum > limit) return i
  }
  // The sum of all may fall short of 1 by rounding; NumPy's argmax of nothing is 0.
  return 0
}

/** Draws one of the outcomes. */
export function drawTransition(transitions: readonly Transition[], random: Generator): Transition {
  const limit = random.random()
  let sum = 0
  for (const transition of transitions) {
    sum += transition.probability
    if (sum > limit) return transition
  }
  return transitions[0]
}

const COLORS = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35 }

/** Text between terminal colour codes; `highlight` colours the background. */
export function colorize(
  text: string,
  color: keyof typeof COLORS,
  { bold = false, highlight = false }: { bold?: boolean; highlight?: boolean } = {},
): string {
  const code = COLORS[color] + (highlight ? 10 : 0)
  return `\u001b[${code}${bold ? ";1" : ""}m${text}\u001b[0m`
}
