// What ends a connection.

import { GymError } from "../errors.ts"

/** Raised when what arrives is not this protocol; what follows cannot be trusted. */
export class ProtocolError extends GymError {}
