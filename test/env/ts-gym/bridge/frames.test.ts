// Frames cut out of any stream, whatever its pieces.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { FrameReader, frameOf } from "../../../../env/ts-gym/bridge/frames.ts"

const MAX = 1000

/** Bytes in pieces of the given lengths, over and over. */
function* piecesOf(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length]
    yield bytes.subarray(at, at + length)
    at += length
  }
}

const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap(part => [...part]))

test("frames come out as they went in, in any pieces", () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 })
  const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(messages, lengths, (sent, pieces) => {
      const reader = new FrameReader(MAX)
      const received = [...piecesOf(joined(sent.map(frameOf)), pieces)].flatMap(piece =>
        [...reader.push(piece)].map(message => Uint8Array.from(message)),
      )
      expect(received).toEqual(sent)
      expect(reader.pending).toBe(0)
    }),
  )
})

test("a frame that is cut short stays pending", () => {
  const reader = new FrameReader(MAX)
  expect([...reader.push(frameOf(new Uint8Array(10)).subarray(0, 9))]).toEqual([])
  expect(reader.pending).toBe(9)
})

test("frames before one that is too large still come; the large one is refused at its header", () => {
  const reader = new FrameReader(MAX)
  const header = frameOf(new Uint8Array(MAX + 1)).subarray(0, 4)
  const messages = reader.push(joined([frameOf(Uint8Array.of(7)), header]))
  expect(messages.next().value).toEqual(Uint8Array.of(7))
  expect(() => messages.next()).toThrow(/announced with 1001 bytes, at most 1000/)
  expect([...new FrameReader(MAX).push(frameOf(new Uint8Array(MAX)))].length).toBe(1)
})
