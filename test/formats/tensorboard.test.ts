// Event files: the bytes that TensorBoard's own reader was shown, and what it said it read (test/fixtures/tensorboard).

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { EVENTS_FILE, fileStart, type StepSummary, stepRecord } from "../../src/formats/tensorboard.ts"

const FOLDER = join(import.meta.dirname, "../fixtures/tensorboard")
const READ = JSON.parse(readFileSync(join(FOLDER, "read.json"), "utf8"))

/** The steps of the fixture. */
const STEPS: [number, StepSummary][] = [
  [8, { scalars: { "a/loss": 0.5, "a/gap": null }, histograms: { "a/pe": [1, 2, 2, 64], "a/returns": [-3, -3] } }],
  [
    16,
    { scalars: { "a/loss": -1.25, "a/gap": 0.125 }, histograms: { "a/pe": [], "a/returns": [-3, 1e6, Number.NaN] } },
  ],
  [4_294_967_304, { scalars: { "a/loss": Number.POSITIVE_INFINITY, "b/ä": 3 } }],
]
const file = () => Buffer.concat([fileStart(), ...STEPS.map(([step, summary]) => stepRecord(step, summary))])

/** Sum by long division of polynomials, bit by bit: independent of the table that writes. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}

/** The checksum behind a masked one. */
function unmasked(sum: number): number {
  const turned = (sum - 0xa282ead8) >>> 0
  return ((turned >>> 17) | (turned << 15)) >>> 0
}

test("the bytes are those that TensorBoard read", () => {
  expect(file().equals(readFileSync(join(FOLDER, EVENTS_FILE)))).toBe(true)
})

describe("TensorBoard read", () => {
  test("one record per step and the start, in order", () => {
    expect(READ).toMatchObject({ records: 1 + STEPS.length, stepsRise: true, tensors: {} })
  })

  test("every finite scalar at its step", () => {
    expect(READ.scalars).toEqual({
      "a/loss": [
        [8, 0.5],
        [16, -1.25],
      ],
      "a/gap": [[16, 0.125]],
      "b/ä": [[4_294_967_304, 3]],
    })
  })

  test("every number of a histogram in its bucket", () => {
    const [[step, min, max, num, sum, squares, limits, buckets]] = READ.histograms["a/pe"]
    expect([step, min, max, num, sum, squares]).toEqual([8, 1, 64, 4, 69, 1 + 4 + 4 + 64 ** 2])
    expect([limits.length, limits.at(-1), buckets[0], buckets.at(-1)]).toEqual([30, 64, 3, 1])
    expect(buckets.reduce((a: number, b: number) => a + b)).toBe(4)
    expect(READ.histograms["a/pe"]).toHaveLength(1)
    const [same, two] = READ.histograms["a/returns"]
    expect(same.slice(0, 6)).toEqual([8, -3, -3, 2, -6, 18])
    expect(two.slice(0, 5)).toEqual([16, -3, 1e6, 2, 999_997])
  })
})

test("records are framed as TFRecord says", () => {
  const bytes = file()
  let at = 0
  for (let records = 0; at < bytes.length; records++) {
    const length = Number(bytes.readBigUInt64LE(at))
    expect(unmasked(bytes.readUInt32LE(at + 8)), `length of record ${records}`).toBe(crc32c(bytes.subarray(at, at + 8)))
    const event = bytes.subarray(at + 12, at + 12 + length)
    expect(unmasked(bytes.readUInt32LE(at + 12 + length)), `record ${records}`).toBe(crc32c(event))
    at += length + 16
  }
  expect(at).toBe(bytes.length)
  // The check value of CRC-32C (RFC 3720, appendix B.4: 32 bytes of zeros).
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
})
