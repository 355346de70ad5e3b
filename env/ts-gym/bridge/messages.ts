// The messages of gym.proto: the generated code with its types, and a frame around each message.

import { analects as code } from "./generated/gym.ts"
import type { analects } from "./generated/gym-types.d.ts"

// The generated code is not type-checked; its types come from the file beside it.
const messages = (code as unknown as typeof analects).gym

/** Encoders and decoders of whole messages. */
export const { Request, Response, Transition } = messages

export type RequestMessage = analects.gym.Request.$Properties
export type ResponseMessage = analects.gym.Response.$Properties
export type MakeMessage = analects.gym.Make.$Properties
export type ResetMessage = analects.gym.Reset.$Properties
export type TransitionMessage = analects.gym.Transition.$Properties
export type ValueMessage = analects.gym.Value.$Properties

/** Version of the protocol. */
export const PROTOCOL = 1
