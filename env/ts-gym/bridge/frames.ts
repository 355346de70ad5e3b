// Frames: a message with its length in front (uint32, little-endian), and how they are cut out of a stream of bytes.

import { ProtocolError } from "./protocol-error.ts"

/** Bytes of the length. */
const HEADER = 4

/** The frame of a message. */
export function frameOf(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER + message.length)
  new DataView(frame.buffer).setUint32(0, message.length, true)
  frame.set(message, HEADER)
  return frame
}

/** Collects pieces of a stream until they make frames. Holds no more than was received. */
export class FrameReader {
  readonly #maxBytes: number
  /** Received and not yet part of a complete frame. */
  #pieces: Uint8Array[] = []
  #received = 0

  /** Frames hold messages of at most `maxBytes`. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Bytes of a frame that is not complete. */
  get pending(): number {
    return this.#received
  }

  /**
   * The messages that the next piece completes, one by one.
   *
   * @throws ProtocolError at a length above the greatest; what follows cannot be read
   */
  *push(piece: Uint8Array): Generator<Uint8Array> {
    this.#pieces.push(piece)
    this.#received += piece.length
    while (this.#received >= HEADER) {
      const length = this.#length()
      if (length > this.#maxBytes)
        throw new ProtocolError(`a message is announced with ${length} bytes, at most ${this.#maxBytes} are allowed`)
      if (this.#received < HEADER + length) return
      const all = this.#together()
      this.#pieces = [all.subarray(HEADER + length)]
      this.#received -= HEADER + length
      yield all.subarray(HEADER, HEADER + length)
    }
  }

  /** The length in the header. */
  #length(): number {
    if (this.#pieces[0].length < HEADER) this.#together()
    const [first] = this.#pieces
    return new DataView(first.buffer, first.byteOffset, HEADER).getUint32(0, true)
  }

  /** All pieces as one. */
  #together(): Uint8Array {
    if (this.#pieces.length === 1) return this.#pieces[0]
    const all = new Uint8Array(this.#received)
    let at = 0
    for (const piece of this.#pieces) {
      all.set(piece, at)
      at += piece.length
    }
    this.#pieces = [all]
    return all
  }
}
