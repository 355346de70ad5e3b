// The progress line: visible on a terminal, silent elsewhere.

import { PassThrough } from "node:stream"
import { expect, test } from "vitest"
import { type ProgressOptions, progress, speedText } from "../../experiments/terminal/progress.ts"

/** What a short run of 4 steps prints. */
function printed(isTTY: boolean, options?: ProgressOptions): string {
  const stream = Object.assign(new PassThrough(), { isTTY })
  const bar = progress("search", 4, stream, options)
  for (let n = 1; n <= 4; n++) bar.update(n, `best ${n}`)
  bar.stop()
  bar.stop()
  bar.update(4)
  return String(stream.read() ?? "")
}

test("shows label, count and text on a terminal, and ends the line", () => {
  const text = printed(true)
  expect(text).toMatch(/search \[/)
  expect(text).toMatch(/4\/4 .*best 4/)
  expect(text.endsWith("\n")).toBe(true)
})

test("writes nothing to a pipe or when quiet", () => {
  expect(printed(false)).toBe("")
  expect(printed(true, { quiet: true })).toBe("")
})

test("rate and time left", () => {
  expect(speedText(0, 10, 1)).toBe("")
  expect(speedText(100, 300, 2)).toBe("50/s, 6.0 s left")
  expect(speedText(100, 0, 2)).toBe("50/s")
})
