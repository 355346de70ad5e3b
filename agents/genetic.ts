// Genetic fine-tuner: improves given allocations on a grid of choices, local search around good designs.
//
// Two sets of operators, by option `operators`:
// - "refill" (default): ruin and refill, forced entries, exchange, crossover with repair, (mu + lambda) selection without
//   duplicates (agent design specification, section 7). Works on the undominated choices, every individual feasible;
//   with one constraint (genetic-operators.ts) or several (genetic-many.ts).
// - "confuciux": the genetic stage of ConfuciuX as published (ConfuciuX specification, section 9).
// Both are deterministic in the generator they are given, and `save` and `restore` continue exactly.

import { solveGreedy } from "../src/allocation/greedy.ts"
import {
  type Allocation,
  type AllocationProblem,
  checkBudget,
  evaluateAllocation,
  limitsOf,
  requirePlain,
} from "../src/allocation/problem.ts"
import { type ChoiceLists, undominated } from "../src/allocation/undominated.ts"
import { checkInteger, checkName, checkNumber } from "../src/core/check.ts"
import type { ChoiceGrid } from "../src/core/choices.ts"
import { InputError } from "../src/core/errors.ts"
import { Rng } from "../src/core/rng.ts"
import type { Individual, Operators } from "./genetic-entries.ts"
import { ManyOperators } from "./genetic-many.ts"
import { RefillOperators } from "./genetic-operators.ts"
import { checkPublishedGrid, publishedGeneration } from "./genetic-published.ts"

const OPERATORS = ["refill", "confuciux"] as const

export interface GeneticOptions {
  /** "refill" or "confuciux" (published operators). */
  operators: (typeof OPERATORS)[number]
  /** Generations until `done`, at least 0. */
  generations: number
  /** Individuals kept, and children per generation; at least 1. */
  population: number
  /** refill: chance that a child takes half of its genes from a second parent, in [0, 1]. */
  crossover: number
  /** refill: chance that the mutation is ruin and refill, in [0, 1]. */
  ruin: number
  /** refill: chance that a child that was not ruined has an entry forced on it; otherwise the mutation is an exchange; in [0, 1]. */
  force: number
  /** refill: chance that a child of an exchange is filled up greedily, in [0, 1]. */
  fill: number
  /** refill: whether the first population and, after the last generation, the best one descend to the nearest two-layer optimum. */
  descent: boolean
  /** confuciux: the budget ratio, which scales the mutation steps; at least 0. */
  mul: number
}

export const GENETIC_DEFAULTS: Readonly<GeneticOptions> = {
  operators: "refill",
  generations: 150,
  population: 20,
  crossover: 0.3,
  ruin: 0.3,
  force: 0.5,
  fill: 0.3,
  descent: true,
  mul: 0.5,
}

/** What the fine-tuner works on. */
export interface GeneticTask {
  readonly problem: AllocationProblem
  /** The grid behind the choices of the problem; "confuciux" steps on it and needs consecutive integers. */
  readonly grid: ChoiceGrid
  /** The undominated choices when the caller has them already; `refill` works on these. */
  readonly lists?: ChoiceLists
}

/** State of a `Genetic` between two generations; plain JSON. Null stands for infinity (an invalid individual). */
export interface GeneticState {
  readonly generations: number
  readonly evaluations: number
  readonly rng: { readonly path: string; readonly state: readonly number[] }
  readonly population: readonly {
    readonly choice: readonly number[]
    readonly objective: number | null
    readonly cost: number | null
  }[]
  readonly best: Omit<Allocation, "choice"> & { readonly choice: readonly number[] }
}

/** Means over the valid individuals of a population, for a log line. */
export interface GeneticSummary {
  /** Number of valid individuals. */
  readonly valid: number
  /** NaN when none is valid, as is `meanCost`. */
  readonly meanObjective: number
  readonly meanCost: number
}

/** Two totals closer than this (relative) are the same: equal layers exchanged, sums rounded differently. */
const SAME = 1e-12

/** The best allocation before the first. */
const NONE: Allocation = {
  choice: new Int32Array(0),
  objective: Number.POSITIVE_INFINITY,
  cost: Number.POSITIVE_INFINITY,
  feasible: false,
}

/** A population over one allocation problem; `generation()` advances it. */
export class Genetic {
  readonly options: Readonly<GeneticOptions>
  readonly #task: GeneticTask
  readonly #rng: Rng
  /** Null for "confuciux". */
  readonly #operators: Operators | null
  #population: Individual[] = []
  /** Individuals out of use, kept so that a generation allocates none. */
  readonly #spare: Individual[] = []
  #generations = 0
  #evaluations = 0
  #best: Allocation = NONE

