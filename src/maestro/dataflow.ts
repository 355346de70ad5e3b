// Dataflows: ordered data-centric directives, and templates whose sizes are still open.
//
// Source: specification "cost model", sections 2.2 and 3.2 (Kwon et al., MICRO 2019, for the notation).

import { InputError } from "../core/errors.ts"
import { type Layer, sizeOf } from "./layer.ts"

/** An extent in a template: a number, the size of a layer dimension, or a parameter's value. */
export type Extent = number | { readonly sizeOf: string } | { readonly parameter: string }

/** Spatial (over units) or temporal (over time) map of `size` elements of `dim` per step of `offset`. */
export interface MapDirective<E = number> {
  readonly kind: "temporal" | "spatial"
  readonly dim: string
  readonly size: E
  readonly offset: E
}

/** Closes a level: the directives that follow run on clusters of `size` units. */
export interface ClusterDirective<E = number> {
  readonly kind: "cluster"
  readonly size: E
}

export type Directive<E = number> = MapDirective<E> | ClusterDirective<E>

/** Directives from outside in, numbers only. */
export type Dataflow = readonly Directive[]

/** Directives whose extents may name layer dimensions and parameters. */
export type OpenDataflow = readonly Directive<Extent>[]

/** Temporal map; the offset defaults to the size (no overlap). */
export function temporal(dim: string, size: number, offset?: number): MapDirective
export function temporal(dim: string, size: Extent, offset?: Extent): MapDirective<Extent>
export function temporal(dim: string, size: Extent, offset: Extent = size): MapDirective<Extent> {
  return { kind: "temporal", dim, size, offset }
}

/** Spatial map; the offset defaults to the size (no overlap). */
export function spatial(dim: string, size: number, offset?: number): MapDirective
export function spatial(dim: string, size: Extent, offset?: Extent): MapDirective<Extent>
export function spatial(dim: string, size: Extent, offset: Extent = size): MapDirective<Extent> {
  return { kind: "spatial", dim, size, offset }
}

/** Cluster of `size` units. */
export function cluster<E>(size: E): ClusterDirective<E> {
  return { kind: "cluster", size }
}

/** Fills in layer sizes and parameters. @throws InputError for a parameter that is not given. */
export function closeDataflow(
  open: OpenDataflow,
  layer: Layer,
  parameters: Readonly<Record<string, number>>,
): Dataflow {
  const value = (extent: Extent): number => {
    if (typeof extent === "number") return extent
    if ("sizeOf" in extent) return sizeOf(layer, extent.sizeOf, 0)
    const given = parameters[extent.parameter]
    if (given === undefined) throw new InputError(`the dataflow needs a value for parameter "${extent.parameter}"`)
    return given
  }
  return open.map(d =>
    d.kind === "cluster" ? cluster(value(d.size)) : { ...d, size: value(d.size), offset: value(d.offset) },
  )
}

/**
 * The checks the reference makes while it reads directives (section 2.2): sizes at least 1, and a
 * temporal map on R or S covers the whole dimension in one step.
 *
 * @throws InputError naming directive and value.
 */
export function checkDataflow(dataflow: Dataflow, layer: Layer): void {
  for (const [i, d] of dataflow.entries()) {
    const where = `directive ${i + 1} (${d.kind}${d.kind === "cluster" ? "" : ` ${d.dim}`})`
    if (!(d.size >= 1)) throw new InputError(`${where}: size is ${d.size}, expected at least 1`, "bad-directive")
    if (d.kind === "cluster") continue
    if (!(d.offset >= 1)) throw new InputError(`${where}: offset is ${d.offset}, expected at least 1`, "bad-directive")
    if (d.kind === "spatial" || layer.kind === "GEMM" || (d.dim !== "R" && d.dim !== "S")) continue
    const full = sizeOf(layer, d.dim, 0)
    if (d.size !== full || d.offset !== full) {
      throw new InputError(
        `${where}: (${d.size}, ${d.offset}) does not cover ${d.dim} in one step, expected (${full}, ${full})`,
        "bad-directive",
      )
    }
  }
}
