// Walks a graph node by node: shapes of all values, layers of the matrix products, and what else there is.

import { AnalectsError, InputError } from "../../core/errors.ts"
import type { OnnxAttribute, OnnxFunction, OnnxGraph, OnnxNode, OnnxValueInfo } from "../../formats/onnx-file.ts"
import { macsOf } from "../../maestro/layer.ts"
import { Call, Unknown, unknownOutputs } from "./call.ts"
import { attentionOf, COSTED, type Cost } from "./costed.ts"
import { type ImportedLayer, mergeUncosted, type Reason, renamed, type Uncosted } from "./findings.ts"
import { INFER, type Infer } from "./infer.ts"
import { declaredShape } from "./open-dims.ts"
import { inOrder, nodeName } from "./order.ts"
import { PARAMETER_INPUTS, REARRANGING } from "./parameters.ts"
import { constantOf, isFixed, valuesOf } from "./results.ts"
import { Scope } from "./scope.ts"
import { constantValue, type ExternalReader, externalPlace } from "./tensor.ts"
import { checkShape, isWeightType, type Origin, UNKNOWN, type Value, volume } from "./value.ts"

const MAX_NODES = 200_000
const MAX_CALLS = 40
/** Numbers followed in all of a model; those beyond are unknown. */
const MAX_NUMBERS = 2_000_000
/** Layers that a loop may unroll to. */
const MAX_UNROLLED = 20_000

/** Where a node stands. */
interface Place {
  readonly scope: Scope
  /** Before the names of its layers. */
  readonly prefix: string
  readonly opsets: ReadonlyMap<string, number>
  /** Attributes of the function call around it. */
  readonly attributes: ReadonlyMap<string, OnnxAttribute>
  readonly declared: ReadonlyMap<string, OnnxValueInfo>
  readonly calls: number
}

export interface WalkOptions {
  readonly dims: ReadonlyMap<string, number>
  readonly functions: ReadonlyMap<string, OnnxFunction>
  readonly external: ExternalReader | null
}

/** What a walk finds. */
export class Walk {
  layers: ImportedLayer[] = []
  uncosted = new Map<string, Uncosted>()
  /** Elements of the constants that are parameters, by name. */
  readonly parameters = new Map<string, number>()
  readonly #options: WalkOptions
  #nodes = 0
  #numbers = 0

  constructor(options: WalkOptions) {
    this.#options = options
  }

