// Ctrl-C and its relatives: the first asks the run to stop at its next pause, the second ends it at once.

import { setImmediate } from "node:timers/promises"

const SIGNALS = ["SIGINT", "SIGTERM"] as const

/** Listens from construction to `close`. */
export class Stopper {
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

  /** Gives pending signals a chance to be delivered. */
  async breathe(): Promise<void> {
    await setImmediate()
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener)
  }
}
