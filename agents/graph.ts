// Pieces of TF.js graphs that the policies share: matrix products with a fast gradient, and the
// masked categorical distribution, beside its plain JavaScript twin for sampling.
//
// Two limits of the WebAssembly backend (4.22) shape them: its matrix product is fast only when
// neither operand is flagged as transposed, and tf.gather has no gradient there (so the chosen
// entry is picked by a one-hot product).

import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs"
import type { Mask } from "../env/ts-gym/index.ts"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import type { Evaluation } from "./policy.ts"

/** Added to the logits of masked entries: their probability underflows to exactly 0 in float32. */
const MASKED = -1e9

/** How tf.customGrad keeps tensors for the backward pass; everything else made in the forward pass is gone by then. */
type Save = (tensors: Tensor[]) => void

/**
 * a · b for matrices. The gradient transposes explicitly instead of passing the transpose flags of
 * tf.matMul, which on the WebAssembly backend makes it several times faster.
 */
export function matMul(tf: TensorFlow, a: Tensor2D, b: Tensor2D): Tensor2D {
  const product = tf.customGrad((x, y, save) => {
    ;(save as Save)([x as Tensor, y as Tensor])
    return {
      value: tf.matMul(x as Tensor2D, y as Tensor2D),
      gradFunc: (dy, saved) => {
        const [left, right] = saved as Tensor2D[]
        return [tf.matMul(dy as Tensor2D, tf.transpose(right)), tf.matMul(tf.transpose(left), dy as Tensor2D)]
      },
    }
  })
  return product(a, b) as Tensor2D
}

/** inputs · weights, where the inputs are data: like `matMul`, but their gradient is not computed. */
export function project(tf: TensorFlow, inputs: Tensor2D, weights: Tensor2D): Tensor2D {
  const product = tf.customGrad((w, save) => {
    ;(save as Save)([inputs])
    return {
      value: tf.matMul(inputs, w as Tensor2D),
      gradFunc: (dy, saved) => tf.matMul(tf.transpose((saved as Tensor2D[])[0]), dy as Tensor2D),
    }
  })
  return product(weights) as Tensor2D
}

/**
 * Log-probabilities of the chosen entries and entropies under softmax(logits) restricted to the mask.
 *
 * @param logits [S, K]
 * @param chosen [S, K], one 1 per row, at an allowed entry
 * @param mask [S, K], 1 allowed and 0 not, at least one 1 per row; null allows everything
 */
export function categorical(tf: TensorFlow, logits: Tensor2D, chosen: Tensor2D, mask: Tensor2D | null): Evaluation {
  const masked = mask === null ? logits : tf.add(logits, tf.mul(tf.sub(1, mask), MASKED))
  const logProbs = tf.logSoftmax(masked) as Tensor2D
  return {
    logProb: tf.sum(tf.mul(logProbs, chosen), 1) as Tensor1D,
    entropy: tf.neg(tf.sum(tf.mul(tf.exp(logProbs), logProbs), 1)) as Tensor1D,
  }
}

/** The parts of a composite action, drawn independently: log-probabilities and entropies add up. */
export function joint(tf: TensorFlow, parts: readonly Evaluation[]): Evaluation {
  return parts.reduce((sum, part) => ({
    logProb: tf.add(sum.logProb, part.logProb),
    entropy: tf.add(sum.entropy, part.entropy),
  }))
}

/**
 * Draws an index < n with probability softmax(logits) among the allowed ones; `rng` null takes the
 * largest logit instead, the lowest index among equals. The logits are overwritten with weights.
 */
export function drawMasked(logits: Float64Array, n: number, mask: Mask | null, rng: Rng | null): number {
  let best = -1
  for (let k = 0; k < n; k++) {
    if (mask !== null && mask[k] === 0) continue
    if (best < 0 || logits[k] > logits[best]) best = k
  }
  if (rng === null) return best
  const top = logits[best]
  for (let k = 0; k < n; k++) logits[k] = mask !== null && mask[k] === 0 ? 0 : Math.exp(logits[k] - top)
  return rng.categorical(logits, n)
}

/** softmax(logits[0] … logits[n − 1]) among the allowed ones, 0 elsewhere: what `drawMasked` draws with. A new array. */
export function maskedProbabilities(logits: ArrayLike<number>, n: number, mask: Mask | null): Float64Array {
  const allowed = (k: number) => mask === null || mask[k] !== 0
  let top = Number.NEGATIVE_INFINITY
  for (let k = 0; k < n; k++) if (allowed(k)) top = Math.max(top, logits[k])
  const weights = Float64Array.from({ length: n }, (_, k) => (allowed(k) ? Math.exp(logits[k] - top) : 0))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map(weight => weight / sum)
}
