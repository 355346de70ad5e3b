// Every gradient written by hand against central differences, on every backend. (The one inside the scorer is covered
// by the scorer's own check.)

import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs"
import { describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { categorical, matMul, project } from "../../agents/graph.ts"
import { Lstm } from "../../agents/lstm.ts"
import { Rng } from "../../src/core/rng.ts"
import { PRESENT } from "./present-backends.ts"

type Shape = [number, number]

/** A function of matrices to check; the scalar is Σ cos(i) · output[i], so that every output matters by itself. */
interface Case {
  readonly shapes: readonly Shape[]
  output(tf: TensorFlow, inputs: Tensor2D[]): Tensor
}

const CASES: Readonly<Record<string, Case>> = {
  matMul: {
    shapes: [
      [5, 3],
      [3, 4],
    ],
    output: (tf, [a, b]) => matMul(tf, a, b),
  },
  project: {
    shapes: [[3, 4]],
    output: (tf, [weights]) => project(tf, tf.tensor2d(uniform(9, 15), [5, 3]), weights),
  },
  "categorical, masked": {
    shapes: [[2, 4]],
    output: (tf, [logits]) => {
      const chosen = tf.tensor2d([0, 1, 0, 0, 0, 0, 0, 1], [2, 4])
      const { logProb, entropy } = categorical(tf, logits, chosen, tf.tensor2d([1, 1, 0, 1, 1, 0, 1, 1], [2, 4]))
      return tf.concat([logProb, entropy])
    },
  },
}

/** Numbers in [-1, 1). */
function uniform(seed: number, count: number): Float32Array {
  const rng = Rng.fromSeed(seed)
  return Float32Array.from({ length: count }, () => rng.uniform(-1, 1))
}

function weighted(tf: TensorFlow, output: Tensor): Scalar {
  const weights = tf.tensor(
    Float32Array.from({ length: output.size }, (_, i) => Math.cos(i)),
    output.shape,
  )
  return tf.sum(tf.mul(output, weights)) as Scalar
}

/** Half the distance of the two points: the values are of the order of 1, so rounding leaves about 1e-7 / 2^-6. */
const STEP = 2 ** -6
/** Rounding as above, and the third derivative times STEP² / 6. */
const TOLERANCE = 3e-4

/** Largest difference between a gradient and the central differences of `value` at every entry of `at`. */
function gradientError(gradient: ArrayLike<number>, at: Float32Array, value: (moved: Float32Array) => number): number {
  // A gradient of zeros would be no test.
  if (gradient.length !== at.length || !Array.from(gradient).some(x => Math.abs(x) > 0.03)) return Infinity
  const errors = Array.from(gradient, (exact, i) => {
    const slope = (value(at.with(i, at[i] + STEP)) - value(at.with(i, at[i] - STEP))) / (2 * STEP)
    return Math.abs(exact - slope)
  })
  return Math.max(...errors)
}

describe.each(PRESENT)("on %s", backend => {
  test.each(Object.keys(CASES))("%s", async name => {
    const { tf } = await loadBackend(backend)
    const { shapes, output } = CASES[name]
    const data = shapes.map(([rows, columns], k) => uniform(k + 1, rows * columns))
    const scalar = (...inputs: Tensor[]) => weighted(tf, output(tf, inputs as Tensor2D[]))
    const tensors = () => data.map((values, k) => tf.tensor2d(values, shapes[k]))
    const gradients = tf.tidy(() =>
      tf
        .grads(scalar)(tensors())
        .map(gradient => gradient.dataSync().slice()),
    )
    for (const [k, gradient] of gradients.entries()) {
      const value = (moved: Float32Array) =>
        tf.tidy(() => scalar(...tensors().with(k, tf.tensor2d(moved, shapes[k]))).dataSync()[0])
      expect(gradientError(gradient, data[k], value), `input ${k}`).toBeLessThan(TOLERANCE)
    }
  })

  test("the recurrence of the LSTM: inputs and all weights, sequences of several lengths", async () => {
    const { tf } = await loadBackend(backend)
    const lstm = new Lstm({ tf, rng: Rng.fromSeed(3) }, 2, 3)
    const x = uniform(4, 12)
    const run = (input: Tensor) => weighted(tf, lstm.sequences(input as Tensor2D, [3, 1, 2]))
    const value = (values: Float32Array) => tf.tidy(() => run(tf.tensor2d(values, [6, 2])).dataSync()[0])
    const byInput = tf.tidy(() =>
      tf
        .grad(run)(tf.tensor2d(x, [6, 2]))
        .dataSync()
        .slice(),
    )
    expect(gradientError(byInput, x, value)).toBeLessThan(TOLERANCE)
    for (const { variable } of lstm.parameters) {
      const at = (variable.dataSync() as Float32Array).slice()
      const set = (values: Float32Array) => tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
      const gradient = tf.tidy(() => {
        const { grads } = tf.variableGrads(() => run(tf.tensor2d(x, [6, 2])), [variable])
        return grads[variable.name].dataSync().slice()
      })
      const moveWeight = (moved: Float32Array) => {
        set(moved)
        return value(x)
      }
      expect(gradientError(gradient, at, moveWeight), `shape ${variable.shape.join("×")}`).toBeLessThan(TOLERANCE)
      set(at)
    }
    for (const { variable } of lstm.parameters) variable.dispose()
  })
})
