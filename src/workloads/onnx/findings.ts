// What an import finds: layers, and nodes that are none.

import type { Layer } from "../../maestro/layer.ts"

/** A matrix product or convolution of the network. */
export interface ImportedLayer {
  /** The node's name, with a part added where a node has several. */
  readonly name: string
  readonly op: string
  /** With strides, over padded extents. */
  readonly layer: Layer
  /** As published tables have it: stride 1, no padding. */
  readonly flat: Layer
  readonly macs: number
  /** Weights and biases of the node that are constants of the model. */
  readonly parameters: number
}

/** Why nodes are not layers. */
export type Reason =
  | "vector work"
  | "data movement"
  | "constants and shapes"
  | "unknown operator"
  | "unknown shape"
  | "branch not taken"
  | "unknown number of turns"

/** Nodes of one operator that are not layers, for one reason. */
export interface Uncosted {
  readonly op: string
  readonly reason: Reason
  nodes: number
  /** Elements they write, as far as known. */
  elements: number
  /** MACs they stand for, as far as known. */
  macs: number
  /** Name of the first. */
  readonly first: string
  /** What is not known of the first, for the two unknowns. */
  readonly detail: string
}

/** The layer by another name. */
export function renamed(layer: ImportedLayer, name: string): ImportedLayer {
  return { ...layer, name, layer: { ...layer.layer, name }, flat: { ...layer.flat, name } }
}

/** Adds nodes to a list, entry by entry. */
export function mergeUncosted(into: Map<string, Uncosted>, from: ReadonlyMap<string, Uncosted>): void {
  for (const [key, entry] of from) {
    const known = into.get(key)
    if (known === undefined) into.set(key, { ...entry })
    else {
      known.nodes += entry.nodes
      known.elements += entry.elements
      known.macs += entry.macs
    }
  }
}
