// Recorded ONNX models and what others count for them.

import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"

const folder = new URL("../../fixtures/onnx/", import.meta.url)

const unpacked = (file: string) => gunzipSync(readFileSync(new URL(file, folder)))

/** The bytes of a recorded model. */
export const readModel = (name: string): Uint8Array => unpacked(`${name}.onnx.gz`)

/** Name, MACs and parameters. */
export type Count = readonly [name: string, macs: number, parameters: number]

export interface TorchCount {
  /** Of the whole network, by PyTorch's own counter; without recurrent layers, which it does not count. */
  readonly macs: number
  readonly parameters: number
  readonly batchNormChannels: number
  /** What torchvision publishes: 10^9 MACs, and parameters. */
  readonly published: { readonly ops: number; readonly num_params: number } | null
  /** Convolutions and linear layers that run as modules. */
  readonly modules: readonly Count[]
}

export interface Counts {
  readonly light: Readonly<Record<string, readonly Count[]>>
  readonly torch: Readonly<Record<string, TorchCount>>
}

export const readCounts = (): Counts => JSON.parse(unpacked("counts.json.gz").toString())

/** The layer lists recorded from this importer, to show every change of them. */
export const readLayers = (): Readonly<Record<string, readonly string[]>> => {
  return JSON.parse(unpacked("layers.json.gz").toString())
}
