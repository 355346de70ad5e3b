// A progress line with rate and time left, for people who watch; nothing where nobody does.

import { Presets, SingleBar } from "cli-progress"
import { formatRate, formatSeconds } from "./text-table.ts"

/** A running progress display. */
export interface Progress {
  /** `done` of the total so far (not the increase), and a short text such as the best value. */
  update(done: number, text?: string): void
  /** Ends the line; until then a timer redraws it and keeps the process alive. Calling it again does nothing. */
  stop(): void
}

/** Options of `progress`. */
export interface ProgressOptions {
  /** What was done before a resume; it counts for the bar, not for the rate. */
  readonly start?: number
  /** Shows nothing. */
  readonly quiet?: boolean
}

/** Where the line goes: process.stderr, or a stand-in. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean }

const SILENT: Progress = { update: () => {}, stop: () => {} }

/** Starts a progress line. Silent when `stream` is not a terminal, so logs and pipes stay clean. */
export function progress(
  label: string,
  total: number,
  stream: ProgressStream = process.stderr,
  { start = 0, quiet = false }: ProgressOptions = {},
): Progress {
  if (quiet || stream.isTTY !== true) return SILENT
  const began = performance.now()
  const bar = new SingleBar(
    { stream, barsize: 24, format: `${label} [{bar}] {value}/{total} {speed} {text}` },
    Presets.legacy,
  )
  bar.start(total, start, { speed: "", text: "" })
  let active = true
  return {
    update(done, text = "") {
      if (!active) return
      const seconds = (performance.now() - began) / 1000
      bar.update(done, { speed: speedText(done - start, total - done, seconds), text })
    },
    stop() {
      if (active) bar.stop()
      active = false
    },
  }
}

/** "1.2k/s, 12 s left"; empty before the first step. The rate is the mean since the start. */
export function speedText(done: number, left: number, seconds: number): string {
  if (done <= 0 || seconds <= 0) return ""
  const rate = done / seconds
  return left > 0 ? `${formatRate(rate)}, ${formatSeconds(left / rate)} left` : formatRate(rate)
}
