import type { Tensor, Tensor2D } from "@tensorflow/tfjs"
import { beforeAll, describe, expect, test } from "vitest"
import { loadBackend, type TensorFlow } from "../../agents/backend.ts"
import { categorical, drawMasked, matMul, project } from "../../agents/graph.ts"
import { Rng } from "../../src/core/rng.ts"

let tf: TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadBackend("wasm"))
})

/** Largest difference between the elements of two tensors of one shape. */
function difference(actual: Tensor, expected: Tensor): number {
  tf.util.assertShapesMatch(actual.shape, expected.shape)
  return tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]
}

test("matMul and project have the value and the gradient of tf.matMul", () => {
  tf.tidy(() => {
    const a = tf.tensor2d([1, -2, 3, 0.5, 2, -1], [2, 3])
    const b = tf.tensor2d([2, 1, 0, -1, 1, 3, 0.5, 2, -2, 1, 1, 1], [3, 4])
    const loss = (product: (x: Tensor2D, y: Tensor2D) => Tensor2D) => (x: Tensor, y: Tensor) =>
      tf.sum(tf.square(product(x as Tensor2D, y as Tensor2D)))
    const expected = tf.grads(loss((x, y) => tf.matMul(x, y)))([a, b])
    const ours = tf.grads(loss((x, y) => matMul(tf, x, y)))([a, b])
    expect(difference(ours[0], expected[0])).toBeLessThan(1e-5)
    expect(difference(ours[1], expected[1])).toBeLessThan(1e-5)
    expect(difference(tf.grad(y => tf.sum(tf.square(project(tf, a, y as Tensor2D))))(b), expected[1])).toBeLessThan(
      1e-5,
    )
    expect(difference(matMul(tf, a, b), tf.matMul(a, b))).toBeLessThan(1e-5)
    expect(difference(project(tf, a, b), tf.matMul(a, b))).toBeLessThan(1e-5)
  })
})

/** Log-probabilities of one row's allowed entries. */
function logSoftmax(row: number[]): number[] {
  const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0))
  return row.map(x => x - total)
}

describe("categorical", () => {
  const logits = [0.3, -1, 2, 5, 40, 1]
  const mask = [1, 1, 1, 1, 0, 1]
  const chosen = [0, 0, 1, 1, 0, 0]

  test("is softmax among the allowed entries; masked ones count for nothing, however large", () => {
    tf.tidy(() => {
      const shape: [number, number] = [2, 3]
      const { logProb, entropy } = categorical(
        tf,
        tf.tensor2d(logits, shape),
        tf.tensor2d(chosen, shape),
        tf.tensor2d(mask, shape),
      )
      const rows = [logSoftmax([0.3, -1, 2]), logSoftmax([5, 1])]
      expect(difference(logProb, tf.tensor1d([rows[0][2], rows[1][0]]))).toBeLessThan(1e-5)
      expect(
        difference(entropy, tf.tensor1d(rows.map(row => -row.reduce((sum, l) => sum + l * Math.exp(l), 0)))),
      ).toBeLessThan(1e-5)
    })
  })

  test("no gradient reaches a masked entry", () => {
    tf.tidy(() => {
      const gradient = tf.grad(x => {
        const m = tf.tensor2d(mask, [2, 3])
        const { logProb, entropy } = categorical(tf, x as Tensor2D, tf.tensor2d(chosen, [2, 3]), m)
        return tf.sum(tf.add(logProb, entropy))
      })(tf.tensor2d(logits, [2, 3]))
      expect(gradient.dataSync()[4]).toBe(0)
      expect(gradient.dataSync().every(Number.isFinite)).toBe(true)
    })
  })
})

describe("drawMasked", () => {
  test("draws with the probabilities of the softmax, never a masked entry", () => {
    const rng = Rng.fromSeed(1)
    const mask = Uint8Array.of(1, 0, 1, 1)
    const counts = [0, 0, 0, 0]
    for (let i = 0; i < 20_000; i++) counts[drawMasked(Float64Array.of(1, 50, 2, 0), 4, mask, rng)]++
    const total = Math.E + Math.E ** 2 + 1
    expect(counts[1]).toBe(0)
    for (const [k, p] of [
      [0, Math.E / total],
      [2, Math.E ** 2 / total],
      [3, 1 / total],
    ]) {
      expect(Math.abs(counts[k] / 20_000 - p)).toBeLessThan(0.015)
    }
  })

  test("greedy takes the largest allowed, the lowest index among equals", () => {
    expect(drawMasked(Float64Array.of(1, 9, 3, 3), 4, Uint8Array.of(1, 0, 1, 1), null)).toBe(2)
    expect(drawMasked(Float64Array.of(7, 7, 8), 2, null, null)).toBe(0)
  })
})
