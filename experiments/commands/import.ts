// analects import: what an ONNX model is made of, and the network or mapping file it gives.

import type { Command } from "commander"
import { InputError, UsageError } from "../../src/core/errors.ts"
import { DATAFLOW_HELP, PROFILE_DATAFLOWS } from "../../src/costs/profile.ts"
import { closeDataflow } from "../../src/maestro/dataflow.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import { writeMapping } from "../../src/maestro/mapping-text/write-mapping.ts"
import { templateFor } from "../../src/maestro/templates.ts"
import { physicalParameters, physicalTemplate } from "../../src/physical/templates.ts"
import { layerCsv } from "../../src/workloads/layer-csv.ts"
import { beyondRow, rowOf } from "../../src/workloads/network.ts"
import type { ImportedLayer, ImportedModel, Uncosted } from "../../src/workloads/onnx/import.ts"
import { writeFileAtomic } from "../files.ts"
import { parseCount } from "../numbers.ts"
import { LEAVES_OUT, leftOut, loadModel, modelName } from "../onnx-model.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { formatNumber, formatShare, textTable } from "../terminal/text-table.ts"

interface ImportFlags {
  readonly batch?: string
  readonly dim: readonly string[]
  readonly flattenStrides?: boolean
  readonly table?: boolean
  readonly csv?: string
  readonly mapping?: string
  readonly dataflow: string
  readonly pe: string
  readonly tile: string
  readonly json?: boolean
}

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command
    .argument("<model>", "ONNX file")
    .option("--batch <n>", "size of an open batch dimension (default 1)")
    .option("--dim <name=n>", "size of another open dimension; may be repeated", collect, [])
    .option("--flatten-strides", "stride 1 and no padding, as in the published tables; MACs are then not the model's")
    .option("--table", "print the table also when a file is written (default without --csv, --mapping and --json)")
    .option("--csv <file|->", "write the layers as a network that -n takes")
    .option("--mapping <file|->", "write a MAESTRO mapping file, every layer with the dataflow below")
    .option("--dataflow <name>", `for --mapping: ${DATAFLOW_HELP}`, "dla")
    .option("--pe <n>", "for --mapping: PEs of a cluster", "64")
    .option("--tile <n>", "for --mapping: tile of output channels", "1")
    .option("--json", "print one JSON object: layers, uncosted, macs, parameters")
    .action((file: string, flags: ImportFlags) => importModel(file, flags))
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text]

function importModel(file: string, flags: ImportFlags): void {
  const printed = [flags.csv === "-", flags.mapping === "-", flags.json === true, flags.table === true].filter(Boolean)
  if (printed.length > 1) throw new UsageError("--csv -, --mapping -, --table and --json all print; choose one")
  const batch = flags.batch === undefined ? undefined : parseCount("--batch", flags.batch, 1)
  const model = loadModel(file, { batch, dims: dimsOf(flags.dim) })
  const layers = model.layers.map(l => (flags.flattenStrides === true ? l.flat : l.layer))
  if (layers.length === 0) note(`${file} has no convolution or matrix product`)
  if (flags.csv !== undefined) write(flags.csv, layerCsv(needed(layers, file)), `${layers.length} layers`)
  if (flags.mapping !== undefined) write(flags.mapping, mappingOf(file, needed(layers, file), flags), "mapping")
  const quiet = flags.csv !== undefined || flags.mapping !== undefined
  if (flags.json === true) outJson(jsonOf(file, model, layers))
  else if (flags.table === true || !quiet) out(tableOf(file, model, layers))
  else for (const text of leftOut(model)) note(`not costed: ${text}`)
}

function dimsOf(list: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    list.map(text => {
      const at = text.lastIndexOf("=")
      if (at < 1) throw new UsageError(`--dim is "${text}", expected NAME=NUMBER`)
      return [text.slice(0, at), parseCount(`--dim ${text.slice(0, at)}`, text.slice(at + 1), 1)]
    }),
  )
}

function needed(layers: readonly Layer[], file: string): readonly Layer[] {
  if (layers.length > 0) return layers
  throw new InputError(`${file} has no convolution or matrix product to write`)
}

