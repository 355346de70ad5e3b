// Searching where an evaluation is a measurement: every method gets the same number of them, counted by the same meter, and finds
// its answer by the same rule (shortlist.ts).

import type { MeasuredCosts } from "../env/measured-costs.ts"
import type { AllocationObservation } from "../env/observation.ts"
import { type Env, type StepResult, Wrapper } from "../env/ts-gym/index.ts"
import type { Meter } from "../src/allocation/measured.ts"
import type { Allocation, AllocationProblem } from "../src/allocation/problem.ts"
import { checkInteger } from "../src/core/check.ts"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import type { Optimiser } from "./baselines/optimiser.ts"
import { type Measure, runOptimiser } from "./baselines/run.ts"
import { decode } from "./episode.ts"
import type { Policy } from "./policy.ts"
import { MEASURED_RECIPE } from "./recipes.ts"
import { Reinforce, type ReinforceOptions } from "./reinforce.ts"
import { Shortlist, shortlistFor } from "./shortlist.ts"

/** Measurements with noise from a generator. */
function measuring(meter: Meter, rng: Rng): Measure {
  return choice => meter.measure(choice, () => rng.normal())
}

/**
 * Runs a method on measurements and returns the choices that it ends up believing to be best; null if nothing measured was
 * feasible. A tenth of the measurements is kept for the finalists.
 *
 * @param estimate what the method is told of the problem
 * @param optimiser started with `searchLength(measurements)` evaluations
 * @param measurements whole allocations that may be measured, ≥ 2
 */
export function searchMeasured(
  optimiser: Optimiser,
  { estimate, meter, rng, measurements }: { estimate: AllocationProblem; meter: Meter; rng: Rng; measurements: number },
): Int32Array | null {
  const measure = measuring(meter, rng)
  const shortlist = new Shortlist(shortlistFor(measurements))
  runOptimiser(estimate, optimiser, searchLength(measurements), choice => {
    const measured = measure(choice)
    shortlist.add(measured)
    return measured
  })
  const sure = optimiser.believed === undefined ? [] : [optimiser.believed()]
  return shortlist.answer(measure, sure)
}

/** Measurements that a search may make of those granted. */
export function searchLength(measurements: number): number {
  checkInteger("measurements", measurements, 2)
  return measurements - new Shortlist(shortlistFor(measurements)).reserve
}

/**
 * Trains a policy on measurements, by MEASURED_RECIPE, and returns what it ends up believing to be best: finalists are its greedy
 * decode, which is not measured before, and the best sampled episodes. The policy's weights change.
 */
export function learnMeasured<P extends Policy<AllocationObservation, number>>(
  tf: TensorFlow,
  policy: P,
  { env, rng, measurements }: { env: MeasuredCosts; rng: Rng; measurements: number },
  options: Partial<ReinforceOptions> = {},
): Int32Array | null {
  const shortlist = new Shortlist(shortlistFor(measurements))
  const episodes = searchLength(measurements)
  const noted = new Noted(env, found => shortlist.add(found))
  const agent = new Reinforce(tf, [noted], policy, rng.split("reinforce"), { ...MEASURED_RECIPE, ...options, episodes })
  while (!agent.done) agent.update()
  const [{ episode }] = decode(env.env, policy, rng.split("answer"), [])
  return shortlist.answer(measuring(env.meter, rng.split("finalists")), [episode.info.choice as Int32Array])
}

/** Tells what every episode came to. */
class Noted extends Wrapper<AllocationObservation, number> {
  readonly #note: (found: Allocation) => void

  constructor(env: Env<AllocationObservation, number>, note: (found: Allocation) => void) {
    super(env)
    this.#note = note
  }

  override step(action: number): StepResult<AllocationObservation> {
    const result = super.step(action)
    if (result[2]) this.#note(result[4] as unknown as Allocation)
    return result
  }
}
