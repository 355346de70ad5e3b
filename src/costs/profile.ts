// The two cost models by name, and the dataflows each of them has.

import { checkName } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import { DATAFLOW_NAMES } from "../maestro/templates.ts"
import { PHYSICAL_DATAFLOW_NAMES } from "../physical/templates.ts"

/** `physical`: what a machine could do, the default. `maestro`: the reference program's digits, defects included. */
export const PROFILES = ["physical", "maestro"] as const
export type Profile = (typeof PROFILES)[number]

/** Dataflow templates a user chooses from, per profile. */
export const PROFILE_DATAFLOWS: Readonly<Record<Profile, readonly string[]>> = {
  physical: PHYSICAL_DATAFLOW_NAMES,
  maestro: DATAFLOW_NAMES,
}

/** What stands in a profile for dataflows that only the other one has. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  eye: "eye loses work above one PE; its legal replacement is rs",
  rs: "rs is the legal form of eye",
}

/** The dataflow, if the profile has it. @throws InputError that says which profile has a name, or the nearest name */
export function checkDataflowName(profile: Profile, dataflow: string): string {
  const other: Profile = profile === "physical" ? "maestro" : "physical"
  const own = PROFILE_DATAFLOWS[profile]
  if (own.includes(dataflow) || !PROFILE_DATAFLOWS[other].includes(dataflow))
    return checkName("dataflow", dataflow, own)
  const replacement = dataflow in REPLACEMENTS ? ` (${REPLACEMENTS[dataflow]})` : ""
  throw new InputError(
    `dataflow "${dataflow}" belongs to profile ${other}${replacement}; profile ${profile} has ${own.join(", ")}`,
    "other-profile",
  )
}

/** Stands for every dataflow of a profile: each layer chooses one. */
export const MIX = "mix"

/** The dataflows a layer may choose from: the one named, or for "mix" all of the profile. @throws InputError as checkDataflowName */
export function dataflowsOf(profile: Profile, dataflow: string): readonly string[] {
  return dataflow === MIX ? PROFILE_DATAFLOWS[profile] : [checkDataflowName(profile, dataflow)]
}

/** One line on the dataflows, for help texts. */
export const DATAFLOW_HELP = PROFILES.map(p => `${PROFILE_DATAFLOWS[p].join(", ")} (profile ${p})`).join("; ")