function write(file: string, text: string, what: string): void {
  if (file === "-") return out(text)
  writeFileAtomic(file, text)
  note(`${what} written to ${file}`)
}

function mappingOf(file: string, layers: readonly Layer[], flags: ImportFlags): string {
  const choice = { pe: parseCount("--pe", flags.pe, 1), tile: parseCount("--tile", flags.tile, 1) }
  const physical = PROFILE_DATAFLOWS.physical.includes(flags.dataflow)
  const names = wordsOf(layers.map(l => l.name))
  return writeMapping({
    network: wordsOf([modelName(file)])[0],
    constants: {},
    layers: layers.map((layer, i) => {
      const template = physical ? physicalTemplate(flags.dataflow, layer.kind) : templateFor(flags.dataflow, layer.kind)
      const dataflow = closeDataflow(template, layer, physicalParameters(layer, choice))
      return { layer: { ...layer, name: names[i] }, dataflow }
    }),
  })
}

/** Names as the mapping notation takes them, still different from each other. */
function wordsOf(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map(name => {
    const word = name.replace(/[^A-Za-z0-9_./#@[\]]/g, "_").replace(/^\/+/, "") || "layer"
    let unique = word
    for (let n = 2; taken.has(unique); n++) unique = `${word}#${n}`
    taken.add(unique)
    return unique
  })
}

function tableOf(file: string, model: ImportedModel, layers: readonly Layer[]): string {
  const { macs, parameters, uncosted } = model
  const header = ["layer", "operator", "type", "K,C,Y,X,R,S", "", "MACs", "of MACs", "parameters"]
  const rows = model.layers.map((l, i) => layerCells(l, layers[i], macs))
  const elements = uncosted.reduce((sum, u) => sum + u.elements, 0)
  const others = uncosted.map(u => otherCells(u, elements, macs))
  const left = leftOut(model)
  return [
    textTable(header, rows),
    "\nNodes that are no layers; their elements are those they write\n",
    textTable(["operator", "nodes", "why", "elements", "of these", "MACs", "of MACs", "first"], others),
    `\n${modelName(file)}, from ${model.producer || "an unnamed exporter"}, opset ${model.opset}: `,
    `${layers.length} layers, ${formatNumber(macs)} MACs (${macs}), ${formatNumber(parameters)} parameters (${parameters})\n`,
    left.length === 0
      ? "Every node with matrix products is a layer.\n"
      : `Not costed, and not in these MACs: ${left.join("; ")}\n`,
  ].join("")
}

function layerCells(l: ImportedLayer, layer: Layer, macs: number) {
  const row = rowOf(layer).slice(0, layer.kind === "GEMM" ? 3 : 6)
  const shape = layer.kind === "GEMM" ? `M,N,K ${row.join(",")}` : row.join(",")
  const cells = [l.name, l.op, layer.kind, shape, beyondRow(layer)]
  return [...cells, formatNumber(l.macs), formatShare(l.macs / macs), l.parameters]
}

function otherCells({ op, nodes, reason, elements, macs, first, detail }: Uncosted, all: number, total: number) {
  const known = LEAVES_OUT.has(reason) && elements === 0 ? null : formatNumber(elements)
  const share = known === null ? null : formatShare(all === 0 ? 0 : elements / all)
  const why = detail === "" || detail === op ? reason : `${reason}: ${detail}`
  const ofMacs =
    macs === 0 ? [LEAVES_OUT.has(reason) ? null : 0, null] : [formatNumber(macs), formatShare(macs / total)]
  return [op, nodes, why, known, share, ...ofMacs, first]
}

function jsonOf(file: string, model: ImportedModel, layers: readonly Layer[]): object {
  return {
    model: modelName(file),
    producer: model.producer,
    opset: model.opset,
    layers: model.layers.map(({ name, op, macs, parameters }, i) => {
      const { kind, dimensions } = layers[i]
      return { name, op, kind, dimensions, macs, parameters }
    }),
    uncosted: model.uncosted,
    macs: model.macs,
    parameters: model.parameters,
  }
}
