// A template whose extents are looked up by position instead of by name.

import type { Extent, OpenDataflow } from "../maestro/dataflow.ts"
import { type Layer, sizeOf } from "../maestro/layer.ts"
import { axisName } from "./axes.ts"
import type { PackedDirectives } from "./packed-levels.ts"
import { physicalParameters } from "./templates.ts"

/** A directive: axis id, or −1 for a cluster; positions of its size and offset among the values. */
interface Entry {
  readonly cluster: boolean
  readonly axis: number
  readonly spatial: boolean
  readonly inRows: boolean
  readonly size: number
  readonly offset: number
}

/** A template of profile `physical`, for layers with given axes. */
export class PackedTemplate {
  readonly #entries: Entry[] = []
  /** What each value stands for. */
  readonly #extents: Extent[] = []
  readonly #values: Float64Array

  constructor(template: OpenDataflow, sample: Layer, axes: readonly string[]) {
    for (const d of template) {
      const size = this.#position(d.size)
      if (d.kind === "cluster") {
        this.#entries.push({ cluster: true, axis: -1, spatial: false, inRows: false, size, offset: size })
        continue
      }
      const name = axisName(sample.kind, d.dim)
      const axis = axes.indexOf(name)
      const offset = this.#position(d.offset)
      this.#entries.push({
        cluster: false,
        axis,
        spatial: d.kind === "spatial",
        inRows: name !== d.dim,
        size,
        offset,
      })
    }
    this.#values = new Float64Array(this.#extents.length)
  }

  #position(extent: Extent): number {
    const text = JSON.stringify(extent)
    const known = this.#extents.findIndex(e => JSON.stringify(e) === text)
    return known >= 0 ? known : this.#extents.push(extent) - 1
  }

  /** Takes the layer's sizes. */
  takeLayer(layer: Layer): void {
    for (const [i, e] of this.#extents.entries()) {
      if (typeof e === "number") this.#values[i] = e
      else if ("sizeOf" in e) this.#values[i] = sizeOf(layer, e.sizeOf, 0)
    }
  }

  /** Takes what follows from a choice of PEs and tile. */
  takeChoice(layer: Layer, pe: number, tile: number): void {
    const parameters: Record<string, number> = physicalParameters(layer, { pe, tile })
    for (let i = 0; i < this.#extents.length; i++) {
      const e = this.#extents[i]
      if (typeof e === "object" && "parameter" in e) this.#values[i] = parameters[e.parameter]
    }
  }

  /** Writes the directives. Returns false for sizes that are no positive integers. */
  writeInto(to: PackedDirectives): boolean {
    const values = this.#values
    to.count = to.clusters = 0
    for (let i = 0; i < this.#entries.length; i++) {
      const { cluster, axis, spatial, inRows, size, offset } = this.#entries[i]
      const taken = cluster
        ? to.addCluster(values[size])
        : to.addMap(axis, spatial, inRows, values[size], values[offset])
      if (!taken) return false
    }
    return true
  }
}