  private constructor(task: GeneticTask, options: Partial<GeneticOptions>, rng: Rng) {
    this.options = checkOptions({ ...GENETIC_DEFAULTS, ...options })
    this.#task = task
    this.#rng = rng
    const { problem } = task
    const refill = this.options.operators === "refill"
    requirePlain(refill ? { ...problem, further: [] } : problem, "the genetic stage")
    checkBudget(problem)
    this.#operators = refill ? operatorsFor(task) : null
    if (!refill) checkPublishedGrid(problem, task.grid)
  }

  /**
   * The first population. "refill": the starts (moved to undominated choices, repaired when over budget), the
   * all-cheapest allocation and the filled one. "confuciux": copies of the one start, whose objective and cost are
   * taken as given (the published program carries over totals that belong to another order of layers, Quirk Q2).
   * InputError when the budget admits no allocation, a start does not fit the problem, or an option is out of range.
   */
  static start(task: GeneticTask, starts: readonly Allocation[], options: Partial<GeneticOptions>, rng: Rng): Genetic {
    const genetic = new Genetic(task, options, rng)
    starts.forEach(({ choice }, i) => checkChoices(task.problem, `starts[${i}].choice`, choice))
    if (genetic.#operators === null) genetic.#copyStart(starts)
    else genetic.#found(genetic.#operators, starts)
    return genetic
  }

  /** Continues where `save` left off, given the same task and options. InputError when the state does not fit the problem. */
  static restore(task: GeneticTask, options: Partial<GeneticOptions>, state: GeneticState): Genetic {
    const genetic = new Genetic(task, options, Rng.restore(state.rng))
    state.population.forEach(({ choice }, i) => checkChoices(task.problem, `population[${i}].choice`, choice))
    genetic.#generations = state.generations
    genetic.#evaluations = state.evaluations
    genetic.#best = { ...state.best, choice: Int32Array.from(state.best.choice) }
    genetic.#population = state.population.map(({ choice, objective, cost }) => {
      const genes = Int32Array.from(choice)
      genetic.#operators?.encode(choice, genes)
      return { genes, objective: objective ?? Number.POSITIVE_INFINITY, cost: cost ?? Number.POSITIVE_INFINITY }
    })
    return genetic
  }

  /** Everything needed to continue, but for the task and the options. */
  save(): GeneticState {
    return {
      generations: this.#generations,
      evaluations: this.#evaluations,
      rng: this.#rng.save(),
      population: this.#population.map(individual => ({
        choice: [...this.#choices(individual)],
        objective: orNull(individual.objective),
        cost: orNull(individual.cost),
      })),
      best: { ...this.#best, choice: [...this.#best.choice] },
    }
  }

  /** The best allocation so far, with totals summed in layer order (at first: those given, for "confuciux"). */
  get best(): Allocation {
    return this.#best
  }

  /** Allocations evaluated: first population, children, the descent at the end. */
  get evaluations(): number {
    return this.#evaluations
  }

  /** Generations finished. */
  get generations(): number {
    return this.#generations
  }

  /** Whether the generations of the options are finished. */
  get done(): boolean {
    return this.#generations >= this.options.generations
  }

  /** The choices of every individual, best first for "refill"; copies. */
  population(): Int32Array[] {
    return this.#population.map(individual => this.#choices(individual))
  }

  /** Means over the valid individuals. */
  summary(): GeneticSummary {
    const valid = this.#population.filter(x => x.objective < Number.POSITIVE_INFINITY)
    const mean = (field: "objective" | "cost") => valid.reduce((sum, x) => sum + x[field], 0) / valid.length
    return { valid: valid.length, meanObjective: mean("objective"), meanCost: mean("cost") }
  }

  /** One generation. After the last one of the options the best individual also descends (`descent`). */
  generation(): void {
    this.#generations++
    if (this.#operators === null) {
      const { problem, grid } = this.#task
      publishedGeneration({ problem, grid, mul: this.options.mul, rng: this.#rng }, this.#population)
      this.#evaluations += this.#population.length
    } else {
      this.#breed(this.#operators)
      this.#select()
      if (this.options.descent && this.#generations === this.options.generations) this.#descendBest(this.#operators)
    }
    this.#recordBest()
  }

  #copyStart(starts: readonly Allocation[]): void {
    if (starts.length !== 1) throw new InputError(`starts has ${starts.length} allocations, "confuciux" expects one`)
    const { choice, objective, cost } = starts[0]
    for (let i = 0; i < this.options.population; i++) {
      this.#population.push({ genes: Int32Array.from(choice), objective, cost })
    }
    this.#best = starts[0]
  }

  #found(operators: Operators, starts: readonly Allocation[]): void {
    const cheapest = this.#blank()
    operators.cheapest(cheapest.genes)
    this.#add(cheapest)
    for (const start of [solveGreedy(this.#task.problem, this.#task.lists), ...starts]) {
      const individual = this.#blank()
      operators.encode(start.choice, individual.genes)
      operators.evaluate(individual)
      if (!this.#keepsBudgets(individual)) {
        operators.begin(individual.genes)
        operators.repair(individual.genes)
      }
      this.#add(individual)
    }
    for (const individual of this.options.descent ? [...this.#population] : []) this.#descend(operators, individual)
    this.#select()
    this.#recordBest()
  }

  /** Adds one child per individual of the population size. */
  #breed(operators: Operators): void {
    const { population, crossover, ruin, force, fill } = this.options
    const rng = this.#rng
    const parents = this.#population.length
    for (let i = 0; i < population; i++) {
      const child = this.#blank()
      child.genes.set(this.#population[rng.int(parents)].genes)
      operators.begin(child.genes)
      if (rng.float() < crossover) operators.crossover(child.genes, this.#population[rng.int(parents)].genes, rng)
      if (rng.float() < ruin) operators.ruin(child.genes, rng)
      else if (rng.float() < force) operators.force(child.genes, rng)
      else {
        operators.exchange(child.genes, rng)
        if (rng.float() < fill) operators.fill(child.genes)
      }
      this.#add(child)
    }
  }

  /** Keeps the best individuals, of equal ones the oldest. */
  #select(): void {
    const ranked = this.#population.sort((a, b) => a.objective - b.objective)
    const kept: Individual[] = []
    for (const individual of ranked) {
      if (kept.length < this.options.population && !isDuplicate(individual, kept)) kept.push(individual)
      else this.#spare.push(individual)
    }
    this.#population = kept
  }

  #descendBest(operators: Operators): void {
    this.#descend(operators, this.#population[0])
    this.#select()
  }

  /** Adds the end of the descent from `from` to the population. */
  #descend(operators: Operators, from: Individual): void {
    const individual = this.#blank()
    individual.genes.set(from.genes)
    operators.descend(individual.genes)
    this.#add(individual)
  }

  #blank(): Individual {
    return this.#spare.pop() ?? { genes: new Int32Array(this.#task.problem.layers), objective: 0, cost: 0 }
  }

  /** Evaluates `individual` and adds it to the population if it keeps the budgets (repair may fail by a rounding, or among several). */
  #add(individual: Individual): void {
    this.#evaluations++
    this.#operators?.evaluate(individual)
    if (this.#keepsBudgets(individual)) this.#population.push(individual)
    else this.#spare.push(individual)
  }

  /** As `evaluateAllocation` says, which is asked only at the very limit. */
  #keepsBudgets(individual: Individual): boolean {
    return this.#operators?.within(individual) === true || this.#allocation(individual).feasible
  }

  #recordBest(): void {
    for (const individual of this.#population) {
      if (individual.objective < this.#best.objective) this.#best = this.#allocation(individual)
    }
  }

  #choices(individual: Individual): Int32Array {
    return this.#operators === null ? individual.genes.slice() : this.#operators.decode(individual.genes)
  }

  #allocation(individual: Individual): Allocation {
    return evaluateAllocation(this.#task.problem, this.#choices(individual))
  }
}

