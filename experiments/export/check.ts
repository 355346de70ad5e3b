// Holds an export to the live policy: the same probabilities and the same best actions in recorded decisions.

import type { TensorFlow } from "../../agents/backend.ts"
import { bestOf, type Decision, type InputArray, recordDecisions } from "../../agents/export/decisions.ts"
import { type LayersFiles, loadLayers } from "../../agents/export/layers.ts"
import type { Description } from "../../agents/export/network.ts"
import { readPolicy } from "../../src/formats/policy-file.ts"
import type { OnnxRuntime } from "./onnx-runtime.ts"

/** What one call of an exported network gives: probabilities per part, the greedy action where it gives one, the states. */
export interface Answer {
  readonly probabilities: readonly ArrayLike<number>[]
  readonly action: readonly number[] | null
  readonly states: readonly InputArray[]
}

/** Runs an exported network for one decision; `states` are in the order of the network's. */
export type Runner = (inputs: Decision["inputs"], states: readonly InputArray[]) => Answer | Promise<Answer>

/** How close an export is. */
export interface Agreement {
  readonly decisions: number
  /** Largest difference of a probability. */
  readonly largest: number
  /** Decisions whose best action is another one. */
  readonly different: number
}

/** A network's states at the start of an episode. */
function zeroStates({ inputs, states }: Description): InputArray[] {
  return states.map(({ input }) => {
    const [size] = inputs.flatMap(({ name, axes }) => (name === input ? (axes as number[]) : []))
    return { shape: [size], data: new Float32Array(size) }
  })
}

/** Asks a runner for every decision in order and compares. */
export async function agreement(network: Description, decisions: readonly Decision[], run: Runner): Promise<Agreement> {
  let [largest, different] = [0, 0]
  let states: readonly InputArray[] = []
  for (const { first, inputs, probabilities, best } of decisions) {
    if (first) states = zeroStates(network)
    const answer = await run(inputs, states)
    states = answer.states
    for (const [k, expected] of probabilities.entries()) {
      const given = answer.probabilities[k]
      if (given.length !== expected.length) largest = Number.POSITIVE_INFINITY
      for (let i = 0; i < expected.length; i++) largest = Math.max(largest, distance(given[i], expected[i]))
    }
    const greedy = answer.action ?? answer.probabilities.map((p, k) => network.start[k] + bestOf(p))
    if (best.some((index, k) => greedy[k] !== network.start[k] + index)) different++
  }
  return { decisions: decisions.length, largest, different }
}

/** |a − b|, infinite where a is not a number. */
function distance(a: number, b: number): number {
  return Number.isNaN(a) ? Number.POSITIVE_INFINITY : Math.abs(a - b)
}

/** Runs an ONNX model. */
export async function onnxRunner(ort: OnnxRuntime, model: Uint8Array, network: Description) {
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 })
  const tensor = ({ shape, data }: InputArray) =>
    new ort.Tensor(data instanceof Uint8Array ? "uint8" : "float32", data, [1, ...shape])
  const run: Runner = async (inputs, states) => {
    const carried = network.states.map(({ input }, i) => [input, states[i]] as const)
    const feeds = Object.fromEntries([...Object.entries(inputs), ...carried].map(([name, x]) => [name, tensor(x)]))
    const outputs = await session.run(feeds)
    const numbers = (name: string) => outputs[name].data as ArrayLike<number>
    return {
      probabilities: network.probabilities.map(numbers),
      action: Array.from(outputs.action.data, Number),
      states: network.states.map(({ output }, i) => ({ ...states[i], data: Float32Array.from(numbers(output)) })),
    }
  }
  return { run, end: (): Promise<void> => session.release() }
}

/** Runs a layers model. */
export async function layersRunner(tf: TensorFlow, files: LayersFiles, network: Description) {
  const model = await loadLayers(tf, files)
  const run: Runner = (inputs, states) => {
    const carried = network.states.map(({ input }, i) => [input, states[i]] as const)
    const named: Record<string, InputArray> = { ...inputs, ...Object.fromEntries(carried) }
    const outputs = tf.tidy(() => {
      const feeds = network.inputs.map(({ name }) => {
        const { shape, data } = named[name]
        return tf.tensor(Float32Array.from(data), [1, ...shape])
      })
      const given = model.predict(feeds.length === 1 ? feeds[0] : feeds)
      return (Array.isArray(given) ? given : [given]).map(output => output.dataSync() as Float32Array)
    })
    const parts = network.probabilities.length
    return {
      probabilities: outputs.slice(0, parts),
      action: null,
      states: outputs.slice(parts).map((data, i) => ({ ...states[i], data })),
    }
  }
  const end = async (): Promise<void> => void model.dispose()
  return { run, end }
}

/** A policy file read again takes the very same decisions. */
export function rereadAgreement(tf: TensorFlow, bytes: Uint8Array, decisions: readonly Decision[]): Agreement {
  const again = recordDecisions(tf, readPolicy(bytes), decisions.length)
  let [largest, different] = [0, 0]
  for (const [i, { probabilities, best }] of decisions.entries()) {
    for (const [k, p] of probabilities.entries()) {
      for (const [j, x] of p.entries()) largest = Math.max(largest, distance(again[i].probabilities[k][j], x))
    }
    if (String(best) !== String(again[i].best)) different++
  }
  return { decisions: decisions.length, largest, different }
}
