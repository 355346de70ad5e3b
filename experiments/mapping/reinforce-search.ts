// A mapping search by REINFORCE in Mapping-v0, layer by layer: one episode is one evaluation.

import { loadBackend } from "../../agents/backend.ts"
import { MlpPolicy } from "../../agents/mlp-policy.ts"
import { Reinforce } from "../../agents/reinforce.ts"
import { MappingEnv } from "../../env/mapping-env.ts"
import type { Env } from "../../env/ts-gym/index.ts"
import { Rng } from "../../src/core/rng.ts"
import { type LayerResult, resultOf } from "../../src/mapping/search-layer.ts"
import { SPACE_DEFAULTS } from "../../src/mapping/space-rules.ts"
import { progress } from "../terminal/progress.ts"
import type { NetworkSearch } from "./network-search.ts"

/** Levels of its mappings, where the rules leave a choice. */
const LEVELS = 2

/** Learns a policy per layer from scratch; its best episode is the answer. */
export async function searchWithReinforce({ layers, job }: NetworkSearch, quiet: boolean): Promise<LayerResult[]> {
  const { tf } = await loadBackend()
  const bar = progress("episodes", layers.length * job.evaluations, process.stderr, { quiet })
  const results: LayerResult[] = []
  const { hardware, limits, choices, goal, evaluations, rules } = job
  const { minLevels, maxLevels } = { ...SPACE_DEFAULTS, ...rules }
  const levels = minLevels === maxLevels ? minLevels : LEVELS
  try {
    for (const [shape, layer] of layers.entries()) {
      const mapping = new MappingEnv({ layer, hardware, limits, choices, goal, levels })
      const env = mapping as unknown as Env<Float32Array, number>
      const rng = Rng.fromSeed(job.seed).split("shape", shape)
      const policy = new MlpPolicy(tf, env, rng.split("policy"), { hidden: [64, 64] })
      const agent = new Reinforce(tf, [env], policy, rng.split("agent"), { episodes: evaluations, batch: 16 })
      while (!agent.done) {
        agent.update()
        bar.update(shape * evaluations + agent.episodes)
      }
      policy.dispose()
      results.push(resultOf(mapping.state.outcome(), job, mapping.space, mapping.evaluator))
    }
  } finally {
    bar.stop()
  }
  return results
}
