// Graph: any number of nodes and of edges between them, each with features of one space.
//
// Source: Gymnasium 1.4.0, spaces/graph.py. Kept on purpose: of a node or edge space that is a Dict or Tuple only the
// own generator advances from sample to sample, not those of its parts, so that the features repeat.

import { ValueError } from "../errors.ts"
import type { Generator } from "../random/generator.ts"
import { batchSpace } from "./batch-space.ts"
import { explainArray, kindOf } from "./dtype.ts"
import { checkOneOf } from "./mask.ts"
import { listFromJSON, nest, unnest } from "./nested.ts"
import { checkList, checkPart, drawSeeds, within } from "./parts.ts"
import { Sequence } from "./sequence.ts"
import { type Seed, Space, type SpaceJSON } from "./space.ts"

/** A graph. Batches are those of `batchSpace`. */
export interface GraphInstance {
  /** Batch of the nodes' features. */
  readonly nodes: unknown
  /** Batch of the edges' features, null if there are no edges. */
  readonly edges: unknown
  /** Two indices of nodes per edge, [from, to, from, to, …]; null if there are no edges. */
  readonly edgeLinks: Int32Array | null
}

/** How large a sample shall be. */
export interface GraphSampleOptions {
  /** Default 10. */
  numNodes?: number
  /** Default: drawn from 0 to numNodes (numNodes - 1) - 1. */
  numEdges?: number
}

/** Masks or probabilities of the batch of nodes and of the edges' features; null for none. */
export type GraphMask = readonly [nodes: unknown, edges: unknown]

const DEFAULT_NODES = 10

/** Graphs with node features in one space and, unless that is null, edge features in another. */
export class Graph extends Space<GraphInstance> {
  readonly nodeSpace: Space
  readonly edgeSpace: Space | null
  /** The batches of nodes and of edges: of any length. */
  readonly #nodes: Sequence<unknown, true>
  readonly #edges: Sequence<unknown, true> | null

  /** @throws ValueError if a part is not a space */
  constructor(nodeSpace: Space, edgeSpace: Space | null = null, { seed }: { seed?: Seed | Generator } = {}) {
    super(null, null)
    checkPart("Graph", "nodeSpace", nodeSpace)
    if (edgeSpace !== null) checkPart("Graph", "edgeSpace", edgeSpace)
    this.nodeSpace = nodeSpace
    this.edgeSpace = edgeSpace
    this.#nodes = new Sequence(nodeSpace, { stack: true })
    this.#edges = edgeSpace === null ? null : new Sequence(edgeSpace, { stack: true })
    this.seedFrom(seed)
  }

  /** One number seeds the links and draws seeds for nodes and edges; an array [own, nodes, edges] gives all. */
  override seed(seed?: Seed): Seed[] {
    const parts = this.edgeSpace === null ? [this.nodeSpace] : [this.nodeSpace, this.edgeSpace]
    if (seed === undefined) return [super.seed(), ...parts.map(space => space.seed())]
    if (typeof seed === "number") {
      const own = super.seed(seed)
      const seeds = drawSeeds(this.npRandom, parts.length)
      super.seed(seed)
      return [own, ...parts.map((space, i) => space.seed(seeds[i]))]
    }
    const [own, ...seeds] = checkList("seed", seed, parts.length + 1, "the own, of nodes, of edges if any") as Seed[]
    return [super.seed(own), ...parts.map((space, i) => space.seed(seeds[i]))]
  }

