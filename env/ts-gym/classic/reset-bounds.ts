// The bounds of a random start that `reset({ options: { low, high } })` may ask for.
//
// Source: Gymnasium 1.4.0, envs/classic_control/utils.py.

import type { ResetOptions } from "../core.ts"
import { ValueError } from "../errors.ts"

/**
 * [low, high] from the options, each with its default.
 *
 * @throws ValueError unless both are numbers, low not above high
 */
export function resetBounds(reset: ResetOptions, low: number, high: number): [low: number, high: number] {
  const bounds: [number, number] = [boundOf(reset, "low", low), boundOf(reset, "high", high)]
  if (bounds[0] > bounds[1])
    throw new ValueError(`options.low is ${bounds[0]}, above options.high, ${bounds[1]}; expected low ≤ high`)
  return bounds
}

function boundOf({ options = {} }: ResetOptions, name: "low" | "high", otherwise: number): number {
  const given = options[name] ?? otherwise
  if (typeof given !== "number" || Number.isNaN(given))
    throw new ValueError(`options.${name} is ${String(given)}, expected a number`)
  return given
}