function operatorsFor({ problem, lists = undominated(problem) }: GeneticTask): Operators {
  return limitsOf(problem).length === 1 ? new RefillOperators(problem, lists) : new ManyOperators(problem, lists)
}

function orNull(x: number): number | null {
  return x < Number.POSITIVE_INFINITY ? x : null
}

/** Whether `kept` (rising in objective, none above that of `individual`) has one of the same totals. */
function isDuplicate(individual: Individual, kept: readonly Individual[]): boolean {
  for (let i = kept.length - 1; i >= 0; i--) {
    if (individual.objective - kept[i].objective > SAME * individual.objective) return false
    if (Math.abs(individual.cost - kept[i].cost) <= SAME * individual.cost) return true
  }
  return false
}

function checkOptions(options: GeneticOptions): GeneticOptions {
  checkName("operators", options.operators, OPERATORS)
  checkInteger("generations", options.generations, 0)
  checkInteger("population", options.population, 1)
  for (const name of ["crossover", "ruin", "force", "fill"] as const) checkNumber(name, options[name], 0, 1)
  checkNumber("mul", options.mul, 0)
  return options
}

function checkChoices(problem: AllocationProblem, name: string, choice: ArrayLike<number>): void {
  if (choice.length !== problem.layers) {
    throw new InputError(`${name} has ${choice.length} choices, expected one per layer (${problem.layers})`)
  }
  for (let l = 0; l < choice.length; l++) checkInteger(`${name}[${l}]`, choice[l], 0, problem.choices - 1)
}
