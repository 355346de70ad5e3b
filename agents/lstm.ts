// A long short-term memory cell (Hochreiter and Schmidhuber, 1997, with forget gate) as PyTorch's
// LSTMCell defines it: gates in the order input, forget, cell, output; two biases.
//
// Learning puts the input product of all steps into one matrix product. What is left, the
// recurrence, is a chain of small matrix-vector products where the overhead per tensor operation
// would dominate; it is therefore one operation with a gradient of its own (back-propagation
// through time), computed in plain JavaScript by the same step that sampling uses.

import type { Tensor, Tensor2D } from "@tensorflow/tfjs"
import type { TensorFlow } from "./backend.ts"
import { addProduct, addTransposedProduct, Parameter, type Start } from "./dense.ts"
import { matMul } from "./graph.ts"

/** The cell; H hidden units, I inputs. */
export class Lstm {
  readonly hidden: number
  /** [4H, I] and [4H, H]. */
  readonly inputWeight: Parameter
  readonly recurrentWeight: Parameter
  /** [4H] each; only their sum matters to the output, but each is trained, as published. */
  readonly inputBias: Parameter
  readonly recurrentBias: Parameter
  readonly #tf: TensorFlow
  readonly #gates: Float32Array

  /** All parameters start uniform in ±1/√hidden, PyTorch's default. */
  constructor(start: Start, inputs: number, hidden: number) {
    const bound = 1 / Math.sqrt(hidden)
    this.#tf = start.tf
    this.hidden = hidden
    this.inputWeight = new Parameter(start, [4 * hidden, inputs], bound)
    this.recurrentWeight = new Parameter(start, [4 * hidden, hidden], bound)
    this.inputBias = new Parameter(start, [4 * hidden], bound)
    this.recurrentBias = new Parameter(start, [4 * hidden], bound)
    this.#gates = new Float32Array(4 * hidden)
  }

  /** The four parameters, in PyTorch's order. */
  get parameters(): Parameter[] {
    return [this.inputWeight, this.recurrentWeight, this.inputBias, this.recurrentBias]
  }

  /** One step for one input vector: updates `output` and `cell` (H numbers each, 0 at the start) in place. */
  step(output: Float32Array, cell: Float32Array, x: Float32Array): void {
    const gates = this.#gates
    const { values: first } = this.inputBias
    const { values: second } = this.recurrentBias
    for (let k = 0; k < gates.length; k++) gates[k] = first[k] + second[k]
    addProduct(gates, this.inputWeight.values, x, 0, gates.length)
    recur(gates, this.recurrentWeight.values, output, cell)
  }

  /**
   * Outputs of whole sequences, differentiable: [S, I] to [S, H], S = Σ lengths; the rows of sequence 0
   * come first, then those of sequence 1, and so on. Each starts from zero state.
   */
  sequences(x: Tensor2D, lengths: readonly number[]): Tensor2D {
    const tf = this.#tf
    const weight = tf.transpose(this.inputWeight.variable as Tensor as Tensor2D)
    const gates = tf.add(matMul(tf, x, weight), tf.add(this.inputBias.variable, this.recurrentBias.variable))
    const recurrent = this.recurrentWeight.variable as Tensor as Tensor2D
    return recurrence(tf, gates as Tensor2D, recurrent, lengths)
  }
}

/** What the forward pass leaves for the backward pass; row t belongs to step t. */
interface Tape {
  /** [S, 4H], after the activations. */
  readonly gates: Float32Array
  /** Output of the step, [S, H]. */
  readonly output: Float32Array
  /** Output and cell state before the step, zero at the start of a sequence, [S, H] each. */
  readonly outputBefore: Float32Array
  readonly cellBefore: Float32Array
}

/** The recurrence over gate inputs [S, 4H] with weight [4H, H], as one differentiable operation; see `sequences`. */
function recurrence(tf: TensorFlow, inputs: Tensor2D, recurrent: Tensor2D, lengths: readonly number[]): Tensor2D {
  const operation = tf.customGrad((g, w) => {
    const weight = (w as Tensor).dataSync() as Float32Array
    const tape = runForward((g as Tensor).dataSync() as Float32Array, weight, lengths)
    const [steps, width] = inputs.shape
    return {
      value: tf.tensor2d(tape.output, [steps, width / 4]),
      gradFunc: (dy: Tensor) => {
        const gates = tf.tensor2d(runBackward(tape, weight, dy.dataSync() as Float32Array, lengths), [steps, width])
        const before = tf.tensor2d(tape.outputBefore, [steps, width / 4])
        // One product instead of a sum of one outer product per step.
        return [gates, tf.matMul(tf.transpose(gates), before)]
      },
    }
  })
  return operation(inputs, recurrent) as Tensor2D
}