  /** The whole graph of a model. */
  model(graph: OnnxGraph, opsets: ReadonlyMap<string, number>): void {
    const scope = new Scope(null)
    for (const input of graph.input ?? []) scope.set(input.name ?? "", this.#declared(input))
    this.#graph(graph, { scope, prefix: "", opsets, attributes: new Map(), declared: new Map(), calls: 0 })
  }

  #declared(info: OnnxValueInfo): Value {
    const shape = declaredShape(info, this.#options.dims)
    return { ...UNKNOWN, shape: shape === null ? null : checkShape(shape), type: info.type?.tensorType?.elemType ?? 0 }
  }

  /** Walks a graph whose inputs are in the scope already; returns the values of its outputs. */
  #graph(graph: OnnxGraph, place: Place): Value[] {
    for (const tensor of graph.initializer ?? []) {
      const name = tensor.name ?? ""
      named(`tensor "${name}"`, () => {
        if (tensor.dataLocation === 1) externalPlace(tensor)
        place.scope.set(name, constantValue(tensor, place.prefix + name, this.#options.external))
      })
    }
    const infos = [...(graph.valueInfo ?? []), ...(graph.output ?? [])]
    const declared = new Map(infos.map(info => [info.name ?? "", info]))
    for (const node of inOrder(graph.node ?? [])) this.#node(node, { ...place, declared })
    return (graph.output ?? []).map(output => place.scope.get(output.name ?? "") ?? UNKNOWN)
  }

  #node(node: OnnxNode, place: Place): void {
    if (++this.#nodes > MAX_NODES) throw new InputError(`more than ${MAX_NODES} nodes, function calls written out`)
    named(`node ${nodeName(node)}`, () => {
      const inputs = (node.input ?? []).map(name => {
        if (name === "") return null
        const value = place.scope.get(name)
        if (value === undefined) throw new InputError(`it reads "${name}", which nothing produces`)
        return value
      })
      const call = new Call(node, this.#attributes(node, place), inputs, versionOf(node, place.opsets))
      const values = this.#evaluate(node, call, place)
      for (const [i, name] of (node.output ?? []).entries()) {
        place.scope.set(name, this.#completed(values[i] ?? UNKNOWN, name, place))
      }
    })
  }

  /** A value, with its declared shape where inference has none, and without its numbers when there are too many of them. */
  #completed(value: Value, name: string, { declared }: Place): Value {
    const info = value.shape === null ? declared.get(name) : undefined
    const known = info === undefined ? value : { ...this.#declared(info), origin: value.origin }
    if (known.shape !== null) checkShape(known.shape)
    if (known.data === null) return known
    this.#numbers += known.data.length
    return this.#numbers > MAX_NUMBERS ? { ...known, data: null } : known
  }

  /** Attributes by name, with references to those of the function call around replaced. */
  #attributes(node: OnnxNode, place: Place): ReadonlyMap<string, OnnxAttribute> {
    const own = new Map<string, OnnxAttribute>()
    for (const attribute of node.attribute ?? []) {
      const meant = attribute.refAttrName ? place.attributes.get(attribute.refAttrName) : attribute
      if (meant !== undefined) own.set(attribute.name ?? "", meant)
    }
    return own
  }

  #evaluate(node: OnnxNode, call: Call, place: Place): Value[] {
    const domain = domainOf(node)
    const op = node.opType ?? ""
    const defined = this.#options.functions.get(`${domain}:${op}`)
    if (defined !== undefined) return this.#call(defined, node, call, place)
    if (domain === "" || domain === "com.microsoft") {
      if (op === "Constant") return [constantOf(call, node, place.prefix, this.#options.external)]
      if (op === "If") return this.#branch(node, call, place)
      if (op === "Loop" || op === "Scan") return this.#loop(node, call, place)
      const cost = op === "Attention" ? attentionOf(domain) : COSTED.get(op)
      const infer = INFER.get(op)
      if (cost !== undefined) return this.#product(node, call, place, cost)
      if (infer !== undefined) return this.#plain(node, call, place, infer)
    }
    this.#list(node, place, "unknown operator", { detail: domain === "" ? op : `${domain}:${op}` })
    return unknownOutputs(call.outputs)
  }

  #product(node: OnnxNode, call: Call, place: Place, cost: Cost): Value[] {
    return this.#orUnknown(node, call, place, () => {
      const { results, products, parameters } = cost(call)
      const values = valuesOf(results, call, node, place.prefix)
      const elements = elementsOf(values[0])
      if (isFixed(call)) this.#list(node, place, "constants and shapes", { elements })
      else if (products.length === 0) this.#list(node, place, "vector work", { elements })
      else {
        const constant = this.#ownParameters(call, parameters, () => true)
        for (const [i, { part, layer, flat }] of products.entries()) {
          const name = place.prefix + (node.name || node.output?.find(o => o !== "") || call.op) + part
          const own = products.length === 1 || i === 0 ? constant : 0
          this.layers.push({
            name,
            op: call.op,
            layer: { ...layer, name },
            flat: { ...flat, name },
            macs: macsOf(layer),
            parameters: own,
          })
        }
      }
      return values
    })
  }

  /** Elements of the inputs that are constants; they become parameters of the model. */
  #ownParameters(call: Call, inputs: readonly number[], counts: (origin: Origin) => boolean): number {
    let elements = 0
    for (const i of inputs) {
      const value = call.inputs[i]
      if (!value?.origin || !counts(value.origin)) continue
      elements += value.shape === null ? 0 : volume(value.shape)
      this.parameters.set(value.origin.name, value.origin.elements)
    }
    return elements
  }

