// How far a sweep is: its parts, in whatever order they come, and what they gave.

import { InputError } from "../../src/core/errors.ts"
import { Findings, fromPlain, type PlainFindings, toPlain } from "../../src/dse/findings.ts"
import { type Counts, noCounts } from "../../src/dse/outcomes.ts"
import type { PartResult, Sweep } from "../../src/dse/sweep.ts"
import { readJson, writeFileAtomic } from "../files.ts"
import type { SweptPart } from "./parts.ts"

/** What a sweep gave. */
export interface SweepResult extends PartResult {
  /** Valid designs written. */
  readonly rows: number
  /** What of the counts stems from earlier starts. */
  readonly before: Counts
}

/** Content of the file. */
interface Saved extends PlainFindings {
  readonly parts: number
  /** Finished parts, as ranges: first, and the one after the last. */
  readonly done: readonly (readonly [number, number])[]
  readonly rows: number
}

/** Parts so far. */
export class SweptParts {
  /** Number of finished parts. */
  count = 0
  #rows = 0
  #before = noCounts()
  readonly #isDone: boolean[]
  readonly #findings: Findings

  constructor(sweep: Sweep, parts: number) {
    this.#isDone = Array.from({ length: parts }, () => false)
    this.#findings = new Findings(sweep)
  }

  /** Parts that are not finished, in order. */
  left(): number[] {
    return this.#isDone.flatMap((isDone, part) => (isDone ? [] : [part]))
  }

  take(part: number, swept: SweptPart): void {
    this.#findings.take(swept)
    this.#rows += swept.rows
    this.#isDone[part] = true
    this.count++
  }

  result(): SweepResult {
    return { ...this.#findings.result(), rows: this.#rows, before: this.#before }
  }

  save(path: string): void {
    const { rows, before: _, ...found } = this.result()
    const saved: Saved = { parts: this.#isDone.length, done: this.#ranges(), rows, ...toPlain(found) }
    writeFileAtomic(path, `${JSON.stringify(saved)}\n`)
  }

  /** @throws InputError for a checkpoint of another cut */
  load(path: string): void {
    const parts = this.#isDone.length
    const saved = readJson(path) as Saved
    if (saved.parts !== parts) throw new InputError(`${path} is of ${saved.parts} parts, this sweep has ${parts}`)
    this.#findings.take(fromPlain(saved))
    this.#rows = saved.rows
    this.#before = saved.counts
    for (const [from, to] of saved.done) this.#isDone.fill(true, from, to)
    this.count = this.#isDone.filter(Boolean).length
  }

  #ranges(): [number, number][] {
    const ranges: [number, number][] = []
    for (const [part, isDone] of this.#isDone.entries()) {
      if (!isDone) continue
      const last = ranges.at(-1)
      if (last?.[1] === part) last[1]++
      else ranges.push([part, part + 1])
    }
    return ranges
  }
}

/** Seconds between checkpoints, and how much longer than writing one the time between two is at least. */
const SECONDS = 2
const SHARE = 20

/** Saves now and then: soon after the start, then so seldom that it costs next to nothing. */
export class Saver {
  readonly #save: () => void
  #next = 0
  #isBehind = false

  constructor(save: () => void) {
    this.#save = save
  }

  /** After something new. */
  saveIfDue(): void {
    this.#isBehind = true
    if (performance.now() >= this.#next) this.save()
  }

  /** At the end. */
  saveRest(): void {
    if (this.#isBehind) this.save()
  }

  save(): void {
    const began = performance.now()
    this.#save()
    const ended = performance.now()
    this.#isBehind = false
    this.#next = ended + Math.max(SECONDS * 1000, SHARE * (ended - began))
  }
}
