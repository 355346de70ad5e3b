// The sizes in a policy file's architecture, checked: what a damaged or hostile file claims must not be allocated.

import { InputError } from "../src/core/errors.ts"
import type { PolicyFile } from "../src/formats/policy-file.ts"
import { CONFUCIUX_POLICY_DEFAULTS, type ConfuciuXPolicyOptions } from "./confuciux-policy.ts"
import type { MlpShape } from "./mlp-policy.ts"
import type { ScorerOptions } from "./scorer-network.ts"

/** Sizes beyond this are surely damage; a scorer of this width has 17 million weights. */
const WIDEST = 4096
/** Layers or action parts beyond this are, too. */
const MOST = 64

type Sized = Pick<PolicyFile, "architecture">

/** The sizes of a scorer. @throws InputError for one that is no integer in [1, 4096] */
export function scorerShape({ architecture }: Sized): Required<ScorerOptions> {
  return {
    choiceFeatures: count("choiceFeatures", architecture.choiceFeatures),
    situationFeatures: count("situationFeatures", architecture.situationFeatures),
    hidden: count("hidden", architecture.hidden),
  }
}

/** The sizes of the published policy, which has one shape. @throws InputError for another */
export function confuciuxShape({ architecture }: Sized): Required<ConfuciuXPolicyOptions> {
  for (const [name, value] of Object.entries(CONFUCIUX_POLICY_DEFAULTS)) {
    if (String(architecture[name]) === String(value)) continue
    throw new InputError(`policy architecture: ${name} is ${String(architecture[name])}, expected ${String(value)}`)
  }
  return CONFUCIUX_POLICY_DEFAULTS
}

/** The sizes of a perceptron. @throws InputError for one that is out of range */
export function mlpShape({ architecture }: Sized): MlpShape {
  const parts = counts("parts", architecture.parts)
  const start = listOf("start", architecture.start)
  if (parts.length === 0 || start.length !== parts.length || !start.every(isInt32)) {
    throw new InputError(
      `policy architecture: start is [${start.join(", ")}], expected an integer for each of the parts`,
    )
  }
  const single = architecture.single === true
  if (single && parts.length > 1) throw new InputError(`policy architecture: single, but ${parts.length} parts`)
  return {
    inputs: count("inputs", architecture.inputs),
    hidden: counts("hidden", architecture.hidden),
    parts,
    start: start as number[],
    single,
  }
}

/** 32 bits, and room for the parts' sizes. */
function isInt32(x: unknown): boolean {
  return Number.isInteger(x) && Math.abs(x as number) < 2 ** 31 - WIDEST
}

function counts(name: string, value: unknown): number[] {
  return listOf(name, value).map((entry, i) => count(`${name}[${i}]`, entry))
}

function listOf(name: string, value: unknown): unknown[] {
  if (Array.isArray(value) && value.length <= MOST) return value
  throw new InputError(`policy architecture: ${name} is ${String(value)}, expected a list of at most ${MOST}`)
}

function count(name: string, value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= WIDEST) return value as number
  throw new InputError(`policy architecture: ${name} is ${String(value)}, expected an integer in [1, ${WIDEST}]`)
}
