// An environment behind messages, single or vector: the two look the same to the session.

import { type Env, type Frame, type ResetOptions } from "../core.ts"
import { isPlainObject } from "../data.ts"
import { ValueError } from "../errors.ts"
import type { Space } from "../spaces/space.ts"
import type { VectorEnv, VectorResetOptions } from "../vector/vector-env.ts"
import type { ResetMessage, TransitionMessage, ValueMessage } from "./messages.ts"
import { decodeValue, encodeValue } from "./values.ts"

const TERMINATED = 1
const TRUNCATED = 2

/** What a session asks of an environment. */
export interface ServedEnv {
  /** Environments in it. */
  readonly count: number
  /** Spaces of one environment, and facts. */
  readonly observationSpace: Space
  readonly actionSpace: Space
  readonly metadata: Readonly<Record<string, unknown>>
  readonly renderMode: string | null
  /** @throws what the environment throws, and ValueError for seeds or options of another form */
  reset(message: ResetMessage): { observation: ValueMessage; info: ValueMessage }
  /**
   * One time step. `over`: the environment takes no step before a reset.
   *
   * @throws what the environment throws, and ValueError for an action that is no member of the space
   */
  step(action: ValueMessage): { transition: TransitionMessage; over: boolean }
  render(): ValueMessage
  close(): void
}

/** A JSON object from a message; empty for none. */
export function objectFromJson(field: string, text: string | null | undefined): Record<string, unknown> {
  if (text === null || text === undefined || text === "") return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ValueError(`${field} is no JSON: ${(error as Error).message}`)
  }
  if (!isPlainObject(value)) throw new ValueError(`${field} is no JSON object`)
  return value
}

/** The action of a message. */
function actionFrom(space: Space, message: ValueMessage): unknown {
  const action = decodeValue(message)
  const reason = space.explain(action)
  if (reason === null) return action
  throw new ValueError(`action${/^[.[]/.test(reason) ? "" : " "}${reason}`)
}

/** A seed per environment, null for none; undefined if the message has no seeds. */
function seedsFrom({ seeds }: ResetMessage, count: number): (number | null)[] | undefined {
  if (!seeds?.length) return undefined
  if (seeds.length !== count) throw new ValueError(`seeds has ${seeds.length} entries, expected ${count}`)
  return seeds.map(seed => (seed === -1 ? null : seed))
}

/** What `render` gave; a picture as a map with width, height and data. */
function encodeFrame(frame: unknown): ValueMessage {
  if (!isPlainObject(frame)) return encodeValue(frame ?? null)
  const { width, height, data } = frame as unknown as Frame
  return encodeValue({ width, height, data })
}

/** One environment. */
export class ServedSingle implements ServedEnv {
  readonly count = 1
  readonly #env: Env

  constructor(env: Env) {
    this.#env = env
  }

  get observationSpace(): Space {
    return this.#env.observationSpace
  }
  get actionSpace(): Space {
    return this.#env.actionSpace
  }
  get metadata(): Readonly<Record<string, unknown>> {
    return this.#env.metadata
  }
  get renderMode(): string | null {
    return this.#env.renderMode
  }

  reset(message: ResetMessage): { observation: ValueMessage; info: ValueMessage } {
    if (message.resetMask?.length) throw new ValueError("resetMask is for vector environments, this is a single one")
    const options: ResetOptions = { options: objectFromJson("options", message.optionsJson) }
    const seed = seedsFrom(message, 1)?.[0] ?? undefined
    const [observation, info] = this.#env.reset(seed === undefined ? options : { ...options, seed })
    return { observation: encodeValue(observation), info: encodeValue(info) }
  }

  step(message: ValueMessage): { transition: TransitionMessage; over: boolean } {
    const action = actionFrom(this.actionSpace, message)
    const [observation, reward, terminated, truncated, info] = this.#env.step(action)
    const ended = (terminated ? TERMINATED : 0) | (truncated ? TRUNCATED : 0)
    const transition = {
      observation: encodeValue(observation),
      rewards: [reward],
      ended: Uint8Array.of(ended),
      info: encodeValue(info),
    }
    return { transition, over: ended !== 0 }
  }

  render(): ValueMessage {
    return encodeFrame(this.#env.render())
  }

  close(): void {
    this.#env.close()
  }
}

/** Several environments. */
export class ServedVector implements ServedEnv {
  readonly #envs: VectorEnv
  /** Whether episodes that end wait for a reset by the caller. */
  readonly #waits: boolean

  constructor(envs: VectorEnv) {
    this.#envs = envs
    this.#waits = envs.metadata.autoresetMode === "Disabled"
  }

  get count(): number {
    return this.#envs.numEnvs
  }
  get observationSpace(): Space {
    return this.#envs.singleObservationSpace
  }
  get actionSpace(): Space {
    return this.#envs.singleActionSpace
  }
  get metadata(): Readonly<Record<string, unknown>> {
    return this.#envs.metadata
  }
  get renderMode(): string | null {
    return this.#envs.renderMode
  }

  reset(message: ResetMessage): { observation: ValueMessage; info: ValueMessage } {
    const options: VectorResetOptions = { options: objectFromJson("options", message.optionsJson) }
    const seed = seedsFrom(message, this.count)
    if (seed !== undefined) options.seed = seed
    if (message.resetMask?.length) options.resetMask = new Uint8Array(message.resetMask)
    const [observation, info] = this.#envs.reset(options)
    return { observation: encodeValue(observation), info: encodeValue(info) }
  }

  step(message: ValueMessage): { transition: TransitionMessage; over: boolean } {
    const actions = actionFrom(this.#envs.actionSpace, message)
    const [observation, rewards, terminations, truncations, info] = this.#envs.step(actions)
    const ended = terminations.map((terminated, i) => terminated * TERMINATED + truncations[i] * TRUNCATED)
    const transition = {
      observation: encodeValue(observation),
      // The encoder only indexes it.
      rewards: rewards as unknown as number[],
      ended,
      info: encodeValue(info),
    }
    return { transition, over: this.#waits && ended.some(e => e !== 0) }
  }

  render(): ValueMessage {
    return { list: { items: this.#envs.render().map(encodeFrame) } }
  }

  close(): void {
    this.#envs.close()
  }
}
