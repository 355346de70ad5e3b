// Legal dataflows for profile `physical`, as data with the parameters `pe`, `tile`, `rows` and `side`.
//
// Sources: dla, shi: the templates of ConfuciuX, which are legal mappings. Ours: rs, row-stationary after
// Eyeriss (Chen et al., ISCA 2016), in place of ConfuciuX's eye, which is not a legal mapping above one
// PE (specification "physical", section 5.1); tpu, a weight-stationary grid after the TPU (Jouppi et al.,
// ISCA 2017).

import { checkName } from "../core/check.ts"
import { cluster, type Extent, type OpenDataflow, spatial, temporal } from "../maestro/dataflow.ts"
import { type Layer, type LayerKind, sizeOf } from "../maestro/layer.ts"
import { templateFor } from "../maestro/templates.ts"

/** Dataflows that are legal for any layer, PE count and tile. */
export const PHYSICAL_DATAFLOW_NAMES = ["dla", "shi", "rs", "tpu"] as const

const TILE: Extent = { parameter: "tile" }
/** Filter rows that are worked on together: min(R, pe). */
const ROWS: Extent = { parameter: "rows" }
/** Rows of the grid: the largest divisor of pe up to its square root. */
const SIDE: Extent = { parameter: "side" }
const R: Extent = { sizeOf: "R" }
const S: Extent = { sizeOf: "S" }

/**
 * Clusters of `rows` PEs, each cluster on one output row. In it PE u holds filter row u and input row u
 * (the diagonal), slides along the row, and the partial sums add up over the PEs.
 */
const RS_CLUSTER: OpenDataflow = [cluster(ROWS), spatial("Y", 1), spatial("R", 1), temporal("S", S), temporal("X'", 1)]

const RS: Readonly<Record<LayerKind, OpenDataflow>> = {
  CONV: [temporal("K", TILE), temporal("C", 1), spatial("Y'", 1), temporal("R", R), ...RS_CLUSTER],
  NGCONV: [temporal("G", 1), temporal("K", TILE), temporal("C", 1), spatial("Y'", 1), temporal("R", R), ...RS_CLUSTER],
  DSCONV: [temporal("C", TILE), spatial("Y'", 1), temporal("R", R), ...RS_CLUSTER],
  GEMM: templateFor("eye", "GEMM"),
}

/** Weights stay in a grid of (pe / side) × side PEs, output channels by input channels, while the outputs stream by. */
const TPU_GRID: OpenDataflow = [
  spatial("K", TILE),
  temporal("C", SIDE),
  temporal("R", R),
  temporal("S", S),
  temporal("Y'", 1),
  temporal("X'", 1),
  cluster(SIDE),
  spatial("C", 1),
]

const TPU: Readonly<Record<LayerKind, OpenDataflow>> = {
  CONV: TPU_GRID,
  NGCONV: [temporal("G", 1), ...TPU_GRID],
  DSCONV: templateFor("dla", "DSCONV"),
  GEMM: [spatial("N", TILE), temporal("K", SIDE), temporal("M", 1), cluster(SIDE), spatial("K", 1)],
}

/** The template of a dataflow for a kind of layer. @throws InputError for an unknown name. */
export function physicalTemplate(dataflow: string, kind: LayerKind): OpenDataflow {
  const name = checkName("dataflow", dataflow, PHYSICAL_DATAFLOW_NAMES)
  if (name === "rs") return RS[kind]
  return name === "tpu" ? TPU[kind] : templateFor(name, kind)
}

/** All parameters of the templates, from the two that are chosen. */
export function physicalParameters(
  layer: Layer,
  { pe, tile }: { readonly pe: number; readonly tile: number },
): Readonly<Record<"pe" | "tile" | "rows" | "side", number>> {
  let side = Math.floor(Math.sqrt(pe))
  while (pe % side !== 0) side--
  return { pe, tile, rows: Math.min(sizeOf(layer, "R"), pe), side }
}
