// analects apply: a trained policy allocates a network and a budget that it may never have seen, without training.

import type { Command } from "commander"
import { loadBackend } from "../../agents/backend.ts"
import { fineTune } from "../../agents/fine-tune.ts"
import { importPolicy, loadScorer } from "../../agents/policy-export.ts"
import { type Proposal, propose } from "../../agents/proposal.ts"
import type { Scorer } from "../../agents/scorer.ts"
import { AllocationEnv } from "../../env/allocation-env.ts"
import { OBJECTIVE_UNITS } from "../../src/allocation/build.ts"
import { type ExactSolution, solveExact } from "../../src/allocation/exact.ts"
import { solveGreedy } from "../../src/allocation/greedy.ts"
import { type Allocation, costsOf, limitsOf } from "../../src/allocation/problem.ts"
import { Rng } from "../../src/core/rng.ts"
import { type PolicyFile, readPolicy } from "../../src/formats/policy-file.ts"
import {
  addFullOptions,
  checkFullFlags,
  type FullFlags,
  type FullSettings,
  loadFullInstance,
  namedFullChoices,
} from "../full-options.ts"
import { layerTable, limitsText } from "../full-text.ts"
import type { Instance } from "../load.ts"
import { parseCount } from "../numbers.ts"
import { profileText } from "../profile-options.ts"
import { policyBytes } from "../shipped-policy.ts"
import { out, outJson } from "../terminal/io.ts"
import { progress } from "../terminal/progress.ts"
import { formatGap, formatNumber, formatSeconds, formatShare, textTable } from "../terminal/text-table.ts"

interface ApplyFlags extends FullFlags {
  readonly orders: string
  readonly samples: string
  readonly fineTune: string
  readonly seed: string
  readonly backend: string
  readonly optimum: boolean
  readonly layers?: boolean
  readonly json?: boolean
}

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  addFullOptions(command)
    .argument("[policy]", "policy file of `analects train` (default: the one that comes with analects)")
    .option("--orders <n>", "greedy passes in random layer orders beside the one in the order of the network", "8")
    .option("--samples <n>", "then sampled passes in random orders; passes end early at the lower bound", "16")
    .option("--fine-tune <episodes>", "then train on this problem for so many episodes", "0")
    .option("-s, --seed <n>", "of the orders and the fine-tuning", "0")
    .option("--backend <name>", "TF.js backend of the fine-tuning: auto, wasm, tensorflow, cpu", "auto")
    .option("--no-optimum", "do not solve the problem for comparison")
    .option("--layers", "print PEs and tile (and dataflow) of every layer")
    .option("--json", "print one JSON object")
    .action((path: string | undefined, flags: ApplyFlags) => apply(path, flags))
}

async function apply(path: string | undefined, flags: ApplyFlags): Promise<void> {
  const settings = checkFullFlags(flags)
  const passes = { orders: parseCount("orders", flags.orders), samples: parseCount("samples", flags.samples) }
  const episodes = parseCount("fine-tune", flags.fineTune)
  const seed = parseCount("seed", flags.seed)
  const { bytes, source } = policyBytes(path)
  const file = readPolicy(bytes, source)
  const { network, profile: observation } = loadScorer(file, source)
  const instance = loadFullInstance(settings, flags.json === true)
  const { problem } = instance
  const rng = Rng.fromSeed(seed)
  const began = performance.now()
  const env = new AllocationEnv(problem, { observation })
  const proposal = propose(env, network, rng.split("apply"), passes)
  const seconds = (performance.now() - began) / 1000
  const tuning = {
    env,
    file,
    rng: rng.split("fine-tune"),
    episodes,
    backend: flags.backend,
    quiet: flags.json === true,
  }
  const tuned = episodes === 0 ? null : await fineTuned(tuning)
  const exact = flags.optimum ? solveExact(problem) : null
  const applied = { settings, instance, source, proposal, seconds, tuned, greedy: solveGreedy(problem), exact }
  if (flags.json === true) outJson(jsonOf(applied))
  else out(textOf(applied, flags.layers === true))
}

/** What fine-tuning needs. */
interface Tuning {
  readonly env: AllocationEnv
  readonly file: PolicyFile
  readonly rng: Rng
  readonly episodes: number
  readonly backend: string
  readonly quiet: boolean
}

