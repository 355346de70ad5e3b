// Does learning keep its memory? 10,000 updates of every policy, with what TF.js and the process hold along the way.

import { loadBackend } from "../../agents/backend.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { benchLearners } from "./learners.ts"

/** Updates after which memory is read; the first is the one the others are compared with. */
const MARKS = [100, 1000, 10_000] as const

/** What is held after some updates. */
interface Held {
  readonly policy: string
  readonly updates: number
  readonly tensors: number
  /** Of tensors, as TF.js counts them. */
  readonly bytes: number
  /** Of the whole process, resident, in MiB. */
  readonly processMiB: number
}

/** Bench `memory`. */
export async function benchMemory({ backend, onItem }: BenchOptions): Promise<BenchResult> {
  const { tf, name } = await loadBackend(backend)
  const last = MARKS[MARKS.length - 1]
  // Enough episodes for any batch size; the learners stop by updates.
  const learners = benchLearners("alexnet", 16 * last)
  const held: Held[] = []
  for (const [i, one] of learners.entries()) {
    onItem(i, learners.length, one.name)
    const learner = one.start(tf)
    for (let updates = 1; updates <= last; updates++) {
      learner.update()
      if (!MARKS.some(mark => mark === updates)) continue
      const { numTensors: tensors, numBytes: bytes } = tf.memory()
      const processMiB = process.memoryUsage.rss() / 2 ** 20
      held.push({ policy: one.name, updates, tensors, bytes, processMiB })
    }
  }
  const flat = learners.every(({ name: policy }) => isFlat(held.filter(h => h.policy === policy)))
  return {
    header: ["policy", "updates", "tensors", "bytes in tensors", "process MiB"],
    rows: held.map(h => [h.policy, h.updates, h.tensors, h.bytes, h.processMiB.toFixed(0)]),
    notes: [`tensors ${flat ? "flat" : "NOT FLAT"}; TF.js on ${name}; the policies before stay alive`],
    data: { held, flat, backend: name },
  }
}

function isFlat(held: readonly Held[]): boolean {
  return held.every(({ tensors, bytes }) => tensors === held[0].tensors && bytes === held[0].bytes)
}
