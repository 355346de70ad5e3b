// Registers the allocation environments, so that `make("Allocation-v1", { network: "resnet18" })` works.

import { NAMED_PROBLEM_DEFAULTS, type NamedProblemOptions, namedProblem } from "../src/allocation/named.ts"
import type { AllocationProblem } from "../src/allocation/problem.ts"
import { checkInteger } from "../src/core/check.ts"
import { COARSE_GRID } from "../src/core/choices.ts"
import { InputError } from "../src/core/errors.ts"
import { builtInNetwork } from "../src/workloads/built-in.ts"
import { AllocationEnv, type AllocationEnvOptions } from "./allocation-env.ts"
import { ConfuciuXEnv, type ConfuciuXEnvOptions, descriptorsOf } from "./confuciux-env.ts"
import { MappingEnv, type MappingEnvOptions } from "./mapping-env.ts"
import { register } from "./ts-gym/index.ts"

/**
 * Arguments of `make("Allocation-v1", …)`: a problem, or the names of one, and the environment's options. A named problem
 * has the costs of profile `physical`, unless its platform is `confuciux` or a profile is named.
 */
export type AllocationKwargs = Partial<NamedProblemOptions> &
  Partial<Omit<AllocationEnvOptions, "grid">> & { readonly problem?: AllocationProblem }

/**
 * Arguments of `make("ConfuciuX-v0", …)`: a problem and its descriptors, or the names of one, and the environment's
 * options. As published, a named problem has the platform `confuciux`, the costs of profile `maestro`, and may choose
 * impossible rows.
 */
export type ConfuciuXKwargs = Partial<NamedProblemOptions> & Partial<ConfuciuXEnvOptions>

/** Arguments of `make("Mapping-v0", …)`: a layer, or a network's name and the layer's number from 1, and the environment's options. */
export type MappingKwargs = Partial<MappingEnvOptions> & { readonly network?: string; readonly index?: number }

declare module "./ts-gym/index.ts" {
  interface EnvRegistry {
    "Allocation-v1": { env: AllocationEnv; kwargs: AllocationKwargs }
    "Mapping-v0": { env: MappingEnv; kwargs: MappingKwargs }
    "ConfuciuX-v0": { env: ConfuciuXEnv; kwargs: ConfuciuXKwargs }
  }
}

/** Arguments that name a problem, and the problem itself. */
const PROBLEM_KWARGS = [
  ...Object.keys(NAMED_PROBLEM_DEFAULTS),
  "profile",
  "physical",
  "further",
  "deployment",
  "problem",
]

register({
  id: "Allocation-v1",
  accepts: [...PROBLEM_KWARGS, "order", "observation", "choices"],
  entryPoint: ({ problem, ...options }: AllocationKwargs) => {
    const { order = "file", observation = "priced", choices = "undominated" } = options
    return new AllocationEnv(problem ?? namedProblem(options).problem, { order, observation, choices })
  },
})

register({
  id: "ConfuciuX-v0",
  accepts: [...PROBLEM_KWARGS, "descriptors", "seedScope"],
  entryPoint: ({ problem, descriptors = [], seedScope = "run", ...options }: ConfuciuXKwargs) => {
    const { grid = COARSE_GRID } = options
    if (problem !== undefined) return new ConfuciuXEnv({ problem, descriptors, grid, seedScope })
    if (options.profile === "physical") {
      throw new InputError('profile is "physical", but ConfuciuX-v0 is as published: its costs are those of "maestro"')
    }
    const named = namedProblem({ platform: "confuciux", allowImpossible: true, ...options, profile: "maestro" })
    return new ConfuciuXEnv({ problem: named.problem, descriptors: descriptorsOf(named.network.rows), grid, seedScope })
  },
})

register({
  id: "Mapping-v0",
  accepts: ["network", "index", "layer", "hardware", "limits", "choices", "goal", "levels", "formulation"],
  entryPoint: ({ network = "resnet18", index = 1, layer, ...options }: MappingKwargs) => {
    const { layers } = layer === undefined ? builtInNetwork(network) : { layers: [layer] }
    checkInteger("index", index, 1, layers.length)
    return new MappingEnv({ ...options, layer: layers[layer === undefined ? index - 1 : 0] })
  },
})