/** The best allocation of some more training on the problem itself. */
async function fineTuned({ env, file, rng, episodes, backend, quiet }: Tuning): Promise<Tuned> {
  const { tf } = await loadBackend(backend)
  const began = performance.now()
  const policy = importPolicy(tf, file) as Scorer
  const bar = progress("fine-tuning", episodes, process.stderr, { quiet })
  let allocation: Allocation
  try {
    allocation = fineTune(tf, env, policy, rng, episodes, update =>
      bar.update(update.episodes, `best ${formatNumber(-update.best)}`),
    )
  } finally {
    bar.stop()
  }
  policy.dispose()
  return { allocation, episodes, seconds: (performance.now() - began) / 1000 }
}

interface Tuned {
  readonly allocation: Allocation
  readonly episodes: number
  readonly seconds: number
}

/** A problem and what was found for it. */
interface Applied {
  readonly settings: FullSettings
  readonly instance: Instance
  /** The policy's file. */
  readonly source: string
  readonly proposal: Proposal
  readonly seconds: number
  readonly tuned: Tuned | null
  readonly greedy: Allocation
  /** Null when it was not asked for. */
  readonly exact: ExactSolution | null
}

/** The best there is of policy and fine-tuning. */
function answerOf({ proposal, tuned }: Applied): Allocation {
  if (tuned === null || tuned.allocation.objective >= proposal.allocation.objective) return proposal.allocation
  return tuned.allocation
}

/** The object behind --json; its names are a promise. */
function jsonOf(applied: Applied) {
  const { settings, instance, proposal, tuned, greedy, exact } = applied
  const { constraints, ...named } = settings
  const answer = answerOf(applied)
  const gapOf = (value: number) => (exact === null ? null : value / exact.bound - 1)
  return {
    ...named,
    policy: applied.source,
    constraints: limitsOf(instance.problem).map((limit, i) => ({
      constraint: constraints[i].constraint,
      budget: limit.budget,
      cost: costsOf(answer)[i],
    })),
    objectiveValue: answer.objective,
    gap: gapOf(answer.objective),
    zeroShot: {
      objective: proposal.allocation.objective,
      gap: gapOf(proposal.allocation.objective),
      fileOrderObjective: proposal.plain,
      evaluations: proposal.evaluations,
      seconds: applied.seconds,
    },
    fineTuned:
      tuned === null
        ? null
        : {
            objective: tuned.allocation.objective,
            gap: gapOf(tuned.allocation.objective),
            episodes: tuned.episodes,
            seconds: tuned.seconds,
          },
    greedy: { objective: greedy.objective, gap: gapOf(greedy.objective) },
    optimum: exact === null ? null : { objective: exact.allocation.objective, bound: exact.bound },
    allocation: namedFullChoices(answer.choice, instance),
  }
}

function textOf(applied: Applied, layers: boolean): string {
  const { settings, instance, source, proposal, seconds, tuned, greedy, exact } = applied
  const { problem } = instance
  const limits = limitsOf(problem)
  const line = (method: string, a: Allocation, time: number | null) => [
    method,
    formatNumber(a.objective, OBJECTIVE_UNITS[settings.objective]),
    ...(exact === null ? [] : [formatGap(Math.max(0, a.objective / exact.bound - 1))]),
    ...costsOf(a).map((cost, i) => formatShare(cost / limits[i].budget)),
    time === null ? null : formatSeconds(time),
  ]
  const rows = [
    line(
      `policy, ${proposal.evaluations} ${proposal.evaluations === 1 ? "pass" : "passes"}`,
      proposal.allocation,
      seconds,
    ),
  ]
  if (tuned !== null) rows.push(line(`fine-tuned, ${tuned.episodes} episodes`, tuned.allocation, tuned.seconds))
  rows.push(line("greedy", greedy, null))
  if (exact !== null) {
    const proven = exact.bound >= exact.allocation.objective
    rows.push(line(proven ? "optimum (proven)" : "best found", exact.allocation, null))
  }
  const used = limits.map((_, i) =>
    limits.length === 1 ? "budget used" : `${settings.constraints[i].constraint} used`,
  )
  const header = ["method", settings.objective, ...(exact === null ? [] : ["gap"]), ...used, "time"]
  return (
    `${source} on ${instance.network.name}, ${settings.dataflow}, platform ${settings.platform}, profile ${profileText(settings)}: ` +
    `${settings.objective} within ${limitsText(settings, instance)}\n${textTable(header, rows)}` +
    (layers ? `\n${layerTable(answerOf(applied), instance)}` : "")
  )
}
