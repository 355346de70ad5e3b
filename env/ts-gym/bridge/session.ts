// One connection's side of the protocol: a request in, a response out, the environments in between.
//
// No stream, no process: whoever holds those passes messages in and sends what comes back.

import { GymError, ValueError } from "../errors.ts"
import { make, registry } from "../registry.ts"
import { type MakeVecOptions, makeVec } from "../vector/make-vec.ts"
import {
  type MakeMessage,
  PROTOCOL,
  Request,
  type RequestMessage,
  Response,
  type ResponseMessage,
  Transition,
  type TransitionMessage,
  type ValueMessage,
} from "./messages.ts"
import { ProtocolError } from "./protocol-error.ts"
import { objectFromJson, type ServedEnv, ServedSingle, ServedVector } from "./served-env.ts"

/** What a session may be given. */
export interface SessionOptions {
  /** Name and version of the server, for the client to show. */
  readonly server: string
  /** Largest message taken and sent, in bytes. */
  readonly maxMessageBytes: number
  /** Most environments at a time, those of vector environments counted one by one. */
  readonly maxEnvs: number
  /** URL of the module that registers an id, for worker threads; undefined for the built-in ones. */
  readonly moduleOf: (id: string) => string | undefined
}

/** What is not given. */
export const SESSION_DEFAULTS: SessionOptions = {
  server: "ts-gym",
  maxMessageBytes: 64 * 1024 * 1024,
  maxEnvs: 4096,
  moduleOf: () => undefined,
}

/** Room in a message beside the transitions: tags and lengths. */
const OVERHEAD = 64

/** An answer, and whether it is the last of the connection. */
export interface Answer {
  readonly message: Uint8Array
  readonly fatal: boolean
}

/** The environments of one connection. */
export class Session {
  readonly #options: SessionOptions
  readonly #envs = new Map<number, ServedEnv>()
  #next = 1
  #greeted = false

  constructor(options: Partial<SessionOptions> = {}) {
    this.#options = { ...SESSION_DEFAULTS, ...options }
  }

  /** Environments at the moment. */
  get envs(): number {
    return this.#envs.size
  }

  /** Answers one message. Never throws: errors are answers. */
  handle(message: Uint8Array): Answer {
    let request: RequestMessage = {}
    try {
      request = decodeRequest(message)
      return this.#encode({ id: request.id, ...this.#answer(request) }, request)
    } catch (error) {
      return this.failure(error, request.id ?? 0)
    }
  }

  /** The answer that says what went wrong. */
  failure(error: unknown, id = 0): Answer {
    const { name = "Error", message = String(error), stack = "" } = error instanceof Error ? error : {}
    const fatal = error instanceof ProtocolError
    const failure = { name, message, stack: error instanceof GymError ? "" : stack, fatal }
    return { message: Response.encode({ id, failure }).finish(), fatal }
  }

  /** Closes all environments. One that throws does not keep the others open; the errors are returned. */
  close(): unknown[] {
    const errors: unknown[] = []
    for (const env of this.#envs.values()) {
      try {
        env.close()
      } catch (error) {
        errors.push(error)
      }
    }
    this.#envs.clear()
    return errors
  }

