// The networks of the kinds of policies, from their files: what scorer-network.ts, mlp-policy.ts and confuciux-policy.ts compute,
// written down step by step for another program.

import { InputError } from "../../src/core/errors.ts"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import { confuciuxShape, mlpShape, scorerShape } from "../policy-shapes.ts"
import { type Affine, columnsOf, denseOf, kernelOf, rowsOf, scalingOf, sideBySide } from "./affine.ts"
import type { Input, Network, Writer } from "./network.ts"

/** The network of a policy file. @throws InputError for an unknown kind, or tensors and features that do not fit */
export function networkOf(file: PolicyFile): Network {
  if (file.kind === "scorer") return scorer(file)
  if (file.kind === "mlp") return perceptron(file)
  if (file.kind === "confuciux-lstm") return confuciux(file)
  throw new InputError(`policy kind "${file.kind}" is unknown; known: scorer, mlp, confuciux-lstm`)
}

/** An input and, where its features are not taken as they are, what scales them. */
function scaledInput<V>(writer: Writer<V>, file: PolicyFile, input: Input, group: string, width: number): V {
  const x = writer.input(input)
  const scaling = scalingOf(file, group, width)
  return scaling === null ? x : writer.scaled(`${input.name}_scaled`, x, scaling)
}

function scorer(file: PolicyFile): Network {
  const { choiceFeatures: f, situationFeatures: m, hidden: h } = scorerShape(file)
  const into = kernelOf(file, "in", f + m + 1, h)
  const deep = kernelOf(file, "deep", h, h)
  const out = kernelOf(file, "out", h, 1)
  const skip = kernelOf(file, "skip", f, 1)
  const choicesIn = rowsOf(into, 0, f)
  const situationIn = { ...rowsOf(into, f, m), bias: rowsOf(into, f + m, 1).kernel }
  const [choices, situation, mask]: Input[] = [
    { name: "choices", type: "float32", axes: ["choices", f], about: "Features of every choice of the layer at hand." },
    { name: "situation", type: "float32", axes: [m], about: "Features of the situation." },
    { name: "action_mask", type: "uint8", axes: ["choices"], about: "1 where a choice may be taken, else 0." },
  ]
  return {
    inputs: [choices, situation, mask],
    probabilities: ["probabilities"],
    start: [0],
    single: true,
    states: [],
    about:
      "One call decides for one layer: it gives the probability of every choice in the layer's list, however long the list is. " +
      "Lists of different lengths share a batch when the shorter ones are filled up with zeros, mask included.",
    write(writer) {
      const c = scaledInput(writer, file, choices, "choices", f)
      const s = scaledInput(writer, file, situation, "situation", m)
      const allowed = writer.input(mask)
      const shared = writer.asRow("situation_row", writer.affine("situation_in", s, situationIn))
      const first = writer.activate(
        "first",
        writer.add("in", writer.affine("choices_in", c, choicesIn), shared),
        "tanh",
      )
      const second = writer.activate("second", writer.affine("deep", first, deep), "tanh")
      const score = writer.add("score", writer.affine("out", second, out), writer.affine("skip", c, skip))
      const scores = writer.masked("scores", writer.asList("score_list", score), allowed)
      writer.probabilities("probabilities", scores)
      writer.action("action", [scores], [0], true)
    },
  }
}

/** "name", or "name_1", "name_2", … where there are several. */
const numbered = (name: string, count: number) =>
  count === 1 ? [name] : Array.from({ length: count }, (_, k) => `${name}_${k + 1}`)

function perceptron(file: PolicyFile): Network {
  const { inputs, hidden, parts, start, single } = mlpShape(file)
  const widths = [inputs, ...hidden, parts.reduce((sum, n) => sum + n, 0)]
  const layers = widths.slice(1).map((n, i) => denseOf(file, `weight ${i + 1}`, `bias ${i + 1}`, widths[i], n))
  const last = layers[layers.length - 1]
  const observation: Input = {
    name: "observation",
    type: "float32",
    axes: [inputs],
    about: "The environment's observation.",
  }
  const masks = numbered("action_mask", parts.length).map((name, k): Input => {
    return {
      name,
      type: "uint8",
      axes: [parts[k]],
      about: "1 where an action is possible, else 0; all 1 without a mask.",
    }
  })
  const probabilities = numbered("probabilities", parts.length)
  return {
    inputs: [observation, ...masks],
    probabilities,
    start,
    single,
    states: [],
    about:
      "One call gives the probabilities of the actions for one observation; the parts of an action are independent.",
    write(writer) {
      let x = scaledInput(writer, file, observation, "observation", inputs)
      for (const [i, map] of layers.slice(0, -1).entries()) {
        x = writer.activate(`hidden_${i + 1}`, writer.affine(`layer_${i + 1}`, x, map), "tanh")
      }
      let offset = 0
      const scores = masks.map((mask, k) => {
        const logits = writer.affine(`logits_${k + 1}`, x, columnsOf(last, offset, parts[k]))
        offset += parts[k]
        return writer.masked(`scores_${k + 1}`, logits, writer.input(mask))
      })
      for (const [k, name] of probabilities.entries()) writer.probabilities(name, scores[k])
      writer.action("action", scores, start, single)
    },
  }
}

