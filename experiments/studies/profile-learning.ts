// REINFORCE on a part of the study's problems: how far it ends above the proven optimum under profile `physical`.

import { loadBackend } from "../../agents/backend.ts"
import type { Objective } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { PROFILE_DATAFLOWS } from "../../src/costs/profile.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"
import { Instance } from "../load.ts"
import { runTwoStage } from "../methods/two-stage.ts"
import { plainProfile } from "../profile-options.ts"
import { OBJECTIVES, PLATFORM_NAMES } from "./profile-problems.ts"

const NETWORKS = ["alexnet", "resnet18", "mobilenet_v2"]
const BUDGET = 0.1

/** One run. */
export interface LearningRun {
  readonly network: string
  readonly platform: string
  readonly dataflow: string
  readonly objective: Objective
  readonly seed: number
  readonly gap: number
}

/** Cases of the part, each to be run with every seed. */
export const LEARNING_CASES = NETWORKS.flatMap(network =>
  PLATFORM_NAMES.flatMap(platform =>
    PROFILE_DATAFLOWS.physical.flatMap(dataflow =>
      OBJECTIVES.map(objective => ({ network, platform, dataflow, objective })),
    ),
  ),
)

/** Runs one case with seeds 0 … seeds − 1: 1,024 episodes, the platform's own budget for the dataflow. */
export async function learn(c: (typeof LEARNING_CASES)[number], seeds: number): Promise<LearningRun[]> {
  const { tf } = await loadBackend()
  const problem = { ...c, ...plainProfile("physical"), constraint: "area", budget: BUDGET } as const
  const instance = new Instance(builtInNetwork(c.network), platformNamed(c.platform), { ...problem, quiet: true })
  const optimum = solveExact(instance.problem).allocation.objective
  const method = { env: "Allocation-v1", observation: "priced", episodes: 1024, generations: 0 } as const
  return Array.from({ length: seeds }, (_, seed) => {
    const found = runTwoStage(tf, instance, { ...method, seed }).reinforce?.objective ?? Number.POSITIVE_INFINITY
    return { ...c, seed, gap: found / optimum - 1 }
  })
}
