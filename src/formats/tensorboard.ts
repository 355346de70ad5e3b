// TensorBoard event files: records of TFRecord, each an Event (tensorboard.proto).
//
// A record is its length (64 bits, little-endian), the masked CRC-32C of the length, the Event, and the masked CRC-32C of the
// Event. Equal events give equal bytes: the wall time of an event is its step in seconds after 1970, so only the axis STEP of
// TensorBoard means something.

import { makeCrc32 } from "./crc32.ts"
import { analects as code } from "./generated/tensorboard.ts"
import type { analects } from "./generated/tensorboard-types.d.ts"

// The generated code is not type-checked; its types come from the file beside it.
const { Event } = (code as unknown as typeof analects).tensorboard

/** Name of an event file in its folder; TensorBoard looks for the middle part. */
export const EVENTS_FILE = "events.out.tfevents.0.analects"

/** Buckets of a histogram. */
const BUCKETS = 30

const crc32c = makeCrc32(0x82f63b78)

/** What is known at a step, by tag. Numbers that are not finite are left out, and so are empty lists. */
export interface StepSummary {
  readonly scalars: Readonly<Record<string, number | null>>
  /** Lists of numbers, of which the distribution is shown. */
  readonly histograms?: Readonly<Record<string, readonly number[]>>
}

/** How an event file begins. */
export function fileStart(): Uint8Array {
  return recordOf(Event.encode({ wallTime: 0, step: 0, fileVersion: "brain.Event:2" }).finish())
}

/** The record of a step. Steps are integers of at least 0. */
export function stepRecord(step: number, { scalars, histograms = {} }: StepSummary): Uint8Array {
  const finite = Object.entries(scalars).filter(([, value]) => value !== null && Number.isFinite(value))
  const lists = Object.entries(histograms).map(([tag, list]) => [tag, list.filter(Number.isFinite)] as const)
  const value = [
    ...finite.map(([tag, simpleValue]) => ({ tag, simpleValue })),
    ...lists.filter(([, list]) => list.length > 0).map(([tag, list]) => ({ tag, histo: histogramOf(list) })),
  ]
  return recordOf(Event.encode({ wallTime: step, step, summary: { value } }).finish())
}

/** A histogram of at least one finite number in buckets of equal width, or in a single one if all are equal. */
function histogramOf(list: readonly number[]) {
  const min = list.reduce((a, b) => Math.min(a, b))
  const max = list.reduce((a, b) => Math.max(a, b))
  const buckets = max > min ? BUCKETS : 1
  const bucketLimit = Array.from({ length: buckets }, (_, i) =>
    i === buckets - 1 ? max : min + ((max - min) * (i + 1)) / buckets,
  )
  const bucket = bucketLimit.map(() => 0)
  for (const x of list) bucket[bucketLimit.findIndex(limit => x <= limit)]++
  const sum = list.reduce((a, b) => a + b)
  const sumSquares = list.reduce((a, b) => a + b * b, 0)
  return { min, max, num: list.length, sum, sumSquares, bucketLimit, bucket }
}

/** An Event as a record. */
function recordOf(event: Uint8Array): Uint8Array {
  const record = new Uint8Array(event.length + 16)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(event.length), true)
  view.setUint32(8, masked(record.subarray(0, 8)), true)
  record.set(event, 12)
  view.setUint32(12 + event.length, masked(event), true)
  return record
}

/** Checksum as records have it: turned by 15 bits, plus a constant, for data that hold checksums themselves. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
