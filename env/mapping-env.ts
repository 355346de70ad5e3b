// The mapping environment: one decision per gene of a mapping, every episode legal.
//
// Specification "mapping and DSE", section 4.4 (sequential and one-shot formulations, masks from what is left of the buffers).

import { checkInteger, checkName } from "../src/core/check.ts"
import { InputError } from "../src/core/errors.ts"
import { Rng } from "../src/core/rng.ts"
import { HARDWARE_DEFAULTS, type Hardware } from "../src/maestro/hardware.ts"
import type { Layer } from "../src/maestro/layer.ts"
import { type Limits, MappingEvaluator } from "../src/mapping/evaluate.ts"
import { CLUSTER, Dimensions, type Genome, MAX_LEVELS, PAR } from "../src/mapping/genome.ts"
import { Moves } from "../src/mapping/moves.ts"
import { boundOf, DEFAULT_GOAL, type Goal } from "../src/mapping/objectives.ts"
import { SearchState } from "../src/mapping/search.ts"
import { MapSpace } from "../src/mapping/space.ts"
import { balancedTiles, thinned } from "../src/mapping/tiles.ts"
import type { PhysicalChoices } from "../src/physical/options.ts"
import { Env, type Info, type ResetOptions, type ResetResult, type StepResult } from "./ts-gym/core.ts"
import { ResetNeeded } from "./ts-gym/errors.ts"
import { Box } from "./ts-gym/spaces/box.ts"
import { Discrete } from "./ts-gym/spaces/discrete.ts"
import { MultiDiscrete } from "./ts-gym/spaces/multi-discrete.ts"

/** One gene after the other, or all at once. */
export const FORMULATIONS = ["sequential", "one-shot"] as const
export type Formulation = (typeof FORMULATIONS)[number]

/** What the environment is made from. */
export interface MappingEnvOptions {
  readonly layer: Layer
  readonly hardware: Partial<Hardware>
  readonly limits: Limits
  readonly choices: Partial<PhysicalChoices>
  readonly goal: Goal
  /** Cluster levels of every mapping, 1 to 4. */
  readonly levels: number
  readonly formulation: Formulation
}

/** What is not given. */
export const MAPPING_ENV_DEFAULTS: Omit<MappingEnvOptions, "layer"> = {
  hardware: { numPEs: 256 },
  limits: {},
  choices: {},
  goal: DEFAULT_GOAL,
  levels: 2,
  formulation: "sequential",
}

/** Options of a gene at most: longer lists of tiles and clusters are thinned. */
const OPTIONS = 32
/** Dimensions and levels that an observation has room for. */
const WIDTH = 8

/** A gene to decide: its place, what it may become, and what it means. */
interface Decision {
  readonly kind: 0 | 1 | 2 | 3
  readonly level: number
  readonly dim: number
  readonly values: Int32Array
}
const PARALLEL = 0
const CLUSTERS = 1
const TILES = 2
const ORDER = 3

/**
 * Map one layer to an array of PEs: least cycles, or another goal, in legal mappings that fit the buffers.
 *
 * ## Action space
 * Sequential: `Discrete(32)`, the value of the gene at hand as an index into its list. Genes come in this order: the spatial
 * dimension of every level, outermost first; the cluster size of every inner level; every tile, level by level; then per level
 * which of the loops that turn is innermost, next to innermost, and so on. Lists of more than 32 values are thinned evenly.
 * `info.actionMask` admits the values that there are and with which, all open tiles being single, the buffers still hold the
 * mapping; an action outside the mask takes the smallest admitted value, and the info says `replaced: true`.
 *
 * One-shot: `MultiDiscrete` with a part per gene: spatial dimension and cluster size of every level, a tile per level and
 * dimension, a priority per level and dimension (loops with lower ones are outside, equal ones in natural order). Tiles too
 * large for the level above or for the buffers are made smaller, reproducibly.
 *
 * ## Observation space
 * `Box` of 129 numbers in [-1, 1]: logarithms of the extents / 20 (8); of PEs, L1, L2 / 32, 1 for unlimited (3); the gene's kind
 * (4), level (4) and dimension (8), one-hot; share of L1 and L2 taken so far, at most 1 (2); per level and dimension the tile's
 * logarithm over the extent's, its place in the order over 8, and whether it is spatial (4 × 8 each); per level the cluster's
 * logarithm / 20 (4). After the end all 0. One-shot: the same before any decision.
 *
 * ## Rewards
 * 0, and after the last gene log(bound / objective): 0 for a mapping as good as the lower bound, below that for others. Objectives
 * without a bound: −log(objective).
 *
 * ## Starting state
 * Nothing decided, all tiles single.
 *
 * ## Episode end
 * Termination: after the last gene. Truncation: never.
 *
 * ## Info
 * `actionMask` (sequential). At the end `objective` (the goal's first), `feasible`, `genome`.
 *
 * ## Arguments
 * `MappingEnvOptions`. Mappings are costed under profile physical.
 *
 * ## Version history
 * * v0: first version.
 */
