// checkpoint.json: the state of a stopped run.
//
// Two lines of JSON. The first says format, length and CRC-32 of the second; the second holds the
// state: plain data, with typed arrays as {"$Float32Array": base64} (little-endian, as on every
// machine Node runs on but s390x) and the numbers JSON cannot write as {"$number": "NaN"}.

import { join } from "node:path"
import { InputError } from "../../src/core/errors.ts"
import { crc32 } from "../../src/formats/crc32.ts"
import { readText, writeFileAtomic } from "../files.ts"
import type { MetricsFile } from "./metrics-file.ts"
import { RUN_FILES } from "./run-dir.ts"

/** Format of the state line this version writes and reads. Format 1 knew no timing and no event file. */
export const CHECKPOINT_FORMAT = 2

const MAGIC = "analects-checkpoint"
const ARRAYS = { Float32Array, Float64Array, Int32Array, Uint32Array, Uint8Array } as const
type ArrayName = keyof typeof ARRAYS

/** A stopped run: its state, and how many bytes of metrics.csv belong to it. */
export interface Checkpoint {
  readonly state: unknown
  readonly metricsBytes: number
}

/** Commits the metrics, then writes the checkpoint. A kill at any moment leaves the old or the new one whole. */
export function saveCheckpoint(run: string, state: unknown, metrics: MetricsFile): void {
  const metricsBytes = metrics.commit()
  writeFileAtomic(join(run, RUN_FILES.checkpoint), encodeCheckpoint({ state, metricsBytes }))
}

/** The last checkpoint of a run. Throws InputError when there is none or it is damaged. */
export function loadCheckpoint(run: string): Checkpoint {
  const path = join(run, RUN_FILES.checkpoint)
  return decodeCheckpoint(readText(path), path)
}

/** The text of a checkpoint. Throws TypeError for values that would not come back equal (functions, Map, bigint, …). */
export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const body = JSON.stringify(pack(checkpoint))
  const bytes = new TextEncoder().encode(body)
  const header = { magic: MAGIC, format: CHECKPOINT_FORMAT, bytes: bytes.length, crc32: crc32(bytes) }
  return `${JSON.stringify(header)}\n${body}\n`
}

/** The checkpoint in a text. `source` opens the messages of InputError. */
export function decodeCheckpoint(text: string, source: string): Checkpoint {
  const end = text.indexOf("\n")
  const header = parse(text.slice(0, Math.max(end, 0)), source) as Record<string, unknown> | null
  if (header?.magic !== MAGIC) throw new InputError(`${source} is not a checkpoint`)
  if (header.format !== CHECKPOINT_FORMAT) {
    throw new InputError(`${source} has format ${String(header.format)}, this version reads ${CHECKPOINT_FORMAT}`)
  }
  const body = text.slice(end + 1, -1)
  const bytes = new TextEncoder().encode(body)
  if (!text.endsWith("\n") || bytes.length !== header.bytes || crc32(bytes) !== header.crc32) {
    const found = bytes.length === header.bytes ? "wrong checksum" : `${bytes.length} of ${String(header.bytes)} bytes`
    throw new InputError(`${source} is cut short or damaged (${found})`)
  }
  return unpack(parse(body, source)) as Checkpoint
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError(`${source} is not a checkpoint, or is damaged`)
  }
}

/** Plain data for JSON; `at` is the path for messages. */
function pack(value: unknown, at = "state"): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value
  if (typeof value === "number") {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $number: Object.is(value, -0) ? "-0" : `${value}` }
  }
  if (Array.isArray(value)) return value.map((entry, i) => pack(entry, `${at}[${i}]`))
  if (ArrayBuffer.isView(value)) return packArray(value, at)
  if (typeof value === "object" && isPlain(value)) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
    for (const [key] of entries) if (key.startsWith("$")) throw new TypeError(`${at}: key "${key}" is reserved`)
    return Object.fromEntries(entries.map(([key, entry]) => [key, pack(entry, `${at}.${key}`)]))
  }
  throw new TypeError(`${at} cannot be put into a checkpoint`)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function packArray(view: ArrayBufferView, at: string): unknown {
  const name = view.constructor.name
  if (!(name in ARRAYS)) throw new TypeError(`${at}: ${name} cannot be put into a checkpoint`)
  return { [`$${name}`]: Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64") }
}

function unpack(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(unpack)
  const entries = Object.entries(value as Record<string, unknown>)
  const [key, content] = entries[0] ?? ["", null]
  if (key === "$number") return Number(content)
  if (key.startsWith("$")) {
    // Copied, because a Buffer is a view into a shared pool at any offset.
    const bytes = Uint8Array.from(Buffer.from(content as string, "base64"))
    return new ARRAYS[key.slice(1) as ArrayName](bytes.buffer)
  }
  return Object.fromEntries(entries.map(([name, entry]) => [name, unpack(entry)]))
}
