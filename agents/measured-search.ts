// Searching where an evaluation is a measurement: every method gets the same number of them, counted by the same meter, and finds
// its answer by the same rule (shortlist.ts).

import type { MeasuredCosts } from "../env/measured-costs.ts"
import type { AllocationObservation } from "../env/observation.ts"
import { type Env, type StepResult, Wrapper } from "../env/ts-gym/core.ts"
import type { Meter } from "../src/allocation/measured.ts"
import type { Allocation, AllocationProblem } from "../src/allocation/problem.ts"
import { checkInteger } from "../src/core/check.ts"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import type { MakeOptimiser } from "./baselines/optimiser.ts"
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

/** What a search on measurements is given. */
export interface MeasuredTask {
  /** What the method is told of the problem. */
  readonly estimate: AllocationProblem
  readonly meter: Meter
  readonly rng: Rng
  /** Whole allocations that may be measured, ≥ 2. */
  readonly measurements: number
}

/**
 * Runs a method on measurements and returns the choices that it ends up believing to be best; null if nothing measured was
 * feasible. A method that tells what it believes is taken at its word; for others a tenth of the measurements is kept for the
 * finalists.
 */
export function searchMeasured(
  make: MakeOptimiser,
  { estimate, meter, rng, measurements }: MeasuredTask,
): Int32Array | null {
  const length = searchLength(measurements)
  const measure = measuring(meter, rng.split("noise"))
  const shortlist = new Shortlist(shortlistFor(measurements))
  const optimiser = make(estimate, { evaluations: length }, rng.split("search"))
  runOptimiser(estimate, optimiser, optimiser.believed === undefined ? length : measurements, choice => {
    const measured = measure(choice)
    shortlist.add(measured)
    return measured
  })
  return optimiser.believed === undefined ? shortlist.answer(measure) : optimiser.believed()
}

/** Measurements of those granted that are not kept for the finalists. */
function searchLength(measurements: number): number {
  checkInteger("measurements", measurements, 2)
  return measurements - new Shortlist(shortlistFor(measurements)).reserve
}

/**
 * Trains a policy on measurements, by MEASURED_RECIPE, and returns what it ends up believing to be best: finalists are its greedy
 * decodes before and after, which are not measured until then, and the best sampled episodes. The policy's weights change.
 */
export function learnMeasured<P extends Policy<AllocationObservation, number>>(
  tf: TensorFlow,
  policy: P,
  { env, rng, measurements }: { env: MeasuredCosts; rng: Rng; measurements: number },
  options: Partial<ReinforceOptions> = {},
): Int32Array | null {
  const shortlist = new Shortlist(shortlistFor(measurements))
  const episodes = searchLength(measurements)
  const believed = () => decode(env.env, policy, rng.split("answer"), [])[0].episode.info.choice as Int32Array
  const before = believed()
  const noted = new Noted(env, found => shortlist.add(found))
  const agent = new Reinforce(tf, [noted], policy, rng.split("reinforce"), { ...MEASURED_RECIPE, ...options, episodes })
  while (!agent.done) agent.update()
  return shortlist.answer(measuring(env.meter, rng.split("finalists")), [before, believed()])
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
