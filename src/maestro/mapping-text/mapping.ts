// What a mapping file holds: a network whose layers each have a dataflow.

import type { Dataflow, OpenDataflow } from "../dataflow.ts"
import { closeDataflow } from "../dataflow.ts"
import type { Layer } from "../layer.ts"

/** A layer and its dataflow as written: extents may be numbers, Sz() of a dimension, or constants by name. */
export interface MappingLayer {
  readonly layer: Layer
  readonly dataflow: OpenDataflow
}

/** A mapping. */
export interface Mapping {
  readonly network: string
  /** Values of the constants that extents refer to by name. */
  readonly constants: Readonly<Record<string, number>>
  readonly layers: readonly MappingLayer[]
}

/** The dataflow of a layer with every extent as a number. */
export function closedDataflow({ layer, dataflow }: MappingLayer, mapping: Mapping): Dataflow {
  return closeDataflow(dataflow, layer, mapping.constants)
}
