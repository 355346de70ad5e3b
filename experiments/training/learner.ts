// Stage one of a run: REINFORCE in one of the two environments, behind one interface.

import type { TensorFlow } from "../../agents/backend.ts"
import { ConfuciuXPolicy } from "../../agents/confuciux-policy.ts"
import { exportConfuciux, exportScorer } from "../../agents/policy-export.ts"
import { ALLOCATION_RECIPE, PUBLISHED_RECIPE } from "../../agents/recipes.ts"
import { Reinforce, type ReinforceState, type UpdateMetrics } from "../../agents/reinforce.ts"
import { Scorer } from "../../agents/scorer.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { ConfuciuXEnv, type ConfuciuXState, descriptorsOf } from "../../env/confuciux-env.ts"
import { featureCounts } from "../../env/observation.ts"
import type { Info } from "../../env/ts-gym/index.ts"
import { type Allocation, evaluateAllocation } from "../../src/allocation/problem.ts"
import { COARSE_GRID } from "../../src/core/choices.ts"
import type { Rng } from "../../src/core/rng.ts"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import type { Instance } from "../load.ts"
import type { LearnerSettings } from "./train-settings.ts"

/** A learner that may be stopped between any two updates. */
export interface Learner {
  readonly episodes: number
  readonly done: boolean
  update(): UpdateMetrics
  /** Best feasible allocation so far, null while there is none. */
  best(): Allocation | null
  /** The final answer: greedy decodes tried as well. */
  answer(): Allocation | null
  /** How many of them. */
  readonly decodes: number
  /** The choices made in an episode, given its last info; of one that broke off, those made. */
  choicesOf(info: Info): number[]
  /** Where the genetic stage starts, given the answer. */
  geneticStart(answer: Allocation): Allocation
  save(): unknown
  restore(state: unknown): void
  policy(provenance: Readonly<Record<string, string>>): PolicyFile
}

/** What stage one needs of an instance; the grid is the coarse one. */
export type LearnerTask = Pick<Instance, "problem" | "network" | "dataflows">

/** The best choices so far in what a learner saved; null while it has none. */
export function savedBest(env: LearnerSettings["env"], saved: unknown): ArrayLike<number> | null {
  if (env === "ConfuciuX-v0") return (saved as { env: ConfuciuXState }).env.best?.choice ?? null
  const info = (saved as ReinforceState<number>).best[0]?.info
  return (info?.choice as ArrayLike<number> | undefined) ?? null
}

/** The learner a run's settings ask for. */
export function makeLearner(tf: TensorFlow, instance: LearnerTask, settings: LearnerSettings, rng: Rng): Learner {
  return settings.env === "ConfuciuX-v0"
    ? confuciuxLearner(tf, instance, settings, rng)
    : allocationLearner(tf, instance, settings, rng)
}

function allocationLearner(tf: TensorFlow, instance: LearnerTask, settings: LearnerSettings, rng: Rng): Learner {
  const { problem, dataflows } = instance
  const { observation, episodes } = settings
  const env = new AllocationEnv(problem, { observation })
  const features = featureCounts(observation)
  const policy = new Scorer(tf, features, rng.split("policy"))
  const agent = new Reinforce(tf, [env], policy, rng.split("reinforce"), { ...ALLOCATION_RECIPE, episodes })
  const allocation = (info: Readonly<Record<string, unknown>> | undefined) =>
    info === undefined ? null : evaluateAllocation(problem, info.choice as ArrayLike<number>)
  return {
    get episodes() {
      return agent.episodes
    },
    get done() {
      return agent.done
    },
    update: () => agent.update(),
    best: () => allocation(agent.best()?.info),
    answer: () => allocation(agent.answer()?.info),
    decodes: 1 + agent.options.decodes.length,
    choicesOf: info => Array.from(info.choice as ArrayLike<number>),
    geneticStart: answer => answer,
    save: () => agent.save(),
    restore: state => agent.restore(state as ReinforceState<number>),
    policy: provenance => exportScorer(policy, env, observation, { grid: COARSE_GRID, dataflows }, provenance),
  }
}

function confuciuxLearner(tf: TensorFlow, instance: LearnerTask, settings: LearnerSettings, rng: Rng): Learner {
  const { problem, network } = instance
  const env = new ConfuciuXEnv({
    problem,
    descriptors: descriptorsOf(network.rows),
    grid: COARSE_GRID,
    seedScope: "episode",
  })
  const policy = new ConfuciuXPolicy(tf, rng.split("policy"))
  const options = { ...PUBLISHED_RECIPE, episodes: settings.episodes }
  const agent = new Reinforce(tf, [env], policy, rng.split("reinforce"), options)
  // The environment keeps the best itself, as the published program does.
  const best = () => {
    const { best: found } = env.save()
    return found === null ? null : evaluateAllocation(problem, found.choice)
  }
  return {
    get episodes() {
      return agent.episodes
    },
    get done() {
      return agent.done
    },
    update: () => agent.update(),
    best,
    answer: best,
    decodes: 0,
    choicesOf: info => (info.allocation as number[]).filter(choice => choice >= 0),
    // Quirk Q2: the genetic stage starts from the assignment of the last random layer order, at the best's totals.
    geneticStart: answer => ({ ...answer, choice: Int32Array.from(env.scrambledBest() ?? answer.choice) }),
    save: () => ({ agent: agent.save(), env: env.save() }),
    restore: state => {
      const saved = state as { agent: ReinforceState<Int32Array>; env: ConfuciuXState }
      agent.restore(saved.agent)
      env.restore(saved.env)
    },
    policy: provenance => exportConfuciux(policy, env, provenance),
  }
}
