// What each part of the improved REINFORCE is worth: one thing changed at a time, all on the same episodes, hard problems, several
// seeds. Beside it two controls without learning.
//
// Problems and most variants: specification agent-design, sections 1, 4 and 5, on costs of profile `physical`.

import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { type Episode, runEpisode, scoreEpisode } from "../../agents/episode.ts"
import { MlpPolicy } from "../../agents/mlp-policy.ts"
import type { Actor } from "../../agents/policy.ts"
import { ALLOCATION_RECIPE } from "../../agents/recipes.ts"
import { Reinforce, type ReinforceOptions } from "../../agents/reinforce.ts"
import { Scorer } from "../../agents/scorer.ts"
import type { ChoiceObservation } from "../../agents/scorer-network.ts"
import { AllocationEnv, type AllocationEnvOptions } from "../../env/allocation-env.ts"
import { featureCounts } from "../../env/observation.ts"
import { type Env, FlattenObservation } from "../../env/ts-gym/index.ts"
import type { Objective } from "../../src/allocation/build.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { namedProblem } from "../../src/allocation/named.ts"
import type { AllocationProblem } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { median } from "../../src/core/stats.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import { formatGap, type TableCell } from "../terminal/text-table.ts"
import { summarise } from "../training/zero-shot.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"

/** Episodes of every variant. */
const EPISODES = 1024

/** Gaps at which the episodes needed are counted. */
const MARKS = [0.02, 0.001] as const

/** What is changed; the rest is ALLOCATION_RECIPE with a scorer on the priced observation of undominated choices. */
interface Variant {
  readonly name: string
  readonly env?: Partial<AllocationEnvOptions>
  readonly recipe?: Partial<ReinforceOptions>
  readonly policy?: "scorer" | "perceptron" | "least regret" | "uniform"
}

const VARIANTS: readonly Variant[] = [
  { name: "as shipped" },
  { name: "all 144 choices", env: { choices: "all" } },
  { name: "observation plain", env: { observation: "plain" } },
  { name: "plain, all 144 choices", env: { observation: "plain", choices: "all" } },
  { name: "perceptron, one output per choice", policy: "perceptron" },
  { name: "perceptron, plain", policy: "perceptron", env: { observation: "plain" } },
  { name: "random layer orders", env: { order: "random" } },
  { name: "32 episodes per update", recipe: { batch: 32 } },
  { name: "standardised advantage", recipe: { advantage: "standardised" } },
  { name: "discount 0.9", recipe: { gamma: 0.9 } },
  { name: "learning rate 1e-3", recipe: { learningRate: 1e-3, finalLearningRate: 1e-4 } },
  { name: "learning rate 3e-2", recipe: { learningRate: 3e-2, finalLearningRate: 3e-3 } },
  { name: "no entropy bonus", recipe: { entropy: 0 } },
  { name: "no learning: least regret", policy: "least regret", env: { order: "random" } },
  { name: "no learning: uniform", policy: "uniform" },
]

interface Case {
  readonly network: string
  readonly dataflow: string
  readonly objective: Objective
  readonly budget: number
}

const CASES: readonly Case[] = [
  { network: "resnet18", dataflow: "dla", objective: "latency", budget: 0.1 },
  { network: "mobilenet_v2", dataflow: "dla", objective: "latency", budget: 0.1 },
  { network: "mnasnet", dataflow: "shi", objective: "latency", budget: 0.05 },
  { network: "mnasnet", dataflow: "dla", objective: "energy", budget: 0.1 },
  { network: "resnet18", dataflow: "shi", objective: "latency", budget: 0.05 },
]

/** One variant on one problem with one seed. */
interface AblationRun extends Case {
  readonly variant: string
  readonly seed: number
  /** Of the best episode, and of the greedy one in the order of the network. */
  readonly gap: number
  readonly greedyGap: number
  /** Episodes until the gap was at most each mark; null: never. */
  readonly episodesTo: readonly (number | null)[]
  readonly cpu: number
}

/** Bench `ablation`. */
export async function benchAblation({ seeds, onItem }: BenchOptions): Promise<BenchResult> {
  const { tf, name: backend } = await loadBackend()
  const problems = CASES.map(c => namedProblem({ ...c, platform: "mobile" }).problem)
  const bounds = problems.map(problem => solveExact(problem).bound)
  const runs: AblationRun[] = []
  const total = VARIANTS.length * CASES.length * seeds
  for (const variant of VARIANTS) {
    for (const [i, c] of CASES.entries()) {
      for (let seed = 0; seed < seeds; seed++) {
        onItem(runs.length, total, variant.name)
        const task = { problem: problems[i], bound: bounds[i], seed }
        runs.push({ ...c, variant: variant.name, seed, ...attempt(tf, variant, task) })
      }
    }
  }
  return {
    header: HEADER,
    rows: VARIANTS.map(({ name }) =>
      rowOf(
        name,
        runs.filter(run => run.variant === name),
      ),
    ),
    notes: [
      `${CASES.length} problems × ${seeds} seeds, ${EPISODES} episodes each; profile physical, platform mobile, area budget; TF.js on ${backend}`,
      "gaps to the proven optimum; greedy: one greedy episode of the trained policy in the order of the network",
      "episodes to a gap: median over the runs that reach it, and how many do",
    ],
    data: { episodes: EPISODES, backend, runs },
  }
}

