// Small layers, and searches on them.

import { Rng } from "../../src/core/rng.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { convolution, depthwise, gemm, type Layer, layerOf } from "../../src/maestro/layer.ts"
import { type Limits, MappingEvaluator } from "../../src/mapping/evaluate.ts"
import { Dimensions } from "../../src/mapping/genome.ts"
import { DEFAULT_GOAL, type Goal } from "../../src/mapping/objectives.ts"
import { runSearch, type SearchMethod, SearchState } from "../../src/mapping/search.ts"
import { MapSpace } from "../../src/mapping/space.ts"
import type { SpaceRules } from "../../src/mapping/space-rules.ts"

/** One of each kind, rich in edges. */
export const LAYERS: readonly Layer[] = [
  convolution(6, 5, 9, 8, 3, 2),
  depthwise(7, 10, 9, 3, 3),
  gemm(7, 12, 10),
  layerOf("groups", "NGCONV", { G: 3, K: 4, C: 2, Y: 7, X: 7, R: 3, S: 3 }),
  {
    name: "strided",
    kind: "CONV",
    dimensions: [
      { name: "K", size: 4, stride: 1 },
      { name: "C", size: 3, stride: 1 },
      { name: "Y", size: 11, stride: 2 },
      { name: "X", size: 9, stride: 2 },
      { name: "R", size: 3, stride: 1 },
      { name: "S", size: 3, stride: 1 },
    ],
  },
]

export function hardware(numPEs: number, nocBandwidth = 2 ** 20): Hardware {
  return { numPEs, simdLanes: 1, nocBandwidth, nocLatency: 1, offchipBandwidth: 2 ** 30 }
}

/** What a search needs, made anew. */
export function setup(layer: Layer, numPEs: number, given: Partial<SetupOptions> = {}) {
  const { limits = {}, rules = {}, evaluations = 200, seed = 0, goal = DEFAULT_GOAL, bandwidth } = given
  const dimensions = new Dimensions(layer)
  const space = new MapSpace(dimensions, numPEs, rules)
  const evaluator = new MappingEvaluator({ dimensions, hardware: hardware(numPEs, bandwidth), limits })
  return { space, evaluator, evaluations, goal, rng: Rng.fromSeed(seed) }
}

export interface SetupOptions {
  readonly limits: Limits
  readonly rules: Partial<SpaceRules>
  readonly evaluations: number
  readonly seed: number
  readonly goal: Goal
  readonly bandwidth: number
}

export function search(method: SearchMethod, layer: Layer, numPEs: number, given: Partial<SetupOptions> = {}) {
  return runSearch(method, setup(layer, numPEs, given))
}

export function stateOf(layer: Layer, numPEs: number, given: Partial<SetupOptions> = {}): SearchState {
  return new SearchState(setup(layer, numPEs, given))
}
