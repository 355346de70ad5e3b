// The connection to a Redis. What is printed of its address never has the password.

import { Redis } from "ioredis"
import { InputError } from "../../src/core/errors.ts"

/** Seconds for the first connection and its first answer. */
const CONNECT_SECONDS = 5
/** Longest pause between attempts to come back, ms. */
const LONGEST_PAUSE = 2000

/** A connection, and what to call it in messages. */
export interface RedisLink {
  readonly redis: Redis
  /** The address without user and password. */
  readonly address: string
}

/**
 * Connects, and sees that commands are answered; from then on lost connections are taken up again, and commands wait.
 *
 * @param url redis://[user:password@]host[:port][/db], or rediss:// for TLS
 * @throws InputError within seconds when that does not work
 */
export async function connectRedis(url: string): Promise<RedisLink> {
  const address = addressOf(url)
  let connected = false
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_SECONDS * 1000,
    maxRetriesPerRequest: null,
    retryStrategy: times => (connected ? Math.min(times * 100, LONGEST_PAUSE) : null),
  })
  const trouble = new Promise<never>((_, reject) => redis.on("error", reject))
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), late(), trouble])
  } catch (error) {
    const reason = await Promise.race([trouble.catch((first: unknown) => first), Promise.resolve(error)])
    redis.disconnect()
    throw new InputError(`${address} cannot be used as a queue: ${reasonOf(reason)}`)
  }
  connected = true
  return { redis, address }
}

/** The address without what is secret in it. @throws InputError where it is none */
function addressOf(url: string): string {
  const hidden = url.replace(/\/\/.*@/, "//")
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !["redis:", "rediss:"].includes(parsed.protocol) || parsed.hostname === "") {
    throw new InputError(`queue is "${hidden}", expected redis://HOST:PORT, or rediss:// for TLS`)
  }
  return `${parsed.protocol}//${parsed.hostname}:${parsed.port === "" ? 6379 : parsed.port}`
}

function late(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${CONNECT_SECONDS} seconds`)), CONNECT_SECONDS * 1000).unref()
  })
}

/** Errors in words. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (is redis-server running?)",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  ETIMEDOUT: `no answer within ${CONNECT_SECONDS} seconds`,
  ECONNRESET: "the connection was broken off (TLS asked of a server without it, or the reverse?)",
  EHOSTUNREACH: "the host cannot be reached",
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (message.startsWith("WRONGPASS")) return "wrong user or password"
  if (message.startsWith("NOAUTH")) return "it asks for a password: redis://:PASSWORD@HOST"
  if (message.startsWith("Protocol error")) return "what answers there is no Redis (or one that wants TLS: rediss://)"
  return REASONS[code ?? ""] ?? message
}