interface Task {
  readonly problem: AllocationProblem
  readonly bound: number
  readonly seed: number
}

type Found = Pick<AblationRun, "gap" | "greedyGap" | "episodesTo" | "cpu">

function attempt(tf: TensorFlow, variant: Variant, { problem, bound, seed }: Task): Found {
  const env = new AllocationEnv(problem, variant.env)
  const rng = Rng.fromSeed(seed).split("ablation")
  const began = cpuSeconds()
  const gapOf = (score: number) => Math.max(0, -score / bound - 1)
  const { policy = "scorer" } = variant
  const tracker = new Tracker(gapOf)
  let greedy: Episode<unknown, number>
  if (policy === "least regret" || policy === "uniform") {
    greedy = unlearnt(env, policy, rng, tracker)
  } else if (policy === "perceptron") {
    const flat = new FlattenObservation(env) as unknown as Env<Float32Array, number>
    const perceptron = new MlpPolicy<Float32Array, number>(tf, flat, rng.split("policy"), { hidden: [128, 128] })
    learn(new Reinforce(tf, [flat], perceptron, rng.split("reinforce"), recipeOf(variant)), tracker)
    greedy = runEpisode(flat, perceptron, { seed, options: { order: "file" } }, null)
  } else {
    const observation = variant.env?.observation ?? "priced"
    const shape = featureCounts(observation)
    const scorer = new Scorer(tf, shape, rng.split("policy"))
    learn(new Reinforce(tf, [env], scorer, rng.split("reinforce"), recipeOf(variant)), tracker)
    greedy = runEpisode(env, scorer, { seed, options: { order: "file" } }, null)
  }
  return { ...tracker.result(), greedyGap: gapOf(scoreEpisode(greedy)), cpu: cpuSeconds() - began }
}

const recipeOf = ({ recipe }: Variant) => ({ ...ALLOCATION_RECIPE, episodes: EPISODES, ...recipe })

function learn(agent: Pick<Reinforce<unknown, number>, "done" | "update" | "episodes">, tracker: Tracker): void {
  while (!agent.done) tracker.see(agent.update().best, agent.episodes)
}

/** Episodes of a rule that does not learn. */
function unlearnt(
  env: AllocationEnv,
  rule: "least regret" | "uniform",
  rng: Rng,
  tracker: Tracker,
): Episode<unknown, number> {
  const draws = rng.split("actions")
  const actor: Actor<ChoiceObservation, number> = rule === "uniform" ? uniform : leastRegret
  for (let e = 1; e <= EPISODES; e++) {
    tracker.see(scoreEpisode(runEpisode(env, actor, { seed: rng.split("reset", e).next() }, draws)), e)
  }
  return runEpisode(env, actor, { seed: 0, options: { order: "file" } }, null)
}

/** Any allowed choice; greedily the first, which is the cheapest. */
const uniform: Actor<ChoiceObservation, number> = {
  begin() {},
  act: ({ action_mask }, rng) => (rng === null ? action_mask.indexOf(1) : rng.categorical(action_mask)),
}

/** The allowed choice of least look-ahead regret, choice feature 3. */
const leastRegret: Actor<ChoiceObservation, number> = {
  begin() {},
  act({ choices, action_mask }) {
    const width = choices.length / action_mask.length
    let best = action_mask.indexOf(1)
    for (let k = best + 1; k < action_mask.length; k++) {
      if (action_mask[k] === 1 && choices[k * width + 3] < choices[best * width + 3]) best = k
    }
    return best
  },
}

/** The best so far, and when it passed the marks. */
class Tracker {
  readonly #gapOf: (score: number) => number
  #best = Number.NEGATIVE_INFINITY
  readonly #reached: (number | null)[] = MARKS.map(() => null)

  constructor(gapOf: (score: number) => number) {
    this.#gapOf = gapOf
  }

  see(score: number, episodes: number): void {
    if (score <= this.#best) return
    this.#best = score
    const gap = this.#gapOf(score)
    for (const [m, mark] of MARKS.entries()) if (gap <= mark) this.#reached[m] ??= episodes
  }

  result(): Pick<AblationRun, "gap" | "episodesTo"> {
    return { gap: this.#gapOf(this.#best), episodesTo: this.#reached }
  }
}

const HEADER = [
  "variant",
  "best: median",
  "worst",
  "greedy: median",
  "worst",
  ...MARKS.map(mark => `episodes to ${100 * mark} %`),
  "CPU s",
]

function rowOf(name: string, runs: readonly AblationRun[]): TableCell[] {
  const best = summarise(runs.map(run => run.gap))
  const greedy = summarise(runs.map(run => run.greedyGap))
  const reached = MARKS.map((_, m) => {
    const times = runs.flatMap(run => run.episodesTo[m] ?? [])
    return times.length === 0 ? "–" : `${median(times)} (${times.length} of ${runs.length})`
  })
  return [
    name,
    formatGap(best.median),
    formatGap(best.worst),
    formatGap(greedy.median),
    formatGap(greedy.worst),
    ...reached,
    median(runs.map(run => run.cpu)).toFixed(1),
  ]
}
