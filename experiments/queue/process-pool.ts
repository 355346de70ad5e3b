// Processes that do tasks.
//
// Processes, not threads: a task that exhausts its memory or ends in native code (TF.js) takes its process with it and no more,
// and CPU seconds can be told apart by process only.

import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { CRASHED, type OutcomeOf, type Task } from "./tasks.ts"

/** A program beside a module, compiled if that is. */
export function programBeside(module: string, name: string): URL {
  return new URL(`./${name}${module.slice(-".js".length)}`, module)
}

/** What does tasks. */
export const TASK_PROGRAM = programBeside(import.meta.url, "task-process")

/** End of what a process wrote to stderr that is kept, to tell why it ended. */
const KEPT_CHARACTERS = 4000

/** A fixed number of processes; tasks beyond that wait. */
export class ProcessPool {
  readonly #program: URL
  readonly #free: Seat[]
  readonly #seats: readonly Seat[]
  readonly #waiting: ((seat: Seat) => void)[] = []

  constructor(workers: number, program: URL = TASK_PROGRAM) {
    this.#program = program
    this.#seats = Array.from({ length: workers }, () => new Seat(this.#program))
    this.#free = [...this.#seats]
  }

  /** Does a task. That its process ended is an outcome with code "crashed"; the next task gets a new process. */
  async run<T extends Task>(task: T): Promise<OutcomeOf<T>> {
    const seat = this.#free.pop() ?? (await new Promise<Seat>(resolve => this.#waiting.push(resolve)))
    try {
      return (await seat.run(task)) as OutcomeOf<T>
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free.push(seat)
      else next(seat)
    }
  }

  /** Ends all processes at once; tasks under way are lost, and their promises stay open. */
  close(): void {
    for (const seat of this.#seats) seat.close()
  }
}

/** A place for one process. */
class Seat {
  readonly #program: URL
  #child: ChildProcess | null = null
  #said = ""
  #closed = false

  constructor(program: URL) {
    this.#program = program
  }

  async run(task: Task): Promise<unknown> {
    if (this.#closed) return new Promise(() => {})
    const child = this.#child ?? this.#start()
    return new Promise(resolve => {
      const settle = (outcome: unknown) => {
        child.off("message", settle)
        child.off("close", crashed)
        resolve(outcome)
      }
      const crashed = (code: number | null, signal: string | null) => {
        this.#child = null
        if (!this.#closed) settle(crashOf(task.kind, code, signal, this.#said))
      }
      child.once("message", settle)
      child.once("close", crashed)
      child.send(task, error => {
        // Between two tasks the process may end unseen; "close" tells.
        if (error !== null && child.exitCode === null && child.signalCode === null) child.kill("SIGKILL")
      })
    })
  }

  #start(): ChildProcess {
    const child = fork(this.#program, [], { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] })
    this.#child = child
    this.#said = ""
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-KEPT_CHARACTERS)
    })
    void once(child, "close").then(() => {
      if (this.#child === child) this.#child = null
    })
    return child
  }

  close(): void {
    this.#closed = true
    this.#child?.kill("SIGKILL")
  }
}

/** How a process ended, in words that are the same for the same cause. */
function crashOf(kind: Task["kind"], code: number | null, signal: string | null, said: string) {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`
  const why = /heap out of memory|allocation failed/i.test(said) ? ": out of memory" : ""
  return { kind: "failed", code: CRASHED, message: `the process of the ${kind} ended ${how}${why}` }
}
