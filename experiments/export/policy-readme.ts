// README.md and check.json of an exported policy: inputs, outputs, how to call it, where it comes from, what was checked.

import type { Decision, InputArray } from "../../agents/export/decisions.ts"
import { BATCH, type Description, type Input } from "../../agents/export/network.ts"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import { type Check, FORMAT_NAMES, type Format } from "./policy-formats.ts"

/** What the texts are about. */
export interface ExportedPolicy {
  readonly format: Format
  readonly policy: PolicyFile
  readonly network: Description
  readonly check: Check
}

/** The text of README.md. */
export function policyReadme({ format, policy, network, check }: ExportedPolicy): string {
  const provenance = Object.entries(policy.provenance).map(([key, value]) => `- ${key}: ${value}`)
  return `${[
    `# Policy of kind ${policy.kind}`,
    `This folder holds ${FORMAT_NAMES[format]}, written by analects.`,
    network.about,
    "## Inputs",
    ...network.inputs.map(input => inputText(input, format)),
    ...featureLists(policy),
    "## Outputs",
    outputText(network, format),
    "## How to call it",
    `\`\`\`${LANGUAGES[format]}\n${CALLS[format](network)}\n\`\`\``,
    "`check.json` holds recorded decisions (inputs, probabilities, best action) to hold your own program to; " +
      (network.states.length > 0 ? "they follow one another, states start at 0 where `first` is true. " : "") +
      "arrays are flat, row by row, their shapes without the batch.",
    ...actionText(policy),
    "## Checked",
    `${checkText(check)}`,
    "## Origin",
    provenance.length === 0 ? "Not recorded." : provenance.join("\n"),
  ].join("\n\n")}\n`
}

function inputText({ name, type, axes, about }: Input, format: Format): string {
  const shown = format === "tfjs" ? "float32" : type
  return `- \`${name}\`, ${shown} [${[BATCH, ...axes].join(", ")}]. ${about}`
}

/** The numbers of each input, by group. */
function featureLists({ features }: PolicyFile): string[] {
  const groups = [...new Set(features.map(f => f.group))]
  const named = groups.filter(group => features.some(f => f.group === group && f.name !== `${Number(f.name)}`))
  if (named.length === 0) return []
  const list = (group: string) =>
    features
      .filter(f => f.group === group)
      .map(({ name }, i) => `${i} ${name}`)
      .join("; ")
  return [
    "What the numbers are (the environment's documentation has the formulas); they go in as the environment gives them:",
    named.map(group => `- \`${group}\`: ${list(group)}`).join("\n"),
  ]
}

function outputText({ probabilities, states, single, start }: Description, format: Format): string {
  const lines = [`- \`${probabilities.join("`, `")}\`, float32: probability of every action${part(probabilities)}.`]
  if (format !== "tfjs")
    lines.push(`- \`action\`, int64: the most probable one, ${single ? "a number" : "one per part"}.`)
  for (const { input, output } of states) lines.push(`- \`${output}\`, float32: \`${input}\` of the next call.`)
  if (start.some(first => first !== 0))
    lines.push(`- Entry k of part i stands for action start[i] + k, start = [${start}].`)
  const drawn =
    "A greedy policy takes the most probable action, the lowest index among equals; a sampling one draws with these."
  return `${lines.join("\n")}\n\n${drawn}`
}

const part = (names: readonly string[]) => (names.length > 1 ? ", one list per part of the action" : "")

function actionText({ actionTable }: PolicyFile): string[] {
  if (actionTable.length === 0) return []
  const what = actionTable.length === 1 ? "one list for all layers" : "one list per layer, in the order of the network"
  return [
    "## Actions",
    `What the actions mean on the network it was trained on (PE count, tile${actionTable[0].dataflow ? ", dataflow" : ""}) stands in the ` +
      `model's metadata under \`actionTable\`: ${what}.`,
  ]
}

function checkText({ by, decisions, largest, different }: Check): string {
  if (decisions === undefined) return `By ${by}.`
  const largestText = largest === 0 ? "the same probabilities" : `probabilities within ${largest?.toExponential(1)}`
  return `By ${by}, on ${decisions} recorded decisions: ${largestText}, ${different === 0 ? "the same best action in every one" : `${different} other actions`}.`
}

const LANGUAGES: Readonly<Record<Format, string>> = { pb: "js", onnx: "python", tfjs: "js" }

const CALLS: Readonly<Record<Format, (network: Description) => string>> = {
  pb: () =>
    [
      'import { readFileSync } from "node:fs"',
      'import { readPolicy } from "analects"',
      'import { importPolicy, loadBackend } from "analects/agents"',
      "",
      "const { tf } = await loadBackend()",
      'const policy = importPolicy(tf, readPolicy(readFileSync("policy.pb")))',
      "const action = policy.act(observation, null)",
    ].join("\n"),
  onnx: ({ inputs, probabilities }) =>
    [
      "import numpy as np, onnxruntime",
      "",
      'session = onnxruntime.InferenceSession("policy.onnx")',
      `probabilities, = session.run(["${probabilities[0]}"], {`,
      ...inputs.map(({ name, type }) => `    "${name}": ${name}[np.newaxis].astype(np.${type}),`),
      "})",
    ].join("\n"),
  tfjs: ({ inputs, probabilities, states }) =>
    [
      'const model = await tf.loadLayersModel("model.json")',
      `const [${[...probabilities, ...states.map(s => s.output)].join(", ")}] = [model.predict([`,
      ...inputs.map(({ name, axes }) =>
        `  tf.tensor(${name}, [1, ${axes.map(a => (typeof a === "string" ? `${a}.length` : a)).join(", ")}]), `.trimEnd(),
      ),
      "])].flat()",
    ].join("\n"),
}

const array = ({ shape, data }: InputArray) => ({ shape, data: [...data] })

/** The text of check.json. */
export function checkJson(network: Description, decisions: readonly Decision[]): string {
  const recorded = decisions.map(({ first, inputs, probabilities, best }) => {
    const action = best.map((index, k) => network.start[k] + index)
    return {
      first,
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, array(input)])),
      probabilities: Object.fromEntries(network.probabilities.map((name, k) => [name, [...probabilities[k]]])),
      action: network.single ? action[0] : action,
    }
  })
  return `${JSON.stringify(recorded)}\n`
}
