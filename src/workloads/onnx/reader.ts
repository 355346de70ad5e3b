// A protobuf reader for files that may be large: what the schema does not know is skipped, not kept.

import protobuf from "protobufjs/minimal.js"

/** A reader over the bytes; byte fields of messages are views of them. */
export function protobufReader(bytes: Uint8Array): protobuf.Reader {
  const reader = protobuf.Reader.create(bytes)
  reader.discardUnknown = true
  return reader
}