  #answer(request: RequestMessage): ResponseMessage {
    const { hello, reset, step, render, close } = request
    if (hello) return this.#welcome(hello.protocol ?? 0)
    if (!this.#greeted) throw new ProtocolError("the first request is not Hello")
    if (request.make) return this.#make(request.make)
    if (reset) return { started: this.#env(reset.env).reset(reset) }
    if (step) return { steps: { transitions: this.#steps(this.#env(step.env), step.actions ?? []) } }
    if (render) return { rendered: this.#env(render.env).render() }
    if (close) return this.#close(close.env ?? 0)
    throw new ProtocolError("a request has no kind, or one this server does not know")
  }

  #welcome(protocol: number): ResponseMessage {
    if (protocol !== PROTOCOL)
      throw new ProtocolError(`the client speaks protocol ${protocol}, this server ${PROTOCOL}; update the older one`)
    this.#greeted = true
    const { server, maxMessageBytes } = this.#options
    return { welcome: { protocol: PROTOCOL, server, maxMessageBytes, envIds: [...registry.keys()] } }
  }

  #make(message: MakeMessage): ResponseMessage {
    const env = this.#made(message)
    const number = this.#next++
    this.#envs.set(number, env)
    return {
      made: {
        env: number,
        observationSpaceJson: JSON.stringify(env.observationSpace),
        actionSpaceJson: JSON.stringify(env.actionSpace),
        metadataJson: JSON.stringify(env.metadata),
        renderMode: env.renderMode ?? "",
      },
    }
  }

  #made(message: MakeMessage): ServedEnv {
    const [id, numEnvs] = [message.envId ?? "", message.numEnvs ?? 0]
    const maxEpisodeSteps = message.maxEpisodeSteps ?? 0
    const { maxEnvs, moduleOf } = this.#options
    const used = [...this.#envs.values()].reduce((sum, env) => sum + env.count, Math.max(1, numEnvs))
    if (used > maxEnvs)
      throw new ValueError(`there would be ${used} environments on this connection, at most ${maxEnvs} are allowed`)
    const kwargs = objectFromJson("kwargs", message.kwargsJson)
    const options: MakeVecOptions = {}
    if (maxEpisodeSteps !== 0) options.maxEpisodeSteps = maxEpisodeSteps < 0 ? null : maxEpisodeSteps
    if (message.disableEnvChecker) options.disableEnvChecker = true
    if (numEnvs === 0) return new ServedSingle(make(id, kwargs, options))
    const { vectorizationMode, autoresetMode, workers } = message
    // Words and numbers from outside: makeVec says which it takes.
    if (vectorizationMode) options.vectorizationMode = vectorizationMode as MakeVecOptions["vectorizationMode"]
    const vectorKwargs: Record<string, unknown> = {}
    if (autoresetMode) vectorKwargs.autoresetMode = autoresetMode
    if (workers) vectorKwargs.workers = workers
    if (Object.keys(vectorKwargs).length > 0) options.vectorKwargs = vectorKwargs
    return new ServedVector(makeVec(id, kwargs, { ...options, numEnvs, module: moduleOf(id) }))
  }

  #env(number: number | null | undefined): ServedEnv {
    const env = this.#envs.get(number ?? 0)
    if (env === undefined) throw new ValueError(`environment ${number ?? 0} is closed, or never was made`)
    return env
  }

  /** Time steps until the actions are used up, an episode is over, or the message is full. */
  #steps(env: ServedEnv, actions: readonly ValueMessage[]): TransitionMessage[] {
    const transitions: TransitionMessage[] = []
    let room = this.#options.maxMessageBytes - OVERHEAD
    let largest = 0
    for (const action of actions) {
      if (largest > room) break
      const { transition, over } = stepOf(env, action, transitions.length)
      transitions.push(transition)
      if (over || transitions.length === actions.length) break
      const size = Transition.encode(transition).len + OVERHEAD
      room -= size
      largest = Math.max(largest, 2 * size)
    }
    return transitions
  }

  #close(number: number): ResponseMessage {
    const env = this.#envs.get(number)
    this.#envs.delete(number)
    env?.close()
    return { closed: number }
  }

  /** An answer that is too large ends its environment, whose state the client could not know. */
  #encode(response: ResponseMessage, request: RequestMessage): Answer {
    const message = Response.encode(response).finish()
    const { maxMessageBytes } = this.#options
    if (message.length <= maxMessageBytes) return { message, fatal: false }
    const env = response.made?.env ?? request.reset?.env ?? request.step?.env ?? request.render?.env ?? 0
    this.#close(env)
    throw new ValueError(
      `the answer has ${message.length} bytes, at most ${maxMessageBytes} are allowed; environment ${env} is closed`,
    )
  }
}

/** A step behind `taken` others of one message; an error says how many those are. */
function stepOf(env: ServedEnv, action: ValueMessage, taken: number): ReturnType<ServedEnv["step"]> {
  try {
    return env.step(action)
  } catch (error) {
    if (taken > 0 && error instanceof Error) error.message += ` (after ${taken} steps of the same message)`
    throw error
  }
}

/** @throws ProtocolError for bytes that are no request */
function decodeRequest(message: Uint8Array): RequestMessage {
  try {
    return Request.decode(message)
  } catch (error) {
    throw new ProtocolError(`a message is no request (${(error as Error).message})`)
  }
}