  /**
   * Draws the number of edges unless it is given, the nodes, the edges and where they lead.
   *
   * `mask` and `probability` are [nodes, edges], each in the form the batched space takes. Where the number of edges is
   * drawn, `edges` is in that of the edge space and holds for every edge.
   */
  override sample(mask?: GraphMask, probability?: GraphMask, options: GraphSampleOptions = {}): GraphInstance {
    checkOneOf(mask, probability)
    const { numNodes = DEFAULT_NODES } = options
    if (!(Number.isSafeInteger(numNodes) && numNodes > 0))
      throw new ValueError(`numNodes is ${numNodes}, expected a positive integer`)
    const numEdges = options.numEdges ?? (numNodes > 1 ? this.npRandom.integers(numNodes * (numNodes - 1)) : 0)
    if (!(Number.isSafeInteger(numEdges) && numEdges >= 0))
      throw new ValueError(`numEdges is ${numEdges}, expected an integer of at least 0`)
    const field = mask === undefined ? "probability" : "mask"
    const [ofNodes, given] = checkList(field, mask ?? probability ?? [null, null], 2, "[nodes, edges]")
    const repeated = given !== null && given !== undefined && options.numEdges === undefined
    const ofEdges = repeated ? Array.from({ length: numEdges }, () => given) : given
    const drawBatch = (space: Space, count: number, weights: unknown) => {
      const batch = batchSpace(space, count)
      const x = mask === undefined ? batch.sample(undefined, weights ?? undefined) : batch.sample(weights ?? undefined)
      // The batch drew from a copy of the generator; the next sample shall be another.
      space.npRandom.random()
      return x
    }
    const nodes = drawBatch(this.nodeSpace, numNodes, ofNodes)
    if (this.edgeSpace === null || numEdges === 0) return { nodes, edges: null, edgeLinks: null }
    const edges = drawBatch(this.edgeSpace, numEdges, ofEdges)
    const edgeLinks = this.npRandom.integers(0, numNodes, { dtype: "int32", size: 2 * numEdges })
    return { nodes, edges, edgeLinks }
  }

  override explain(x: unknown): string | null {
    if (typeof x !== "object" || x === null || !("nodes" in x && "edges" in x && "edgeLinks" in x))
      return `is ${kindOf(x)}, expected an object { nodes, edges, edgeLinks }`
    const reason = within(".nodes", this.#nodes.explain(x.nodes))
    if (reason !== null) return reason
    const { edges, edgeLinks } = x
    if (edges === null && edgeLinks === null) return null
    if (edges === null || edgeLinks === null)
      return `.${edges === null ? "edges" : "edgeLinks"} is null, expected edges and edgeLinks to be null together`
    if (this.#edges === null) return ".edges are there, expected null: the space has no edgeSpace"
    const ofEdges = within(".edges", this.#edges.explain(edges))
    if (ofEdges !== null) return ofEdges
    const [numNodes, numEdges] = [this.#nodes.elementsOf(x.nodes).length, this.#edges.elementsOf(edges).length]
    return within(".edgeLinks", explainLinks(edgeLinks, numEdges, numNodes))
  }

  override equals(other: unknown): boolean {
    if (!(other instanceof Graph) || !other.nodeSpace.equals(this.nodeSpace)) return false
    return this.edgeSpace === null ? other.edgeSpace === null : this.edgeSpace.equals(other.edgeSpace)
  }

  override copy(): Graph {
    return this.copyRandomTo(new Graph(this.nodeSpace.copy(), this.edgeSpace?.copy() ?? null))
  }

  override toJSON(): SpaceJSON {
    return { type: "Graph", nodeSpace: this.nodeSpace.toJSON(), edgeSpace: this.edgeSpace?.toJSON() ?? null }
  }

  /** One object per sample: nodes, and if there are any edges and edge_links. */
  override toJsonable(samples: readonly GraphInstance[]): unknown {
    return samples.map(({ nodes, edges, edgeLinks }) => {
      const json = { nodes: this.#nodes.toJsonable([nodes]) }
      if (this.#edges === null || edgeLinks === null) return json
      return { ...json, edges: this.#edges.toJsonable([edges]), edge_links: nest(edgeLinks, [0, 2]) }
    })
  }

  override fromJsonable(json: unknown): GraphInstance[] {
    return listFromJSON(json).map(x => {
      if (typeof x !== "object" || x === null || !("nodes" in x))
        throw new ValueError(`a sample of Graph in JSON is ${kindOf(x)}, expected an object with nodes`)
      const [nodes] = this.#nodes.fromJsonable(x.nodes)
      if (!("edges" in x && "edge_links" in x && this.#edges !== null)) return { nodes, edges: null, edgeLinks: null }
      return { nodes, edges: this.#edges.fromJsonable(x.edges)[0], edgeLinks: unnest(x.edge_links, "int32") }
    })
  }

  override toString(): string {
    return `Graph(${this.nodeSpace}, ${this.edgeSpace ?? "None"})`
  }
}

function explainLinks(links: unknown, edges: number, nodes: number): string | null {
  const reason = explainArray(links, "int32", 2 * edges)
  if (reason !== null) return reason
  const at = (links as Int32Array).findIndex(node => node < 0 || node >= nodes)
  return at === -1 ? null : `[${at}] is ${(links as Int32Array)[at]}, expected a node in [0, ${nodes})`
}
