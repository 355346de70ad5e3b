// A fully connected layer with two faces: TF.js variables for learning, flat arrays for sampling.
//
// Weights lie as in PyTorch, output × input, so that both faces read the same numbers and every
// dot product of the fast one runs over consecutive memory.

import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs"
import type { Rng } from "../src/core/rng.ts"
import type { TensorFlow } from "./backend.ts"
import { matMul } from "./graph.ts"

/** What a layer is made with: the loaded TF.js and the stream its start weights are drawn from. */
export interface Start {
  readonly tf: TensorFlow
  readonly rng: Rng
}

/** A trained tensor and the copy of it that sampling reads. */
export class Parameter {
  readonly variable: Variable
  /** The variable's numbers, row-major, as of the last `sync`. */
  values: Float32Array

  /** Starts uniform in [-bound, bound). */
  constructor({ tf, rng }: Start, shape: number[], bound: number) {
    const size = shape.reduce((product, length) => product * length, 1)
    this.values = Float32Array.from({ length: size }, () => rng.uniform(-bound, bound))
    this.variable = tf.tidy(() => tf.variable(tf.tensor(this.values.slice(), shape)))
  }

  /** Reads the variable's present numbers. */
  sync(): void {
    this.values = this.variable.dataSync() as Float32Array
  }
}

/** y = W x + b, without activation. */
export class Dense {
  readonly outputs: number
  readonly weight: Parameter
  readonly bias: Parameter
  readonly #tf: TensorFlow

  /** Weight and bias start uniform in ±1/√inputs, PyTorch's default for a linear layer. */
  constructor(start: Start, inputs: number, outputs: number) {
    this.#tf = start.tf
    this.outputs = outputs
    this.weight = new Parameter(start, [outputs, inputs], 1 / Math.sqrt(inputs))
    this.bias = new Parameter(start, [outputs], 1 / Math.sqrt(inputs))
  }

  get parameters(): Parameter[] {
    return [this.weight, this.bias]
  }

  /** For one input vector: out[offset + r] = bias[r] + weight[r] · x. Allocates nothing. */
  applyInto(out: Float32Array, x: Float32Array, offset = 0): void {
    const bias = this.bias.values
    for (let r = 0; r < this.outputs; r++) out[offset + r] = bias[r]
    addProduct(out, this.weight.values, x, offset, this.outputs)
  }

  /** The same for many at once, differentiable: [S, inputs] to [S, outputs]. */
  apply(x: Tensor2D): Tensor2D {
    const tf = this.#tf
    const weight = tf.transpose(this.weight.variable as Tensor as Tensor2D)
    return tf.add(matMul(tf, x, weight), this.bias.variable)
  }
}

/**
 * out[offset + r] += weight[r] · x for the rows r < rows of a row-major matrix with x.length columns.
 *
 * Four rows per pass: four independent sums keep the processor's adders busy and share the loads of x.
 */
export function addProduct(out: Float32Array, weight: Float32Array, x: Float32Array, offset: number, rows: number) {
  const columns = x.length
  let r = 0
  for (; r + 3 < rows; r += 4) {
    const row = r * columns
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let i = 0; i < columns; i++) {
      const xi = x[i]
      a += weight[row + i] * xi
      b += weight[row + columns + i] * xi
      c += weight[row + 2 * columns + i] * xi
      d += weight[row + 3 * columns + i] * xi
    }
    out[offset + r] += a
    out[offset + r + 1] += b
    out[offset + r + 2] += c
    out[offset + r + 3] += d
  }
  for (; r < rows; r++) {
    let a = 0
    for (let i = 0; i < columns; i++) a += weight[r * columns + i] * x[i]
    out[offset + r] += a
  }
}

/** out[i] += Σ_r x[r] · weight[r, i], the product with the transposed matrix; four rows per pass, as above. */
export function addTransposedProduct(out: Float32Array, weight: Float32Array, x: Float32Array): void {
  const columns = out.length
  let r = 0
  for (; r + 3 < x.length; r += 4) {
    const row = r * columns
    const a = x[r]
    const b = x[r + 1]
    const c = x[r + 2]
    const d = x[r + 3]
    for (let i = 0; i < columns; i++) {
      out[i] +=
        a * weight[row + i] +
        b * weight[row + columns + i] +
        c * weight[row + 2 * columns + i] +
        d * weight[row + 3 * columns + i]
    }
  }
  for (; r < x.length; r++) for (let i = 0; i < columns; i++) out[i] += x[r] * weight[r * columns + i]
}
