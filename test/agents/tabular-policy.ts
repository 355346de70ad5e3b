// The simplest policy: a table of logits, states × actions. It shows that the learner needs no particular
// environment or network.

import type { Tensor2D, Variable } from "@tensorflow/tfjs"
import type { TensorFlow } from "../../agents/backend.ts"
import { categorical, drawMasked } from "../../agents/graph.ts"
import type { Evaluation, Policy, Trajectory } from "../../agents/policy.ts"
import type { Rng } from "../../src/core/rng.ts"

export class TabularPolicy implements Policy<number, number> {
  readonly variables: readonly [Variable]
  readonly recurrent: readonly Variable[]
  readonly #tf: TensorFlow
  readonly #actions: number
  readonly #logits: Float64Array

  constructor(tf: TensorFlow, states: number, actions: number) {
    this.#tf = tf
    this.#actions = actions
    this.#logits = new Float64Array(states * actions)
    this.variables = [tf.tidy(() => tf.variable(tf.zeros([states, actions])))]
    this.recurrent = this.variables
  }

  begin(): void {}

  act(state: number, rng: Rng | null): number {
    const row = this.#logits.slice(state * this.#actions, (state + 1) * this.#actions)
    return drawMasked(row, this.#actions, null, rng)
  }

  evaluate(batch: readonly Trajectory<number, number>[]): Evaluation {
    const tf = this.#tf
    const [table] = this.variables
    const hot = (indices: number[], depth: number) => tf.cast(tf.oneHot(indices, depth), "float32") as Tensor2D
    const states = hot(
      batch.flatMap(trajectory => trajectory.observations),
      table.shape[0],
    )
    const actions = hot(
      batch.flatMap(trajectory => trajectory.actions),
      this.#actions,
    )
    return categorical(tf, tf.matMul(states, table as unknown as Tensor2D), actions, null)
  }

  sync(): void {
    this.#logits.set(this.variables[0].dataSync())
  }

  dispose(): void {
    this.variables[0].dispose()
  }
}
