// An allocation problem from names alone: built-in network, dataflow, platform, coarse grid.

import { checkName } from "../core/check.ts"
import { type ChoiceGrid, COARSE_GRID } from "../core/choices.ts"
import { buildCostTable } from "../costs/cost-table.ts"
import { dataflowsOf, PROFILES, type Profile } from "../costs/profile.ts"
import type { PhysicalChoices } from "../physical/options.ts"
import { builtInNetwork } from "../workloads/built-in.ts"
import type { Network } from "../workloads/network.ts"
import { buildProblem, CONSTRAINTS, constraintsOf, DEPLOYMENTS, OBJECTIVES, type ProblemOptions } from "./build.ts"
import { platformNamed } from "./platforms.ts"
import type { AllocationProblem } from "./problem.ts"

/** What to allocate. */
export interface NamedProblemOptions extends ProblemOptions {
  /** Built-in network. */
  readonly network: string
  /** A template of the profile: dla, shi, rs or tpu (`physical`); dla, shi or eye (`maestro`); mix: any of them per layer. */
  readonly dataflow: string
  readonly platform: string
  /** Cost model; default: the platform's, which is `physical` but for `confuciux`. */
  readonly profile?: Profile
  /** Modelling choices of profile `physical`; absent ones take PHYSICAL_DEFAULTS. */
  readonly physical?: Partial<PhysicalChoices>
  readonly grid: ChoiceGrid
}

export const NAMED_PROBLEM_DEFAULTS: NamedProblemOptions = {
  network: "mobilenet_v2",
  dataflow: "dla",
  platform: "edge",
  objective: "latency",
  constraint: "area",
  budget: 0.5,
  allowImpossible: false,
  grid: COARSE_GRID,
}

/** The problem, and the network it is about. @throws InputError for an unknown name or a budget that is too small */
export function namedProblem(options: Partial<NamedProblemOptions>): { problem: AllocationProblem; network: Network } {
  const settings = { ...NAMED_PROBLEM_DEFAULTS, ...options }
  checkName("objective", settings.objective, OBJECTIVES)
  for (const { constraint } of constraintsOf(settings)) checkName("constraint", constraint, CONSTRAINTS)
  checkName("deployment", settings.deployment ?? "lp", DEPLOYMENTS)
  const network = builtInNetwork(settings.network)
  const shapes = network.distinct.map(d => d.layer)
  const hardware = platformNamed(settings.platform)
  const { dataflow, physical, profile = hardware.profile } = settings
  checkName("profile", profile, PROFILES)
  const tables = dataflowsOf(profile, dataflow).map(name =>
    buildCostTable(shapes, settings.grid, { profile, dataflow: name, hardware, physical }),
  )
  return { problem: buildProblem(network, tables, settings), network }
}
