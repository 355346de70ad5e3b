// Reads hardware text: a flat sequence of keys and integers.
//
// Source: specification "cost model", section 2.3.

import { didYouMean, EndOfText, Reader, ReaderStop, TextError, type TextProblem, unexpected } from "./problems.ts"
import { isPlainInteger, readInteger, tokenize } from "./tokens.ts"

/** What a hardware file says, or its defaults where it says nothing. */
export interface HardwareText {
  readonly numPEs: number
  /** Elements; only warned about. */
  readonly l1Size: number
  readonly l2Size: number
  /** Elements per cycle. */
  readonly nocBandwidth: number
  readonly offchipBandwidth: number
  /** Cycles: one per hop. */
  readonly nocLatency: number
}

/** Largest 32-bit integer: the reference's "no limit". */
export const NO_LIMIT = 2147483647

/** Defaults of a hardware file (not those of the command line). */
export const HARDWARE_TEXT_DEFAULTS: HardwareText = {
  numPEs: 1,
  l1Size: NO_LIMIT,
  l2Size: NO_LIMIT,
  nocBandwidth: NO_LIMIT,
  offchipBandwidth: NO_LIMIT,
  nocLatency: 1,
}

const KEYS = new Map<string, keyof HardwareText>([
  ["num_pes", "numPEs"],
  ["l1_size_cstr", "l1Size"],
  ["l2_size_cstr", "l2Size"],
  ["noc_bw_cstr", "nocBandwidth"],
  ["NoC_NumHops", "nocLatency"],
  ["offchip_bw_cstr", "offchipBandwidth"],
])

/** A hardware file as read. */
export interface ReadHardware {
  readonly values: HardwareText
  /** How often l1_size_cstr was given: the reference prints an empty line each time. */
  readonly emptyLines: number
  readonly warnings: readonly TextProblem[]
}

/**
 * Reads hardware text. Keys that are absent take the file's defaults; of repeated keys the last counts.
 *
 * @throws TextError with every problem found; ReaderStop when strict
 */
export function readHardware(text: string, options: { file?: string; strict?: boolean } = {}): ReadHardware {
  const strict = options.strict ?? false
  const source = strict ? text : text.replaceAll("\r\n", "\n")
  const reader = new Reader(tokenize(source), options.file ?? "hardware", strict)
  const values = { ...HARDWARE_TEXT_DEFAULTS }
  let emptyLines = 0
  try {
    while (!reader.done) {
      const token = reader.next("a key")
      const key = KEYS.get(token.text)
      if (key === undefined) {
        const expected = `one of ${[...KEYS.keys()].join(", ")}`
        reader.fail(token, unexpected(token, expected) + didYouMean(token, KEYS.keys()))
        if (!KEYS.has(reader.peek().text) && !reader.done) reader.next("a value")
        continue
      }
      const value = reader.next(`the value of ${token.text}`)
      if (key === "l1Size") emptyLines++
      if (!isPlainInteger(value.text)) reader.fail(value, unexpected(value, "an integer"), null)
      values[key] = readInteger(value.text)
    }
  } catch (error) {
    if (error instanceof ReaderStop) {
      const output = "\n".repeat(emptyLines) + error.end.output
      throw new ReaderStop({ ...error.end, output }, error.problem)
    }
    if (!(error instanceof EndOfText)) throw error
  }
  if (!strict && reader.problems.length > 0) throw new TextError(reader.problems)
  return { values, emptyLines, warnings: reader.warnings }
}
