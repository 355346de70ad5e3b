// The Accelerator block of mapping text: known to the reference, never accepted by it.
//
// Source: specification "cost model", section 2.2; block names and messages from MAESTRO 4eb08d1. The
// block has no closing brace that the reference would take, so reading it only decides which message ends it.

import { EndOfText, parseError, type Reader, unexpected } from "./problems.ts"
import { readInteger, type Token } from "./tokens.ts"

const PRECISIONS = new Set(["FP4", "FP8", "FP16", "FP32", "INT4", "INT8", "INT16", "INT32"])

/** Reads the block after its keyword; always ends in a problem. */
export function readAccelerator(reader: Reader): void {
  if (!reader.strict) {
    reader.fail(reader.peek(), "Accelerator blocks are not supported; give the hardware in a file of its own")
    skip(reader)
    return
  }
  open(reader)
  for (;;) {
    const token = reader.next("PE, Buffer or DistributionNoC")
    if (token.text === "PE") group(reader, readElement)
    else if (token.text === "Buffer") group(reader, readBuffer)
    else if (token.text === "DistributionNoC") group(reader, readNetwork)
    else reader.fail(token, unexpected(token, "PE, Buffer or DistributionNoC"))
  }
}

/** To the brace that closes the block, or the end. */
function skip(reader: Reader): void {
  let depth = 0
  while (!reader.done) {
    const { text } = reader.next("}")
    if (text === "{") depth++
    else if (text === "}" && --depth <= 0) return
  }
  throw new EndOfText()
}

function open(reader: Reader): void {
  const token = reader.next("{")
  if (token.text !== "{") reader.fail(token, unexpected(token, "{"))
}

function group(reader: Reader, readEntry: (reader: Reader, name: Token) => void): void {
  open(reader)
  for (let token = reader.next("}"); token.text !== "}"; token = reader.next("}")) readEntry(reader, token)
}

function positive(reader: Reader, before: (value: number) => string): void {
  const token = reader.next("an integer")
  const value = readInteger(token.text)
  if (value < 1) reader.fail(token, unexpected(token, "at least 1"), parseError(token, reader.file, before(value)))
}

function readElement(reader: Reader, name: Token): void {
  if (name.text === "NumPEs") {
    positive(reader, n => `The number of PEs needs to be an integer larger than 0. Given number of PEs: ${n}\n`)
  } else if (name.text === "VectorWidth") {
    const text = "The number ALUs (vector width) of PEs needs to be an integer larger than 0. Given size: "
    positive(reader, n => `${text}${n}\n`)
  } else if (name.text === "MultPrecision" || name.text === "AddPrecision") {
    const token = reader.next("a precision")
    if (PRECISIONS.has(token.text)) return
    reader.fail(token, "unsupported precision", parseError(token, reader.file, "Unsupported precision!\n"))
  } else reader.fail(name, unexpected(name, "NumPEs, VectorWidth, MultPrecision, AddPrecision or }"))
}

function readBuffer(reader: Reader): void {
  positive(reader, () => "Buffer size must be larger than 0\n")
}

function readNetwork(reader: Reader): void {
  group(reader, (inner, name) => {
    if (name.text === "Bandwidth" || name.text === "LatencyPerHop") positive(inner, () => "")
    else inner.fail(name, unexpected(name, "Bandwidth, LatencyPerHop or }"))
  })
}
