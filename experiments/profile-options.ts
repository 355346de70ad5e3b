// The options that choose a cost model and its modelling choices, shared by the commands that cost something.

import type { Command } from "commander"
import { checkName } from "../src/core/check.ts"
import { InputError, UsageError } from "../src/core/errors.ts"
import { PROFILES, type Profile } from "../src/costs/profile.ts"
import { PHYSICAL_DEFAULTS, type PhysicalChoices } from "../src/physical/options.ts"

/** As typed. Commander gives `offchipFloor` true unless --no-offchip-floor is there. */
export interface ProfileFlags {
  readonly profile?: string
  readonly innerFill?: string
  readonly l2?: string
  readonly offchipFloor?: boolean
  readonly clusterAccess?: string
}

/** The modelling choices as typed. */
export type ChoiceFlags = Omit<ProfileFlags, "profile">

/** Modelling choices as options name them. */
export type ModelChoices = Omit<PhysicalChoices, "constants">

/** As meant; `physical` is null for profile `maestro`. Written to config.json. */
export interface ProfileSettings {
  readonly profile: Profile
  readonly physical: ModelChoices | null
}

const { constants: _, ...choices } = PHYSICAL_DEFAULTS

/** A profile with the modelling choices it has if nothing is said. */
export function plainProfile(profile: Profile): ProfileSettings {
  return { profile, physical: profile === "physical" ? CHOICE_DEFAULTS : null }
}

const CHOICE_DEFAULTS: ModelChoices = choices
const INNER_FILLS = ["prefetch", "exposed"] as const

/**
 * Adds the options to a command.
 *
 * @param otherwise what holds without --profile, for the help text
 */
export function addProfileOptions(command: Command, otherwise: string): Command {
  return addChoiceOptions(
    command.option("--profile <name>", `cost model: ${PROFILES.join(", ")} (default: ${otherwise})`),
  )
}

/** Adds the options for the modelling choices alone. */
export function addChoiceOptions(command: Command): Command {
  return command
    .option("--inner-fill <when>", "physical: a unit's first data are there by prefetch, or waited for: exposed")
    .option("--l2 <rule>", "physical: L2 holds the layer (resident), a step (streaming), or this many elements (bytes)")
    .option("--no-offchip-floor", "physical: run time may be shorter than off-chip traffic over bandwidth")
    .option("--cluster-access <MACs>", "physical: energy of one access to a cluster's buffer (default: 0, none there)")
}

/** Checks names and numbers. @throws UsageError for modelling choices beside profile `maestro`, which has none */
export function checkProfileFlags(flags: ProfileFlags, otherwise: Profile): ProfileSettings {
  const profile = checkName("profile", flags.profile ?? otherwise, PROFILES)
  const given = [
    ["--inner-fill", flags.innerFill !== undefined],
    ["--l2", flags.l2 !== undefined],
    ["--no-offchip-floor", flags.offchipFloor === false],
    ["--cluster-access", flags.clusterAccess !== undefined],
  ] as const
  if (profile === "physical") return { profile, physical: choicesOf(flags) }
  const names = given.flatMap(([name, there]) => (there ? [name] : []))
  if (names.length === 0) return { profile, physical: null }
  throw new UsageError(`${names.join(", ")}: only profile physical has these choices, the profile here is ${profile}`)
}

/** The modelling choices of profile `physical`. */
export function choicesOf({ innerFill, l2, offchipFloor, clusterAccess }: ChoiceFlags): ModelChoices {
  return {
    innerFill: checkName("inner-fill", innerFill ?? CHOICE_DEFAULTS.innerFill, INNER_FILLS),
    l2: l2 === undefined ? CHOICE_DEFAULTS.l2 : l2RuleOf(l2),
    offchipFloor: offchipFloor ?? CHOICE_DEFAULTS.offchipFloor,
    clusterAccess: clusterAccess === undefined ? CHOICE_DEFAULTS.clusterAccess : accessOf(clusterAccess),
  }
}

function l2RuleOf(text: string): ModelChoices["l2"] {
  if (text === "resident" || text === "streaming") return text
  const capacity = Number(text)
  if (text.trim() !== "" && Number.isSafeInteger(capacity) && capacity >= 1) return { capacity }
  throw new InputError(`l2 is "${text}", expected resident, streaming or an integer of at least 1 (elements)`)
}

function accessOf(text: string): number {
  const value = Number(text)
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value
  throw new InputError(`cluster-access is "${text}", expected a number of at least 0`)
}

/** The options that stand for settings; those at their default are left out, the profile if it is `otherwise`. */
export function profileWords({ profile, physical }: ProfileSettings, otherwise: Profile): string[] {
  const words = profile === otherwise ? [] : [`--profile ${profile}`]
  if (physical === null) return words
  const { innerFill, l2, offchipFloor, clusterAccess } = physical
  if (innerFill !== CHOICE_DEFAULTS.innerFill) words.push(`--inner-fill ${innerFill}`)
  if (l2 !== CHOICE_DEFAULTS.l2) words.push(`--l2 ${l2Text(l2)}`)
  if (!offchipFloor) words.push("--no-offchip-floor")
  if (clusterAccess !== CHOICE_DEFAULTS.clusterAccess) words.push(`--cluster-access ${clusterAccess}`)
  return words
}

/** Recorded settings as if they had been typed; whatever a file holds, so that checking them again finds damage. */
export function profileFlagsOf({ profile, physical }: ProfileSettings): ProfileFlags {
  if (physical === null) return { profile }
  const { innerFill, l2, offchipFloor, clusterAccess } = Object(physical) as ModelChoices
  return { profile, innerFill, l2: l2Text(l2), offchipFloor, clusterAccess: String(clusterAccess) }
}

/** The cost model in words. */
export function profileText({ profile, physical }: ProfileSettings): string {
  if (physical === null) return profile
  const { innerFill, l2, offchipFloor, clusterAccess } = physical
  const holds = typeof l2 === "string" ? l2 : `of ${l2.capacity} elements`
  const floor = offchipFloor ? "off-chip floor" : "no off-chip floor"
  const cluster = clusterAccess > 0 ? `, cluster buffers at ${clusterAccess} MACs an access` : ""
  return `${profile} (inner fill ${innerFill}, L2 ${holds}, ${floor}${cluster})`
}

/** A rule of L2 as it is typed. */
export function l2Text(l2: ModelChoices["l2"]): string {
  return typeof l2 === "object" ? String(l2.capacity) : String(l2)
}

/** Whether impossible rows may be chosen. @throws UsageError under profile physical, where refused rows have no numbers */
export function checkAllowImpossible(flag: boolean | undefined, profile: Profile): boolean {
  if (flag === true && profile === "physical") {
    throw new UsageError("--allow-impossible: only profile maestro has impossible rows, the profile here is physical")
  }
  return flag === true
}
