// The contract: Env and Wrapper.
//
// Source: Gymnasium 1.4.0, core.py (Towers et al., "Gymnasium: A Standard Interface for Reinforcement
// Learning Environments", 2024). Names are camelCase; tuples are arrays. The differences are listed in README.md.

import type { Generator } from "./random/generator.ts"
import { npRandom } from "./random/seeding.ts"
import type { Space } from "./spaces/space.ts"
import type { EnvSpec, WrapperClass, WrapperSpec } from "./spec.ts"

/** Whatever else an environment has to tell: metrics, hidden state, an `actionMask`. A new object every call. */
export type Info = Record<string, unknown>

/** What `reset` may be given. */
export interface ResetOptions {
  /** A non-negative integer: the generator is replaced. Left out: the generator goes on where it stands. */
  seed?: number
  /** Anything the environment documents. */
  options?: Record<string, unknown>
}

/** What `reset` returns. */
export type ResetResult<Obs> = [observation: Obs, info: Info]

/**
 * What `step` returns. `terminated`: a final state of the task was reached. `truncated`: the episode was cut from
 * outside the task (a time limit). After either, `reset` is due.
 */
export type StepResult<Obs> = [observation: Obs, reward: number, terminated: boolean, truncated: boolean, info: Info]

/** What `render` returns in mode "rgb_array": a picture, rows from top to bottom, three bytes per pixel. */
export interface Frame {
  readonly width: number
  readonly height: number
  /** Red, green, blue of every pixel: width · height · 3 bytes. */
  readonly data: Uint8Array
}

/** Facts about an environment class. */
export interface Metadata {
  /** The render modes the class knows, e.g. ["ansi"]. */
  readonly renderModes: readonly string[]
  /** Frames per second of a rendering, > 0. Needed once there is a render mode. */
  readonly renderFps?: number
  readonly [key: string]: unknown
}

/**
 * An environment: `reset`, then `step` until `terminated` or `truncated`, then `reset` again.
 *
 * A subclass gives both spaces, `step` and `reset`; the first line of its `reset` is `this.seedFrom(options)`.
 * All its randomness comes from `this.npRandom`. Observations and infos are new objects on every call.
 */
export abstract class Env<Obs = unknown, Act = unknown> {
  /** Facts about the class; a class that renders overrides it (`static override readonly metadata = …`). */
  static readonly metadata: Metadata = { renderModes: [] }

  /** Every observation is a member. */
  abstract readonly observationSpace: Space<Obs>
  /** Every member is an acceptable action. */
  abstract readonly actionSpace: Space<Act>

  #renderMode: string | null = null
  #spec: EnvSpec | null = null
  #npRandom: Generator | null = null
  #npRandomSeed: number | null = null

  /** The class's facts; a wrapper shows those of what it wraps. */
  get metadata(): Metadata {
    return (this.constructor as typeof Env).metadata
  }

  /** How `render` shows the environment, fixed at construction; null for not at all. */
  get renderMode(): string | null {
    return this.#renderMode
  }
  set renderMode(mode: string | null) {
    this.#renderMode = mode
  }

  /** How `make` built the environment; null when it was built by hand. */
  get spec(): EnvSpec | null {
    return this.#spec
  }
  set spec(spec: EnvSpec | null) {
    this.#spec = spec
  }