  #plain(node: OnnxNode, call: Call, place: Place, infer: Infer): Value[] {
    return this.#orUnknown(node, call, place, () => {
      const values = valuesOf(infer(call), call, node, place.prefix)
      const fixed = isFixed(call) || values.every(v => v.data !== null)
      if (!fixed) {
        const inputs = PARAMETER_INPUTS.get(call.op)
        const all = inputs === "all" ? call.inputs.map((_, i) => i) : (inputs ?? [])
        this.#ownParameters(call, all, o => isWeightType(o.type) && (o.elements > 1 || call.op === "PRelu"))
      }
      const reason = fixed ? "constants and shapes" : REARRANGING.has(call.op) ? "data movement" : "vector work"
      this.#list(node, place, reason, { elements: elementsOf(values[0]) })
      return values
    })
  }

  #orUnknown(node: OnnxNode, call: Call, place: Place, work: () => Value[]): Value[] {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof Unknown)) throw error
      this.#list(node, place, "unknown shape", { detail: error.message })
      return unknownOutputs(call.outputs)
    }
  }

  #list(
    node: OnnxNode,
    { prefix }: Place,
    reason: Reason,
    { elements = 0, macs = 0, detail = "" }: { elements?: number; macs?: number; detail?: string },
  ): void {
    const op = node.opType ?? ""
    const key = `${reason}:${domainOf(node)}:${op}`
    const known = this.uncosted.get(key)
    if (known === undefined) {
      const first = prefix + (node.name || node.output?.find(o => o !== "") || op)
      this.uncosted.set(key, { op, reason, nodes: 1, elements, macs, first, detail })
      return
    }
    known.nodes++
    known.elements += elements
    known.macs += macs
  }

  /** A function of the model, as if its nodes stood in place of the call. */
  #call(defined: OnnxFunction, node: OnnxNode, call: Call, place: Place): Value[] {
    if (place.calls >= MAX_CALLS) throw new InputError(`functions call each other more than ${MAX_CALLS} deep`)
    const scope = new Scope(null)
    for (const [i, name] of (defined.input ?? []).entries()) {
      const value = call.inputs[i]
      if (value !== undefined && value !== null) scope.set(name, value)
    }
    const attributes = new Map((defined.attributeProto ?? []).map(a => [a.name ?? "", a]))
    for (const [name, attribute] of this.#attributes(node, place)) attributes.set(name, attribute)
    const inside: Place = {
      scope,
      prefix: `${place.prefix}${node.name || defined.name || "call"}/`,
      opsets: new Map([...place.opsets, ...opsetsOf(defined.opsetImport)]),
      attributes,
      declared: new Map((defined.valueInfo ?? []).map(info => [info.name ?? "", info])),
      calls: place.calls + 1,
    }
    for (const inner of inOrder(defined.node ?? [])) this.#node(inner, inside)
    return (defined.output ?? []).map(name => scope.get(name) ?? UNKNOWN)
  }

  /** Walks a subgraph apart: its layers and other nodes come back instead of being added. */
  #apart(graph: OnnxGraph, node: OnnxNode, place: Place, inputs: readonly Value[]) {
    const [layers, uncosted] = [this.layers, this.uncosted]
    this.layers = []
    this.uncosted = new Map()
    const scope = new Scope(place.scope)
    for (const [i, input] of (graph.input ?? []).entries()) scope.set(input.name ?? "", inputs[i] ?? UNKNOWN)
    const outputs = this.#graph(graph, { ...place, scope, prefix: `${place.prefix}${node.name || node.opType}/` })
    const found = { outputs, layers: this.layers, uncosted: this.uncosted }
    this.layers = layers
    this.uncosted = uncosted
    return { ...found, macs: found.layers.reduce((sum, l) => sum + l.macs, 0) }
  }

  #add(found: { layers: readonly ImportedLayer[]; uncosted: ReadonlyMap<string, Uncosted> }): void {
    for (const layer of found.layers) this.layers.push(layer)
    mergeUncosted(this.uncosted, found.uncosted)
  }

  /** The branch that is taken, where that is known; otherwise the one with more MACs, the other one listed. */
  #branch(node: OnnxNode, call: Call, place: Place): Value[] {
    const [yes, no] = [call.graph("then_branch"), call.graph("else_branch")]
    if (yes === null || no === null) throw new InputError("a branch is missing")
    const condition = call.input(0).data
    if (condition !== null) {
      const taken = this.#apart(condition[0] !== 0 ? yes : no, node, place, [])
      this.#add(taken)
      return taken.outputs
    }
    const [a, b] = [this.#apart(yes, node, place, []), this.#apart(no, node, place, [])]
    const [more, less] = a.macs >= b.macs ? [a, b] : [b, a]
    this.#add(more)
    this.#list(node, place, "branch not taken", { macs: less.macs })
    return more.outputs.map((value, i) => {
      const other = less.outputs[i]?.shape
      return other !== undefined && other?.join() === value.shape?.join()
        ? { ...value, data: null, origin: null }
        : UNKNOWN
    })
  }

  /** A body as often as it runs, where that and its shapes are known; otherwise it is listed with the MACs of one turn. */
  #loop(node: OnnxNode, call: Call, place: Place): Value[] {
    const body = call.graph("body")
    if (body === null) throw new InputError("the body is missing")
    const loop = call.op === "Loop"
    const scanned = loop ? 0 : call.int("num_scan_inputs", 0)
    const carried = call.inputs.slice(loop ? 2 : 0, loop ? undefined : Math.max(0, call.inputs.length - scanned))
    const states = carried.map(v => ({ ...(v ?? UNKNOWN), data: null, origin: null }))
    const slices = call.inputs.slice(call.inputs.length - scanned)
    const turns = loop ? (call.optional(0)?.data?.[0] ?? null) : (slices[0]?.shape?.[0] ?? null)
    const elements = slices.map(v => ({ ...UNKNOWN, type: v?.type ?? 0, shape: v?.shape?.slice(1) ?? null }))
    const found = this.#apart(body, node, place, [
      ...(loop ? [UNKNOWN, call.optional(1) ?? UNKNOWN] : []),
      ...states,
      ...elements,
    ])
    const after = found.outputs.slice(loop ? 1 : 0)
    const steady = states.every((s, i) => s.shape !== null && s.shape.join() === after[i]?.shape?.join())
    if (turns === null || turns < 0 || !steady || turns * found.layers.length > MAX_UNROLLED) {
      this.#list(node, place, "unknown number of turns", { macs: found.macs, detail: "MACs are those of one turn" })
      return unknownOutputs(call.outputs)
    }
    const unrolled = Array.from({ length: found.layers.length === 0 ? 0 : turns }, (_, turn) =>
      found.layers.map(layer => renamed(layer, `${layer.name}@${turn + 1}`)),
    )
    this.#add({ layers: unrolled.flat(), uncosted: turns === 0 ? new Map() : found.uncosted })
    return after.map((value, i) => {
      if (i < states.length) return { ...value, data: null, origin: null }
      return { ...UNKNOWN, type: value.type, shape: value.shape === null ? null : [turns, ...value.shape] }
    })
  }
}

/** Runs a part, and says in its errors what it was about. */
function named<T>(what: string, part: () => T): T {
  try {
    return part()
  } catch (error) {
    // Of nodes within nodes the innermost is named.
    if (!(error instanceof AnalectsError) || error.message.startsWith("node ")) throw error
    throw new InputError(`${what}: ${error.message}`, error.code)
  }
}

const elementsOf = (value: Value | undefined): number => (value?.shape ? volume(value.shape) : 0)

const domainOf = (node: OnnxNode): string => (node.domain === "ai.onnx" ? "" : (node.domain ?? ""))

function versionOf(node: OnnxNode, opsets: ReadonlyMap<string, number>): number {
  return opsets.get(domainOf(node)) ?? Number.MAX_SAFE_INTEGER
}

/** Operator set versions by domain. */
export function opsetsOf(
  list: readonly { domain?: string | null; version?: unknown }[] | null | undefined,
): Map<string, number> {
  return new Map(
    (list ?? []).map(({ domain, version }) => [domain === "ai.onnx" ? "" : (domain ?? ""), Number(version ?? 1)]),
  )
}
