// Adam on one flat array, and gradient clipping (Kingma and Ba, "Adam: A Method for Stochastic
// Optimization", 2015, algorithm 1).
//
// TF.js computes the gradients, this applies them: a policy has at most a few hundred thousand
// weights, for which a plain loop is as fast as tensors, and the whole state is three numbers and two arrays
// that a checkpoint stores exactly.

/** Decay of the two moment estimates and the constant under the root, as in the paper. */
const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

/** State of the optimiser: steps made and both moments. */
export interface AdamState {
  readonly step: number
  readonly mean: Float32Array
  readonly square: Float32Array
}

/** The optimiser for a fixed number of weights. */
export class Adam {
  #step = 0
  readonly #mean: Float32Array
  readonly #square: Float32Array

  constructor(size: number) {
    this.#mean = new Float32Array(size)
    this.#square = new Float32Array(size)
  }

  /** Changes `weights` in place by one step against `gradient`. */
  apply(weights: Float32Array, gradient: Float32Array, learningRate: number): void {
    this.#step++
    const mean = this.#mean
    const square = this.#square
    const rate = learningRate / (1 - BETA1 ** this.#step)
    const correction = 1 / (1 - BETA2 ** this.#step)
    for (let i = 0; i < weights.length; i++) {
      mean[i] = BETA1 * mean[i] + (1 - BETA1) * gradient[i]
      square[i] = BETA2 * square[i] + (1 - BETA2) * gradient[i] * gradient[i]
      weights[i] -= (rate * mean[i]) / (Math.sqrt(square[i] * correction) + EPSILON)
    }
  }

  /** A copy of the state. */
  save(): AdamState {
    return { step: this.#step, mean: this.#mean.slice(), square: this.#square.slice() }
  }

  /** Continues where `save` left off. */
  restore(state: AdamState): void {
    this.#step = state.step
    this.#mean.set(state.mean)
    this.#square.set(state.square)
  }
}

/** Scales `gradient`[from … to − 1] in place so that its norm is at most `limit`. Returns the norm it had. */
export function clipNorm(gradient: Float32Array, limit: number, from = 0, to = gradient.length): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += gradient[i] * gradient[i]
  const norm = Math.sqrt(sum)
  if (norm <= limit) return norm
  const scale = limit / norm
  for (let i = from; i < to; i++) gradient[i] *= scale
  return norm
}