  /** Source of all the environment's randomness, made from fresh entropy on first use unless `reset` seeded it. */
  get npRandom(): Generator {
    if (this.#npRandom === null) [this.#npRandom, this.#npRandomSeed] = npRandom()
    return this.#npRandom
  }
  /** Replaces the generator; its seed is then unknown and `npRandomSeed` is -1. */
  set npRandom(generator: Generator) {
    this.#npRandom = generator
    this.#npRandomSeed = -1
  }

  /** The seed `npRandom` was made from; -1 if a generator was assigned. */
  get npRandomSeed(): number {
    if (this.#npRandomSeed === null) [this.#npRandom, this.#npRandomSeed] = npRandom()
    return this.#npRandomSeed
  }

  /**
   * Starts an episode and returns its first observation. With a seed the generator is replaced, without one it goes
   * on: the usual practice is to pass a seed once, right after construction.
   */
  abstract reset(options?: ResetOptions): ResetResult<Obs>

  /** Runs one time step. Undefined before the first `reset` and after the end of an episode. */
  abstract step(action: Act): StepResult<Obs>

  /** The frame `renderMode` asks for; null where there is none. */
  render(): unknown {
    return null
  }

  /** Lets go of what the environment holds. Calling it again does nothing. */
  close(): void {}

  /** The environment inside all wrappers. */
  get unwrapped(): Env {
    return this
  }

  /** `<GridEnv<Grid-v1>>`, or `<GridEnv instance>` without a spec. */
  toString(): string {
    return this.spec === null ? `<${this.constructor.name} instance>` : `<${this.constructor.name}<${this.spec.id}>>`
  }

  /** First line of every `reset`: a seed replaces the generator, no seed leaves it. */
  protected seedFrom(options: ResetOptions = {}): void {
    if (options.seed !== undefined) [this.#npRandom, this.#npRandomSeed] = npRandom(options.seed)
  }
}

/** How a wrapper was made, for its spec: its class and the constructor's arguments behind the environment. */
export type Made = readonly [wrapper: WrapperClass, ...args: unknown[]]

/**
 * An environment around another: it forwards everything, subclasses override what they change.
 *
 * Obs and Act are what the wrapper shows, InnerObs and InnerAct what the wrapped environment has; a subclass where
 * they differ overrides the space and the methods concerned.
 */
export abstract class Wrapper<Obs = unknown, Act = unknown, InnerObs = Obs, InnerAct = Act> extends Env<Obs, Act> {
  /** The wrapped environment. */
  readonly env: Env<InnerObs, InnerAct>
  readonly #wrapperSpec: WrapperSpec

  /** `made` lets `make(env.spec)` build the wrapper again; of another class than the one constructed it is ignored. */
  constructor(env: Env<InnerObs, InnerAct>, made?: Made) {
    super()
    this.env = env
    const [wrapper, ...args] = made?.[0] === new.target ? made : [null]
    this.#wrapperSpec = { name: new.target.name, wrapper, args }
  }

  // The casts hold as long as a subclass that changes a type overrides the member: that is the contract above.
  override get observationSpace(): Space<Obs> {
    return this.env.observationSpace as unknown as Space<Obs>
  }

  override get actionSpace(): Space<Act> {
    return this.env.actionSpace as unknown as Space<Act>
  }

  override get metadata(): Metadata {
    return this.env.metadata
  }

  override get renderMode(): string | null {
    return this.env.renderMode
  }
  override set renderMode(mode: string | null) {
    this.env.renderMode = mode
  }

  /** The inner spec with this wrapper added to `additionalWrappers`. */
  override get spec(): EnvSpec | null {
    const inner = this.env.spec
    return inner && { ...inner, additionalWrappers: [...inner.additionalWrappers, this.#wrapperSpec] }
  }
  override set spec(spec: EnvSpec | null) {
    this.env.spec = spec
  }

  override get npRandom(): Generator {
    return this.env.npRandom
  }
  override set npRandom(generator: Generator) {
    this.env.npRandom = generator
  }

  override get npRandomSeed(): number {
    return this.env.npRandomSeed
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    return this.env.reset(options) as unknown as ResetResult<Obs>
  }

  override step(action: Act): StepResult<Obs> {
    return this.env.step(action as unknown as InnerAct) as unknown as StepResult<Obs>
  }

  override render(): unknown {
    return this.env.render()
  }

  override close(): void {
    this.env.close()
  }

  override get unwrapped(): Env {
    return this.env.unwrapped
  }

  /** `<TimeLimit<OrderEnforcing<GridEnv<Grid-v1>>>>`. */
  override toString(): string {
    return `<${this.constructor.name}${this.env}>`
  }
}

/** A wrapper that changes observations: a subclass gives `observation`, and the space if it is another. */
export abstract class ObservationWrapper<Obs = unknown, Act = unknown, InnerObs = Obs> extends Wrapper<
  Obs,
  Act,
  InnerObs,
  Act
> {
  readonly #space: Space<Obs> | null

  /** `observationSpace` is that of the changed observations; null for the environment's. */
  constructor(env: Env<InnerObs, Act>, observationSpace: Space<Obs> | null = null, made?: Made) {
    super(env, made)
    this.#space = observationSpace
  }

  override get observationSpace(): Space<Obs> {
    return this.#space ?? super.observationSpace
  }

  override reset(options?: ResetOptions): ResetResult<Obs> {
    const [observation, info] = this.env.reset(options)
    return [this.observation(observation), info]
  }

  override step(action: Act): StepResult<Obs> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action)
    return [this.observation(observation), reward, terminated, truncated, info]
  }

  /** What is shown for an observation of the wrapped environment: new data. */
  abstract observation(observation: InnerObs): Obs
}

/** A wrapper that changes rewards: a subclass gives `reward`. */
export abstract class RewardWrapper<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  override step(action: Act): StepResult<Obs> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action)
    return [observation, this.reward(reward), terminated, truncated, info]
  }

  /** What is given for a reward of the wrapped environment. */
  abstract reward(reward: number): number
}

/** A wrapper that changes actions: a subclass gives `action`, and the space if it is another. */
export abstract class ActionWrapper<Obs = unknown, Act = unknown, InnerAct = Act> extends Wrapper<
  Obs,
  Act,
  Obs,
  InnerAct
> {
  readonly #space: Space<Act> | null

  /** `actionSpace` is that of the actions taken from outside; null for the environment's. */
  constructor(env: Env<Obs, InnerAct>, actionSpace: Space<Act> | null = null, made?: Made) {
    super(env, made)
    this.#space = actionSpace
  }

  override get actionSpace(): Space<Act> {
    return this.#space ?? super.actionSpace
  }

  override step(action: Act): StepResult<Obs> {
    return this.env.step(this.action(action))
  }

  /** The wrapped environment's action for one from outside. */
  abstract action(action: Act): InnerAct
}