export class MappingEnv extends Env<Float32Array, number | Int32Array> {
  readonly observationSpace: Box<"float32">
  readonly actionSpace: Discrete | MultiDiscrete
  readonly options: MappingEnvOptions
  readonly space: MapSpace
  readonly evaluator: MappingEvaluator
  /** Keeps the best mapping of all episodes. */
  readonly state: SearchState
  readonly #d: Dimensions
  readonly #oneShot: readonly Decision[]
  readonly #genome: Genome
  #decision: Decision | null = null
  #mask = new Uint8Array(OPTIONS)
  /** Genes decided, over all kinds. */
  #next = Number.POSITIVE_INFINITY
  #placed: number[] = []

  /** @throws InputError for a layer, levels or hardware that make no sense */
  constructor(options: Partial<MappingEnvOptions> & Pick<MappingEnvOptions, "layer">) {
    super()
    this.options = { ...MAPPING_ENV_DEFAULTS, ...options }
    const { layer, limits, choices, goal, formulation, levels } = this.options
    checkName("formulation", formulation, FORMULATIONS)
    checkInteger("levels", levels, 1, MAX_LEVELS)
    const hardware = { ...HARDWARE_DEFAULTS, ...this.options.hardware }
    this.#d = new Dimensions(layer)
    if (this.#d.count > WIDTH) throw new InputError(`${this.#d.count} dimensions, Mapping-v0 takes up to ${WIDTH}`)
    this.space = new MapSpace(this.#d, hardware.numPEs, { minLevels: levels, maxLevels: levels })
    this.evaluator = new MappingEvaluator({
      dimensions: this.#d,
      hardware,
      limits,
      choices: choices as PhysicalChoices,
    })
    const rng = Rng.fromSeed(0)
    this.state = new SearchState({ space: this.space, evaluator: this.evaluator, goal, evaluations: Infinity, rng })
    this.#genome = this.#d.blank(levels)
    this.#oneShot = this.#allDecisions()
    this.observationSpace = new Box(-1, 1, [OBSERVATION], "float32")
    this.actionSpace =
      formulation === "sequential"
        ? new Discrete(OPTIONS)
        : new MultiDiscrete(this.#oneShot.map(({ values }) => values.length))
    this.#begin()
    if (!this.evaluator.fits(this.#genome)) throw new InputError("the buffers hold not even single elements")
  }

  reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    this.seedFrom(options)
    this.#begin()
    this.#next = 0
    this.#advance()
    return [this.#observe(), this.#info({})]
  }

  step(action: number | Int32Array): StepResult<Float32Array> {
    if (this.#next === Number.POSITIVE_INFINITY) throw new ResetNeeded("step() outside an episode; call reset() first")
    if (!this.actionSpace.contains(action as never))
      throw new InputError(`action ${this.actionSpace.explain(action as never)}`)
    if (typeof action !== "number") {
      this.#decideAll(action)
      return this.#end({})
    }
    const decision = this.#decision as Decision
    const replaced = this.#mask[action] === 0
    const chosen = replaced ? this.#mask.indexOf(1) : action
    this.#decide(decision, decision.values[chosen])
    this.#next++
    this.#advance()
    const more: Info = replaced ? { replaced } : {}
    if (this.#decision === null) return this.#end(more)
    return [this.#observe(), 0, false, false, this.#info(more)]
  }

  #end(more: Info): StepResult<Float32Array> {
    const { dimensions, hardware } = this.evaluator.task
    this.#decision = null
    this.#next = Number.POSITIVE_INFINITY
    const feasible = this.state.evaluate(this.#genome)
    const { goal } = this.options
    const value = goal.weights === null ? this.state.score[0] : Math.exp(this.state.score[0])
    const bound =
      goal.weights === null
        ? boundOf(goal.objectives[0], this.evaluator.bounds, dimensions.macs, hardware.numPEs)
        : null
    const reward = feasible ? Math.log((bound ?? 1) / value) : -100
    const info = { ...more, objective: value, feasible, genome: this.#genome.slice() }
    return [new Float32Array(OBSERVATION), reward, true, false, info]
  }

  #begin(): void {
    const d = this.#d
    this.#genome.set(d.blank(this.options.levels))
    for (let l = 0; l < this.options.levels; l++) {
      for (let dim = 0; dim < d.count; dim++) if (d.isTap[dim] === 0) this.#genome[d.tile(l, dim)] = 1
    }
    d.repair(this.#genome, this.space.numPEs)
    this.#placed = []
  }

  /** Finds the next gene with more than one admitted value; the others take theirs. */
  #advance(): void {
    this.#mask.fill(0)
    this.#decision = null
    if (this.options.formulation === "one-shot") return
    for (;;) {
      const decision = this.#gene(this.#next)
      if (decision === null) return
      const admitted = this.#writeMask(decision)
      if (admitted > 1) {
        this.#decision = decision
        return
      }
      if (admitted === 1) this.#decide(decision, decision.values[this.#mask.indexOf(1)])
      this.#next++
    }
  }

  /** The n-th gene, null behind the last. Lists depend on what was decided before. */
  #gene(n: number): Decision | null {
    const { levels } = this.options
    const d = this.#d
    let i = n
    if (i < levels) return { kind: PARALLEL, level: i, dim: 0, values: this.space.parallel[i] }
    i -= levels
    if (i < levels - 1) return { kind: CLUSTERS, level: i + 1, dim: 0, values: this.#clusterSizes(i + 1) }
    i -= levels - 1
    if (i < levels * d.count) {
      const level = Math.floor(i / d.count)
      return this.#tileGene(level, i % d.count)
    }
    i -= levels * d.count
    if (i >= levels * d.count) return null
    const level = Math.floor(i / d.count)
    if (i % d.count === 0) this.#placed = []
    return { kind: ORDER, level, dim: i % d.count, values: this.#turning(level) }
  }

  #tileGene(level: number, dim: number): Decision {
    const d = this.#d
    const parent = level === 0 ? d.sizes[dim] : this.#genome[d.tile(level - 1, dim)]
    const par = this.#genome[d.at(level, PAR)]
    return { kind: TILES, level, dim, values: thinned(OPTIONS, this.space.tilesOf(level, dim, parent, par)) }
  }

  #clusterSizes(level: number): Int32Array {
    let left = this.space.numPEs
    for (let l = 1; l < level; l++) left = Math.floor(left / this.#genome[this.#d.at(l, CLUSTER)])
    return thinned(OPTIONS, balancedTiles(left))
  }

  /** Dimensions whose loop of a level turns and has no place yet. */
  #turning(level: number): Int32Array {
    const d = this.#d
    const found: number[] = []
    for (let dim = 0; dim < d.count; dim++) {
      const parent = level === 0 ? d.sizes[dim] : this.#genome[d.tile(level - 1, dim)]
      if (this.#genome[d.tile(level, dim)] < parent && !this.#placed.includes(dim)) found.push(dim)
    }
    return Int32Array.from(found)
  }

  /** Marks the admitted values. Returns how many. */
  #writeMask({ kind, level, dim, values }: Decision): number {
    this.#mask.fill(0)
    let admitted = 0
    const d = this.#d
    const at = d.tile(level, dim)
    const old = this.#genome[at]
    for (let i = 0; i < values.length; i++) {
      if (kind === TILES) {
        this.#setTile(level, dim, values[i])
        if (!this.evaluator.fits(this.#genome)) continue
      }
      this.#mask[i] = 1
      admitted++
    }
    if (kind === TILES) this.#setTile(level, dim, old)
    // Single tiles always fit.
    if (kind === TILES && admitted === 0 && values.length > 0) {
      this.#mask[0] = 1
      admitted = 1
    }
    return admitted
  }

  /** A tile of a level; those below stay single, those of R and S follow. */
  #setTile(level: number, dim: number, tile: number): void {
    const d = this.#d
    this.#genome[d.tile(level, dim)] = tile
    if (d.isTap[dim] === 1) for (let l = level + 1; l < this.options.levels; l++) this.#genome[d.tile(l, dim)] = tile
  }

  #decide({ kind, level, dim }: Decision, value: number): void {
    const d = this.#d
    if (kind === PARALLEL) this.#genome[d.at(level, PAR)] = value
    else if (kind === CLUSTERS) {
      this.#genome[d.at(level, CLUSTER)] = value
      d.repair(this.#genome, this.space.numPEs)
    } else if (kind === TILES) this.#setTile(level, dim, value)
    else this.#place(level, value)
  }

  /** Moves a dimension in front of those that were placed before: they are further inside. */
  #place(level: number, dim: number): void {
    const d = this.#d
    const rest: number[] = []
    for (let i = 0; i < d.count; i++) {
      const other = this.#genome[d.order(level, i)]
      if (other !== dim && !this.#placed.includes(other)) rest.push(other)
    }
    this.#placed.unshift(dim)
    for (const [i, other] of [...rest, ...this.#placed].entries()) this.#genome[d.order(level, i)] = other
  }

  /** The genes of a one-shot action. */
  #allDecisions(): Decision[] {
    const { levels } = this.options
    const d = this.#d
    const out: Decision[] = []
    for (let level = 0; level < levels; level++) {
      out.push({ kind: PARALLEL, level, dim: 0, values: this.space.parallel[level] })
      if (level > 0)
        out.push({ kind: CLUSTERS, level, dim: 0, values: thinned(OPTIONS, balancedTiles(this.space.numPEs)) })
      for (let dim = 0; dim < d.count; dim++) {
        out.push({ kind: TILES, level, dim, values: thinned(OPTIONS, balancedTiles(d.sizes[dim])) })
      }
      for (let dim = 0; dim < d.count; dim++) {
        out.push({ kind: ORDER, level, dim, values: Int32Array.from({ length: d.count }, (_, i) => i) })
      }
    }
    return out
  }

  #decideAll(action: Int32Array): void {
    const d = this.#d
    const priorities = new Int32Array(d.count)
    for (const [i, { kind, level, dim, values }] of this.#oneShot.entries()) {
      const value = values[action[i]]
      if (kind === PARALLEL) this.#genome[d.at(level, PAR)] = value
      else if (kind === CLUSTERS) this.#genome[d.at(level, CLUSTER)] = value
      else if (kind === TILES) this.#genome[d.tile(level, dim)] = value
      else {
        priorities[dim] = value
        if (dim < d.count - 1) continue
        const order = [...priorities.keys()].sort((a, b) => priorities[a] - priorities[b] || a - b)
        for (const [place, other] of order.entries()) this.#genome[d.order(level, place)] = other
      }
    }
    const rng = Rng.fromSeed(0)
    new Moves(this.space, this.evaluator, rng, []).settle(this.#genome)
  }

  #info(more: Info): Info {
    return this.options.formulation === "one-shot" ? { ...more } : { actionMask: this.#mask.slice(), ...more }
  }

  #observe(): Float32Array {
    const d = this.#d
    const { limits } = this.options
    const genome = this.#genome
    const out = new Float32Array(OBSERVATION)
    for (let dim = 0; dim < d.count; dim++) out[dim] = Math.log2(d.sizes[dim]) / 20
    const { estimator } = this.evaluator
    let at = WIDTH
    out[at++] = Math.log2(this.space.numPEs) / 32
    out[at++] = scaled(limits.l1)
    out[at++] = scaled(limits.l2)
    if (this.#decision !== null) {
      out[at + this.#decision.kind] = 1
      out[at + 4 + this.#decision.level] = 1
      out[at + 8 + (this.#decision.kind === TILES ? this.#decision.dim : 0)] = 1
    }
    at += 8 + WIDTH
    out[at++] = limits.l1 === undefined ? 0 : Math.min(1, estimator.l1Need(genome) / limits.l1)
    out[at++] = limits.l2 === undefined ? 0 : Math.min(1, estimator.l2Need(genome, this.space.numPEs) / limits.l2)
    for (let l = 0; l < this.options.levels; l++) {
      const row = at + l * WIDTH
      for (let dim = 0; dim < d.count; dim++) {
        out[row + dim] = d.sizes[dim] === 1 ? 0 : Math.log2(genome[d.tile(l, dim)]) / Math.log2(d.sizes[dim])
        out[row + MAX_LEVELS * WIDTH + genome[d.order(l, dim)]] = dim / WIDTH
      }
      out[row + 2 * MAX_LEVELS * WIDTH + genome[d.at(l, PAR)]] = 1
      out[at + 3 * MAX_LEVELS * WIDTH + l] = Math.min(1, Math.log2(1 + genome[d.at(l, CLUSTER)]) / 20)
    }
    return out
  }
}

/** Numbers of an observation; see the class. */
const OBSERVATION = WIDTH + 3 + 8 + WIDTH + 2 + 3 * MAX_LEVELS * WIDTH + MAX_LEVELS

/** A buffer's size as a feature; 1 for no limit. */
const scaled = (limit: number | undefined) => (limit === undefined ? 1 : Math.min(1, Math.log2(1 + limit) / 32))
