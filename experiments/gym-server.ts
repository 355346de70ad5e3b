// Environments over streams: one session per connection, loopback only.

import { createServer, type Server, type Socket } from "node:net"
import type { Readable, Writable } from "node:stream"
import { FrameReader, frameOf } from "../env/ts-gym/bridge/frames.ts"
import { SESSION_DEFAULTS, Session, type SessionOptions } from "../env/ts-gym/bridge/session.ts"
import { InputError } from "../src/core/errors.ts"
import { reasonOf } from "./files.ts"

/** Only programs of this machine can connect. */
export const HOST = "127.0.0.1"

/** Most connections at a time. */
export const MAX_CONNECTIONS = 64

/** Time that a connection has to end, after the last message was sent. */
const LINGER_MS = 1000

/** Takes one message for people, without a line end. */
export type Log = (message: string) => void

/**
 * Answers the requests that come in until the input ends or breaks the protocol, then closes the environments. Reads
 * no further while answers wait to be sent.
 */
export async function serveStream(
  input: Readable,
  output: Writable,
  options: Partial<SessionOptions>,
  log: Log,
): Promise<void> {
  const session = new Session(options)
  const reader = new FrameReader(options.maxMessageBytes ?? SESSION_DEFAULTS.maxMessageBytes)
  try {
    await answerAll(input, output, session, reader)
    if (reader.pending > 0) log(`the connection ended within a message, after ${reader.pending} of its bytes`)
  } catch (error) {
    log(`the connection broke: ${reasonOf(error)}`)
    if (output.writable) output.write(frameOf(session.failure(error).message))
  } finally {
    for (const error of session.close()) log(`an environment could not be closed: ${reasonOf(error)}`)
  }
}

async function answerAll(input: Readable, output: Writable, session: Session, reader: FrameReader): Promise<void> {
  // The stream stays open, so that an error can still be told to the peer.
  for await (const piece of input.iterator({ destroyOnReturn: false })) {
    for (const message of reader.push(piece as Uint8Array)) {
      const answer = session.handle(message)
      if (!output.writable) return
      if (!output.write(frameOf(answer.message))) await drained(output)
      if (answer.fatal) return
    }
  }
}

/** Resolves once more can be written, or never will be. */
function drained(output: Writable): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      output.off("drain", done).off("close", done).off("error", done)
      resolve()
    }
    output.once("drain", done).once("close", done).once("error", done)
  })
}

/** A listening server. */
export interface GymServer {
  readonly port: number
  /** Ends all connections and their environments. */
  close(): Promise<void>
}

/**
 * Listens on a port of this machine; 0 for any that is free.
 *
 * @throws InputError if the port cannot be had
 */
export async function listen(port: number, options: Partial<SessionOptions>, log: Log): Promise<GymServer> {
  const open = new Map<Socket, Promise<void>>()
  let count = 0
  const server = createServer({ noDelay: true }, socket => {
    const name = `connection ${++count}`
    // Without a listener a reset by the peer would end the process; the reading side reports it.
    socket.on("error", () => {})
    const served = serveStream(socket, socket, options, message => log(`${name}: ${message}`)).finally(() => {
      hangUp(socket)
      open.delete(socket)
    })
    open.set(socket, served)
  })
  server.maxConnections = MAX_CONNECTIONS
  await listening(server, port)
  const address = server.address()
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: async () => {
      server.close()
      const ends = [...open.values()]
      for (const socket of open.keys()) socket.destroy()
      await Promise.all(ends)
    },
  }
}

/** Ends a connection, with time for what was sent last: unread input would have it thrown away. */
function hangUp(socket: Socket): void {
  socket.end()
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once("close", () => clearTimeout(timer))
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", error => reject(new InputError(`port ${port} cannot be used: ${reasonOf(error)}`)))
    server.listen(port, HOST, resolve)
  })
}
