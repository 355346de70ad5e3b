// The dataflow templates of ConfuciuX, as data, and their counterparts for matrix products.
//
// Sources: dla, shi, eye, dpt: ConfuciuX 2885eef (MIT), specification "cost model", A.3, and
// "ConfuciuX", section 3. The GEMM forms are ours: the same parallel dimension and loop order, with
// output channels as N, the reduction as K and output positions as M.
//
// Parameters: `tile` (KTileSz upstream) sets the tile of output channels; `pe` (ClusterSz) is the
// cluster size, equal to the number of PEs, so that the outer spatial map never parallelises.

import { checkName } from "../core/check.ts"
import { cluster, type Extent, type OpenDataflow, spatial, temporal } from "./dataflow.ts"
import type { LayerKind } from "./layer.ts"

/** Names a user chooses from. */
export const DATAFLOW_NAMES = ["dla", "shi", "eye"] as const
export type DataflowName = (typeof DATAFLOW_NAMES)[number]

const TILE: Extent = { parameter: "tile" }
const PE: Extent = { parameter: "pe" }
const R: Extent = { sizeOf: "R" }
const S: Extent = { sizeOf: "S" }

/** NVDLA-like: input channels over the PEs. */
const DLA: OpenDataflow = [
  spatial("K", TILE),
  temporal("C", PE),
  temporal("R", R),
  temporal("S", S),
  temporal("Y", R, 1),
  temporal("X", S, 1),
  cluster(PE),
  spatial("C", 1),
  temporal("Y", R, 1),
  temporal("X", S, 1),
  temporal("R", R),
  temporal("S", S),
]

/** ShiDianNao-like: output columns over the PEs. */
const SHI: OpenDataflow = [
  temporal("K", TILE),
  spatial("Y'", R),
  temporal("X'", PE),
  temporal("C", 1),
  temporal("R", R),
  temporal("S", S),
  cluster(PE),
  temporal("C", 1),
  temporal("Y'", 1),
  spatial("X'", 1),
  temporal("R", R),
  temporal("S", S),
]

/** Eyeriss-like: output rows over the PEs. Not a legal mapping above one PE; kept for its published digits. */
const EYE: OpenDataflow = [
  temporal("C", 1),
  temporal("K", TILE),
  spatial("Y'", PE),
  temporal("X'", S),
  temporal("R", R),
  temporal("S", S),
  cluster(PE),
  temporal("C", 1),
  spatial("Y'", 1),
  spatial("X'", 1),
  temporal("R", R),
  temporal("S", S),
]

/** Every depthwise layer, whatever the dataflow: channels over the PEs, one level. */
const DEPTHWISE: OpenDataflow = [
  spatial("C", TILE),
  temporal("Y", R, 1),
  temporal("X", S, 1),
  temporal("R", R),
  temporal("S", S),
]

const GEMM: Readonly<Record<DataflowName, OpenDataflow>> = {
  dla: [spatial("N", TILE), temporal("K", PE), temporal("M", 1), cluster(PE), spatial("K", 1), temporal("M", 1)],
  shi: [temporal("N", TILE), spatial("M", PE), temporal("K", 1), cluster(PE), temporal("K", 1), spatial("M", 1)],
  eye: [temporal("K", 1), temporal("N", TILE), spatial("M", PE), cluster(PE), temporal("K", 1), spatial("M", 1)],
}

const CONVOLUTION: Readonly<Record<DataflowName, OpenDataflow>> = { dla: DLA, shi: SHI, eye: EYE }

/** The template of a dataflow for a kind of layer. @throws InputError for an unknown name. */
export function templateFor(dataflow: string, kind: LayerKind): OpenDataflow {
  const name = checkName("dataflow", dataflow, DATAFLOW_NAMES)
  if (kind === "GEMM") return GEMM[name]
  return kind === "DSCONV" ? DEPTHWISE : CONVOLUTION[name]
}