const GATES = ["input", "forget", "candidate", "output"] as const

/** The weights of the published policy: parameters in the order of ConfuciuXPolicy. */
function confuciuxWeights(file: PolicyFile) {
  const { descriptors: d, encoding, hidden: h, heads } = confuciuxShape(file)
  const width = d + heads.length + 2
  let next = 0
  const dense = (inputs: number, outputs: number) =>
    denseOf(file, `parameter ${next++}`, `parameter ${next++}`, inputs, outputs)
  const encoders = [d, heads.length, 1].map(inputs => dense(inputs, encoding))
  // The observation is D descriptors, progress, the previous action, and a number that is not read.
  const encoder = sideBySide(encoders, [0, d + 1, d], width)
  const layers = [3 * encoding, h, h].map(inputs => dense(inputs, h))
  // PyTorch's order: both weights, then both biases.
  const input = denseOf(file, `parameter ${next}`, `parameter ${next + 2}`, h, 4 * h)
  const recurrent = denseOf(file, `parameter ${next + 1}`, `parameter ${next + 3}`, h, 4 * h)
  next += 4
  const biases = [input.bias, recurrent.bias] as [Float32Array, Float32Array]
  const from: Affine = { ...input, bias: biases[0].map((b, i) => b + biases[1][i]) }
  const back: Affine = { ...recurrent, bias: null }
  return { width, h, encoder, layers, from, back, heads: heads.map(n => [dense(h, n), dense(n, n)] as const) }
}

function confuciux(file: PolicyFile): Network {
  const { width, h, encoder, layers, from, back, heads } = confuciuxWeights(file)
  const observation: Input = {
    name: "observation",
    type: "float32",
    axes: [width],
    about: "The observation of ConfuciuX-v0.",
  }
  const state = (name: string): Input => ({
    name,
    type: "float32",
    axes: [h],
    about: `The LSTM's ${name} state: 0 at the start of an episode, then next_${name} of the call before.`,
  })
  const [hidden, cell] = [state("hidden"), state("cell")]
  const probabilities = ["pe_probabilities", "tile_probabilities"].slice(0, heads.length)
  return {
    inputs: [observation, hidden, cell],
    probabilities,
    start: heads.map(() => 0),
    single: false,
    states: [
      { input: "hidden", output: "next_hidden" },
      { input: "cell", output: "next_cell" },
    ],
    about: "One call is one step of the LSTM and decides PE count and tile of one layer; the two are independent.",
    write(writer) {
      let x = writer.affine("encoded", scaledInput(writer, file, observation, "observation", width), encoder)
      const [h0, c0] = [writer.input(hidden), writer.input(cell)]
      for (const [i, map] of layers.entries()) {
        x = writer.activate(`layer_${i + 1}_relu`, writer.affine(`layer_${i + 1}`, x, map), "relu")
      }
      const [input, forget, candidate, output] = GATES.map((gate, i) => {
        const sum = writer.add(
          `${gate}_sum`,
          writer.affine(`${gate}_from`, x, columnsOf(from, i * h, h)),
          writer.affine(`${gate}_back`, h0, columnsOf(back, i * h, h)),
        )
        return writer.activate(`${gate}_gate`, sum, gate === "candidate" ? "tanh" : "sigmoid")
      })
      const kept = writer.multiply("kept", forget, c0)
      const c1 = writer.add("next_cell", kept, writer.multiply("written", input, candidate))
      const h1 = writer.multiply("next_hidden", output, writer.activate("squashed", c1, "tanh"))
      const scores = heads.map(([first, second], k) => {
        const middle = writer.activate(`head_${k + 1}_relu`, writer.affine(`head_${k + 1}`, h1, first), "relu")
        return writer.affine(`logits_${k + 1}`, middle, second)
      })
      for (const [k, name] of probabilities.entries()) writer.probabilities(name, scores[k])
      writer.action("action", scores, [0, 0], false)
      writer.state("next_hidden", h1)
      writer.state("next_cell", c1)
    },
  }
}
