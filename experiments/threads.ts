// Worker threads that answer one question after another.

import { Worker } from "node:worker_threads"

/** Starts threads of a program beside a module. None in uncompiled sources: threads load compiled files only. */
export function startThreads(count: number, module: string, program: string, workerData?: unknown): Worker[] {
  if (!module.endsWith(".js")) return []
  return Array.from({ length: count }, () => new Worker(new URL(program, module), { workerData }))
}

/**
 * Gives every thread the next question whenever it is done with one, until none is left or `isOver` says so. Rejects with what a
 * thread or `onAnswer` throws.
 */
export async function shareOut<Question, Answer>(
  threads: readonly Worker[],
  questions: readonly Question[],
  onAnswer: (answer: Answer, position: number) => void | Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  let next = 0
  const serve = async (thread: Worker) => {
    while (next < questions.length && !isOver()) {
      const position = next++
      await onAnswer(await answerTo<Answer>(thread, questions[position]), position)
    }
  }
  await Promise.all(threads.map(serve))
}

/** Ends threads, whatever they are at. */
export async function endThreads(threads: readonly Worker[]): Promise<void> {
  await Promise.all(threads.map(thread => thread.terminate()))
}

/** What a thread makes of a question. */
function answerTo<Answer>(thread: Worker, question: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    thread.once("error", reject)
    thread.once("message", (answer: Answer) => {
      thread.off("error", reject)
      resolve(answer)
    })
    thread.postMessage(question, [])
  })
}
