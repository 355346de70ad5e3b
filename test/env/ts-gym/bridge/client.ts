// The client's side of the protocol, as the tests need it.

import { frameOf } from "../../../../env/ts-gym/bridge/frames.ts"
import { Request, type RequestMessage, Response, type ResponseMessage } from "../../../../env/ts-gym/bridge/messages.ts"
import type { Session } from "../../../../env/ts-gym/bridge/session.ts"
import { encodeValue } from "../../../../env/ts-gym/bridge/values.ts"

/** A request as bytes. */
export const requestBytes = (request: RequestMessage): Uint8Array => Request.encode({ id: 1, ...request }).finish()

/** A request as a frame. */
export const requestFrame = (request: RequestMessage): Uint8Array => frameOf(requestBytes(request))

/** The first request of every connection. */
export const HELLO: RequestMessage = { hello: { protocol: 1 } }

/** What a session answers. */
export function ask(session: Session, request: RequestMessage): ResponseMessage & { fatal: boolean } {
  const { message, fatal } = session.handle(requestBytes(request))
  return { ...Response.decode(message), fatal }
}

/** A step with these actions. */
export const step = (env: number, ...actions: unknown[]): RequestMessage => ({
  step: { env, actions: actions.map(action => encodeValue(action)) },
})
