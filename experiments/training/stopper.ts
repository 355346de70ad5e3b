// Ctrl-C and its relatives: the first asks the run to stop at its next pause, the second ends it at once. At pauses a run
// also saves, when it is time.

import { setImmediate, setTimeout } from "node:timers/promises"
import { CommanderError } from "commander"
import { note } from "../terminal/io.ts"

const SIGNALS = ["SIGINT", "SIGTERM"] as const

/** Seconds between checkpoints. */
const CHECKPOINT_SECONDS = 2

/** Milliseconds between looks for a signal, where nothing else leads to one. */
const LOOK = 50

/** Thrown when the user stopped the run; the checkpoint is on disk. */
export class Stopped extends Error {}

/** Listens from construction to `close`. */
export class Stopper {
  #savedAt = performance.now()
  #stopped = false
  readonly #listener = () => {
    if (this.#stopped) process.exit(130)
    this.#stopped = true
  }

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listener)
  }

  /** Whether a signal has arrived. */
  get stopped(): boolean {
    return this.#stopped
  }

  /**
   * Lets signals in, and saves when it is time or the user has asked to stop.
   *
   * @throws Stopped when the user has
   */
  async pause(save: () => void): Promise<void> {
    await setImmediate()
    if (this.#stopped || performance.now() - this.#savedAt > CHECKPOINT_SECONDS * 1000) {
      save()
      this.#savedAt = performance.now()
    }
    if (this.#stopped) throw new Stopped()
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener)
  }
}

/** Rejects with Stopped once the user has asked to stop; ends quietly when `signal` says so. */
export async function onceStopped(stopper: Pick<Stopper, "stopped">, signal: AbortSignal): Promise<void> {
  while (!stopper.stopped) {
    const over = await setTimeout(LOOK, false, { signal }).catch(() => true)
    if (over) return
  }
  throw new Stopped()
}

/** Does the work of a run; if the user stops it, says how to go on and ends the command. Closes the stopper. */
export async function untilStopped<T>(directory: string, stopper: Stopper, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    note(`stopped; the checkpoint is kept. Go on with: analects train --resume ${directory}`)
    throw new CommanderError(130, "stopped", "")
  } finally {
    stopper.close()
  }
}
