// Registers the allocation environments, so that `make("Allocation-v1", { network: "resnet18" })` works.

import { type NamedProblemOptions, namedProblem } from "../src/allocation/named.ts"
import type { AllocationProblem } from "../src/allocation/problem.ts"
import { AllocationEnv, type AllocationEnvOptions } from "./allocation-env.ts"
import { ConfuciuXEnv, type ConfuciuXEnvOptions, descriptorsOf } from "./confuciux-env.ts"
import { register } from "./ts-gym/index.ts"

/** Arguments of `make("Allocation-v1", …)`: a problem, or the names of one, and the environment's options. */
export type AllocationKwargs = Partial<NamedProblemOptions> &
  Partial<Omit<AllocationEnvOptions, "grid">> & { readonly problem?: AllocationProblem }

/** Arguments of `make("ConfuciuX-v0", …)`. As published, the platform is `confuciux` and impossible rows may be chosen. */
export type ConfuciuXKwargs = Partial<NamedProblemOptions> & Pick<ConfuciuXEnvOptions, "seedScope">

register({
  id: "Allocation-v1",
  entryPoint: ({ problem, ...options }: AllocationKwargs) => {
    const { order = "file", observation = "priced", choices = "undominated" } = options
    return new AllocationEnv(problem ?? namedProblem(options).problem, { order, observation, choices })
  },
})

register({
  id: "ConfuciuX-v0",
  entryPoint: ({ seedScope = "run", ...options }: ConfuciuXKwargs) => {
    const { problem, network } = namedProblem({ platform: "confuciux", allowImpossible: true, ...options })
    return new ConfuciuXEnv({ problem, descriptors: descriptorsOf(network.rows), seedScope })
  },
})
