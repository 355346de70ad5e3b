// Nodes in an order in which every value is made before it is read.

import { InputError } from "../../core/errors.ts"
import type { OnnxGraph, OnnxNode } from "../../formats/onnx-file.ts"

/** The order of the file where that is one, as the standard demands; otherwise the closest. @throws InputError for a cycle */
export function inOrder(nodes: readonly OnnxNode[]): OnnxNode[] {
  const producer = new Map<string, number>()
  for (const [i, node] of nodes.entries()) {
    for (const output of node.output ?? []) {
      if (output === "") continue
      if (producer.has(output)) throw new InputError(`value "${output}" has two producers`)
      producer.set(output, i)
    }
  }
  const needs = nodes.map(node => readBy(node).flatMap(name => producer.get(name) ?? []))
  const order: OnnxNode[] = []
  // 0 not seen, 1 waiting for its inputs, 2 done.
  const state = new Uint8Array(nodes.length)
  const next = new Uint32Array(nodes.length)
  for (let root = 0; root < nodes.length; root++) {
    const path = state[root] === 0 ? [root] : []
    while (path.length > 0) {
      const i = path[path.length - 1]
      state[i] = 1
      if (next[i] === needs[i].length) {
        state[i] = 2
        order.push(nodes[i])
        path.pop()
        continue
      }
      const need = needs[i][next[i]++]
      if (state[need] === 1) throw new InputError(`the graph has a cycle through node ${nodeName(nodes[need])}`)
      if (state[need] === 0) path.push(need)
    }
  }
  return order
}

/** Names a node reads, those of its subgraphs included. */
function readBy(node: OnnxNode): string[] {
  const names = [...(node.input ?? [])]
  for (const attribute of node.attribute ?? []) {
    for (const graph of [attribute.g, ...(attribute.graphs ?? [])]) if (graph) names.push(...readIn(graph))
  }
  return names
}

/** Names that the nodes and outputs of a subgraph read from outside. */
function readIn(graph: OnnxGraph): string[] {
  const nodes = graph.node ?? []
  const own = new Set(nodes.flatMap(node => node.output ?? []))
  const outputs = (graph.output ?? []).map(o => o.name ?? "")
  return [...nodes.flatMap(readBy), ...outputs].filter(name => !own.has(name))
}

/** How messages call a node. */
export function nodeName(node: OnnxNode): string {
  return `"${node.name || node.output?.find(o => o !== "") || "without a name"}" (${node.opType ?? "no operator"})`
}
