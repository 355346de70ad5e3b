// Where warnings go. A warning is advice: nothing is wrong enough to stop.

/** Takes one message, without a line end. */
export type WarningSink = (message: string) => void

let sink: WarningSink = message => console.warn(`ts-gym: ${message}`)

/** Sends a warning to the sink. */
export function warn(message: string): void {
  sink(message)
}

/** Replaces the sink (by default console.warn). Returns the one before. */
export function setWarningSink(next: WarningSink): WarningSink {
  const before = sink
  sink = next
  return before
}
