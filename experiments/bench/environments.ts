// REINFORCE outside allocation: environments of ts-gym, learnt with the perceptron policy and judged by the mean
// return of 100 episodes that were not learnt from.

import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { runEpisode } from "../../agents/episode.ts"
import { type MlpOptions, MlpPolicy } from "../../agents/mlp-policy.ts"
import { Reinforce, type ReinforceOptions } from "../../agents/reinforce.ts"
import { Box, type Env, FlattenObservation, make } from "../../env/ts-gym/index.ts"
import { Rng } from "../../src/core/rng.ts"
import { median } from "../../src/core/stats.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"

/** An environment and what learns it. What is not said are the defaults. */
interface Task {
  readonly id: string
  /** Mean return that counts as solved. */
  readonly solved: number
  readonly options: Partial<ReinforceOptions>
  readonly policy?: MlpOptions
}

// Solved: as Gymnasium's registry has it for CartPole and FrozenLake; of Taxi the best possible mean is about 7.9.
const TASKS: readonly Task[] = [
  { id: "CartPole-v1", solved: 475, options: { episodes: 800, gamma: 0.99 } },
  {
    id: "FrozenLake-v1",
    solved: 0.7,
    options: { episodes: 16_000, gamma: 0.99, entropy: 0.03 },
    policy: { hidden: [32] },
  },
  {
    id: "Taxi-v4",
    solved: 7,
    options: { episodes: 8192, gamma: 0.95, learningRate: 0.1, finalLearningRate: 0.02 },
    policy: { hidden: [] },
  },
]

const EVALUATIONS = 100

/** One task with one seed. */
interface TaskRun {
  readonly id: string
  readonly seed: number
  /** Mean returns of sampled and of greedy episodes. */
  readonly sampled: number
  readonly greedy: number
  readonly cpu: number
}

/** Learns, then plays. */
function learn(tf: TensorFlow, task: Task, seed: number): TaskRun {
  const made = make(task.id)
  const env: Env = made.observationSpace instanceof Box ? made : new FlattenObservation(made)
  const rng = Rng.fromSeed(seed)
  const began = cpuSeconds()
  const policy = new MlpPolicy(tf, env, rng.split("policy"), task.policy)
  const learner = new Reinforce(tf, [env], policy, rng.split("reinforce"), task.options)
  while (!learner.done) learner.update()
  const cpu = cpuSeconds() - began
  const mean = (draws: Rng | null) => {
    let sum = 0
    for (let i = 0; i < EVALUATIONS; i++) sum += runEpisode(env, policy, { seed: i }, draws).total
    return sum / EVALUATIONS
  }
  const run = { id: task.id, seed, sampled: mean(rng.split("evaluation")), greedy: mean(null), cpu }
  policy.dispose()
  env.close()
  return run
}

/** Bench `environments`. */
export async function benchEnvironments({ seeds, backend: wanted, onItem }: BenchOptions): Promise<BenchResult> {
  const { tf, name: backend } = await loadBackend(wanted)
  const runs: TaskRun[] = []
  for (const task of TASKS) {
    for (let seed = 0; seed < seeds; seed++) {
      onItem(runs.length, TASKS.length * seeds, `${task.id}, seed ${seed}`)
      runs.push(learn(tf, task, seed))
    }
  }
  const rows = TASKS.map(({ id, solved, options }) => {
    const own = runs.filter(run => run.id === id)
    const count = own.filter(run => run.sampled >= solved).length
    const list = (key: "sampled" | "greedy") => own.map(run => run[key].toFixed(2)).join(", ")
    const cpu = median(own.map(run => run.cpu)).toFixed(1)
    return [id, options.episodes ?? 0, list("sampled"), list("greedy"), `≥ ${solved}: ${count} of ${seeds}`, cpu]
  })
  return {
    header: ["environment", "episodes", "sampled, per seed", "greedy, per seed", "solved", "CPU s"],
    rows,
    notes: [
      `mean returns of ${EVALUATIONS} episodes after learning; CPU seconds: median, learning only; TF.js on ${backend}`,
    ],
    data: { runs, backend },
  }
}
