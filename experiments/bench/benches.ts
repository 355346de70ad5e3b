// The benches by name; what one runs loads when it is asked for.

import { OBSERVATION_PROFILES } from "../../env/observation.ts"
import type { Bench } from "./bench.ts"
import { PART_NAMES } from "./method-cases.ts"

export const BENCHES: readonly Bench[] = [
  {
    name: "kernel",
    summary:
      "evaluations per CPU second, one thread: the space of ResNet-50 and 10,000 random mappings, recorded or fresh",
    load: async () => (await import("./kernel.ts")).benchKernel,
  },
  {
    name: "table",
    summary: "wall time of the tables of 13 networks × 3 dataflows, 1 and 2 workers, 144 and 1,536 choices",
    load: async () => (await import("./table.ts")).benchTable,
  },
  {
    name: "dse",
    summary: "sweeps of 480 million designs, one layer and all of ResNet-50, both profiles: CPU seconds and rates",
    load: async () => (await import("./dse.ts")).benchDse,
  },
  {
    name: "gym",
    summary: "environment steps per second: one, 64 in one loop, 64 in 2 threads; Gymnasium's beside it",
    load: async () => (await import("./gym.ts")).benchGym,
  },
  {
    name: "learning",
    summary: "episodes of every policy and generations per CPU second, on MobileNetV2 and FrozenLake",
    backends: true,
    load: async () => (await import("./speed.ts")).benchLearning,
  },
  {
    name: "memory",
    summary: "tensors, bytes and process memory over 10,000 updates of every policy",
    backends: true,
    load: async () => (await import("./memory.ts")).benchMemory,
  },
  {
    name: "optimum",
    summary:
      "proven optimum, bound and greedy gap on the 144-choice table, platform confuciux, profile maestro, area budget",
    load: async () => (await import("./optimum.ts")).benchOptimum,
  },
  {
    name: "methods",
    summary: "every search method beside the proven optimum, on equal evaluations; --part names the problems",
    profiles: true,
    parts: PART_NAMES,
    load: async () => (await import("./methods.ts")).benchMethods,
  },
  {
    name: "transfer",
    summary: "leave-one-out over 13 networks and other kinds: zero-shot gaps, and after 50 episodes of fine-tuning",
    profiles: true,
    parts: OBSERVATION_PROFILES,
    load: async () => (await import("./transfer.ts")).benchTransfer,
  },
  {
    name: "ablation",
    summary: "REINFORCE with one thing changed at a time, on five hard problems, 1,024 episodes each",
    load: async () => (await import("./ablation.ts")).benchAblation,
  },
  {
    name: "quality",
    summary: "Allocation-v1: gaps after REINFORCE (1,024 episodes) and after the genetic stage (150 generations)",
    profiles: true,
    load: async () => (await import("./quality.ts")).benchQuality,
  },
  {
    name: "confuciux",
    summary:
      "ConfuciuX-v0, the published method: 300 episodes and 150 generations on MobileNetV2 / dla / latency / 0.5",
    load: async () => (await import("./quality.ts")).benchConfuciux,
  },
  {
    name: "environments",
    summary: "REINFORCE in CartPole-v1, FrozenLake-v1, Taxi-v4: mean return of 100 episodes",
    backends: true,
    load: async () => (await import("./environments.ts")).benchEnvironments,
  },
  {
    name: "sweep",
    summary:
      "a sweep of 500 cells, 3 of them failing, in peace and with kills, on this machine and over a Redis: same bytes",
    load: async () => (await import("./sweep.ts")).benchSweep,
  },
  {
    name: "physical",
    summary: "profile physical on ConfuciuX grids, shipped and random mappings, beside the specification's figures",
    load: async () => (await import("./physical.ts")).benchPhysical,
  },
  {
    name: "profiles",
    summary:
      "13 networks × dataflows × objectives × budgets × edge, mobile, cloud: optima and allocations of both profiles",
    plots: true,
    load: async () => (await import("./profiles.ts")).benchProfiles,
  },
  {
    name: "map",
    summary: "mapping searches at 545 evaluations: cycles over the floor, rates, proofs, ResNet-50 and MobileNetV2",
    plots: true,
    load: async () => (await import("./map.ts")).benchMap,
  },
]