/** One step: `gates` holds W x + b and becomes the activated gates; `output` and `cell` are updated in place. */
function recur(gates: Float32Array, weight: Float32Array, output: Float32Array, cell: Float32Array): void {
  const hidden = output.length
  addProduct(gates, weight, output, 0, gates.length)
  for (let k = 0; k < hidden; k++) {
    const input = (gates[k] = sigmoid(gates[k]))
    const forget = (gates[hidden + k] = sigmoid(gates[hidden + k]))
    const candidate = (gates[2 * hidden + k] = Math.tanh(gates[2 * hidden + k]))
    const out = (gates[3 * hidden + k] = sigmoid(gates[3 * hidden + k]))
    cell[k] = forget * cell[k] + input * candidate
    output[k] = out * Math.tanh(cell[k])
  }
}

/** The logistic function. */
function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** All steps of all sequences. */
function runForward(inputs: Float32Array, weight: Float32Array, lengths: readonly number[]): Tape {
  const hidden = Math.sqrt(weight.length / 4)
  const steps = inputs.length / (4 * hidden)
  const tape: Tape = {
    gates: Float32Array.from(inputs),
    output: new Float32Array(steps * hidden),
    outputBefore: new Float32Array(steps * hidden),
    cellBefore: new Float32Array(steps * hidden),
  }
  const output = new Float32Array(hidden)
  const cell = new Float32Array(hidden)
  let row = 0
  for (const length of lengths) {
    output.fill(0)
    cell.fill(0)
    for (const end = row + length; row < end; row++) {
      tape.outputBefore.set(output, row * hidden)
      tape.cellBefore.set(cell, row * hidden)
      recur(tape.gates.subarray(row * 4 * hidden, (row + 1) * 4 * hidden), weight, output, cell)
      tape.output.set(output, row * hidden)
    }
  }
  return tape
}

/** Gradient with respect to the gate inputs, [S, 4H], from that with respect to the outputs, [S, H]. */
function runBackward(tape: Tape, weight: Float32Array, dOutput: Float32Array, lengths: readonly number[]) {
  const hidden = Math.sqrt(weight.length / 4)
  const dGates = new Float32Array(tape.gates.length)
  const dHidden = new Float32Array(hidden)
  const dCell = new Float32Array(hidden)
  let end = tape.output.length / hidden
  for (const length of lengths.toReversed()) {
    const first = end - length
    dHidden.fill(0)
    dCell.fill(0)
    for (let row = end - 1; row >= first; row--) {
      for (let k = 0; k < hidden; k++) dHidden[k] += dOutput[row * hidden + k]
      const d = dGates.subarray(row * 4 * hidden, (row + 1) * 4 * hidden)
      backStep(d, dHidden, dCell, tape, row)
      dHidden.fill(0)
      addTransposedProduct(dHidden, weight, d)
    }
    end = first
  }
  return dGates
}

/** One step back: fills `d` (gradient of the gate inputs of `row`) and carries `dCell` over to the step before. */
function backStep(d: Float32Array, dHidden: Float32Array, dCell: Float32Array, tape: Tape, row: number): void {
  const hidden = dHidden.length
  const { gates, cellBefore } = tape
  for (let k = 0; k < hidden; k++) {
    const gate = row * 4 * hidden + k
    const input = gates[gate]
    const forget = gates[gate + hidden]
    const candidate = gates[gate + 2 * hidden]
    const out = gates[gate + 3 * hidden]
    const before = cellBefore[row * hidden + k]
    const squashed = Math.tanh(forget * before + input * candidate)
    const dc = dCell[k] + dHidden[k] * out * (1 - squashed * squashed)
    d[k] = dc * candidate * input * (1 - input)
    d[hidden + k] = dc * before * forget * (1 - forget)
    d[2 * hidden + k] = dc * input * (1 - candidate * candidate)
    d[3 * hidden + k] = dHidden[k] * squashed * out * (1 - out)
    dCell[k] = dc * forget
  }
}
