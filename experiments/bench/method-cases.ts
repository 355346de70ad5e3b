// The problems of bench `methods`, by named part.

import type { Constraint, Deployment, Objective } from "../../src/allocation/build.ts"
import { checkName } from "../../src/core/check.ts"
import type { Profile } from "../../src/costs/profile.ts"

/** One problem. */
export interface MethodCase {
  readonly network: string
  /** A dataflow, or "mix": any per layer. */
  readonly dataflow: string
  readonly deployment: Deployment
  readonly objective: Objective
  /** What the budget is on; of several constraints each has the same fraction. */
  readonly constraints: readonly Constraint[]
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
const THREE = ["resnet18", "mobilenet_v2", "mnasnet"]
const BUDGETS = [0.05, 0.1, 0.25, 0.5]
const DATAFLOWS: Readonly<Record<Profile, readonly string[]>> = {
  physical: ["dla", "shi", "rs"],
  maestro: ["dla", "shi", "eye"],
}

/** Which problems a part has: every combination. */
interface Part {
  readonly networks: readonly string[]
  /** Default: three of the profile. */
  readonly dataflows?: readonly string[]
  /** Default: layer-pipelined. */
  readonly deployment?: Deployment
  readonly objectives: readonly Objective[]
  /** Default: area. */
  readonly constraints?: readonly Constraint[]
  readonly budgets?: readonly number[]
}

const PARTS = {
  quick: {
    networks: ["resnet18", "mobilenet_v2"],
    dataflows: ["dla"],
    objectives: ["latency", "energy", "throughput"],
    budgets: [0.1],
  },
  separable: { networks: NETWORKS, objectives: ["latency", "energy"] },
  throughput: { networks: NETWORKS, objectives: ["throughput"] },
  full: { networks: NETWORKS, objectives: ["latency", "energy", "throughput"] },
  edp: { networks: THREE, objectives: ["edp"] },
  several: {
    networks: THREE,
    objectives: ["latency", "energy", "throughput"],
    constraints: ["area", "power", "l2"],
  },
  mix: { networks: THREE, dataflows: ["mix"], objectives: ["latency", "energy", "throughput"] },
  ls: { networks: THREE, deployment: "ls", objectives: ["latency", "energy", "edp"] },
  noisy: { networks: THREE, dataflows: ["dla", "shi"], objectives: ["latency"], budgets: [0.1, 0.5] },
  "ls-mix": { networks: THREE, dataflows: ["mix"], deployment: "ls", objectives: ["latency", "energy", "edp"] },
} satisfies Record<string, Part>

export type PartName = keyof typeof PARTS
export const PART_NAMES = Object.keys(PARTS) as PartName[]

/**
 * The problems of a part, or those of some of its networks.
 *
 * @throws InputError for a network that the part does not have
 */
export function casesOf(name: PartName, profile: Profile, only?: readonly string[]): MethodCase[] {
  const part: Part = PARTS[name]
  for (const network of only ?? []) checkName(`network of part ${name}`, network, part.networks)
  const { deployment = "lp", constraints = ["area"], dataflows = DATAFLOWS[profile], budgets = BUDGETS } = part
  return (only ?? part.networks).flatMap(network =>
    dataflows.flatMap(dataflow =>
      part.objectives.flatMap(objective =>
        budgets.map(budget => ({ network, dataflow, deployment, objective, constraints, budget })),
      ),
    ),
  )
}
