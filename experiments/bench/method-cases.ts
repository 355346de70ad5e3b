// The problems of bench `methods`, by named part.

import { platformNamed } from "../../src/allocation/platforms.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { InputError } from "../../src/core/errors.ts"
import type { Profile } from "../../src/costs/profile.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { Instance } from "../load.ts"
import { plainProfile } from "../profile-options.ts"

/** What is minimised: totals over the layers, or the cycles of the slowest layer (throughput of a pipeline). */
export type CaseObjective = "latency" | "energy" | "bottleneck"

/** One problem. */
export interface MethodCase {
  readonly network: string
  readonly dataflow: string
  readonly objective: CaseObjective
  readonly budget: number
}

const NETWORKS = [
  "vgg16",
  "squeezenet",
  "googlenet",
  "resnet18",
  "resnet50",
  "mobilenet_v2",
  "mnasnet",
  "shufflenet_v2",
]
const BUDGETS = [0.05, 0.1, 0.25, 0.5]
const DATAFLOWS: Readonly<Record<Profile, readonly string[]>> = {
  physical: ["dla", "shi", "rs"],
  maestro: ["dla", "shi", "eye"],
}

/** Which problems a part has; dataflows default to three of the profile. */
interface Part {
  readonly networks: readonly string[]
  readonly dataflows?: readonly string[]
  readonly objectives: readonly CaseObjective[]
  readonly budgets: readonly number[]
}

const PARTS = {
  quick: {
    networks: ["resnet18", "mobilenet_v2"],
    dataflows: ["dla"],
    objectives: ["latency", "energy", "bottleneck"],
    budgets: [0.1],
  },
  separable: { networks: NETWORKS, objectives: ["latency", "energy"], budgets: BUDGETS },
  bottleneck: { networks: NETWORKS, objectives: ["bottleneck"], budgets: BUDGETS },
  full: { networks: NETWORKS, objectives: ["latency", "energy", "bottleneck"], budgets: BUDGETS },
} satisfies Record<string, Part>

export type PartName = keyof typeof PARTS
export const PART_NAMES = Object.keys(PARTS) as PartName[]

/** The problems of a part. */
export function casesOf(name: PartName, profile: Profile): MethodCase[] {
  const part: Part = PARTS[name]
  return part.networks.flatMap(network =>
    (part.dataflows ?? DATAFLOWS[profile]).flatMap(dataflow =>
      part.objectives.flatMap(objective => part.budgets.map(budget => ({ network, dataflow, objective, budget }))),
    ),
  )
}

/** Platform of a profile: the published one for the published costs, else one that a chip could have. */
export const METHOD_PLATFORM: Readonly<Record<Profile, string>> = { physical: "mobile", maestro: "confuciux" }

/** A problem with what it was made from. */
export interface CaseInstance {
  /** The network's tables; its own problem is that of the summed objective. */
  readonly instance: Instance
  readonly problem: AllocationProblem
}

/** Makes the problem of a case, area budget; null when the budget admits no allocation. */
export function instanceOf(c: MethodCase, profile: Profile): CaseInstance | null {
  try {
    const instance = new Instance(builtInNetwork(c.network), platformNamed(METHOD_PLATFORM[profile]), {
      ...plainProfile(profile),
      dataflow: c.dataflow,
      objective: c.objective === "bottleneck" ? "latency" : c.objective,
      constraint: "area",
      budget: c.budget,
      quiet: true,
    })
    const { problem } = instance
    return { instance, problem: c.objective === "bottleneck" ? { ...problem, aggregation: "max" } : problem }
  } catch (error) {
    if (error instanceof InputError && error.code === "budget-too-small") return null
    throw error
  }
}
