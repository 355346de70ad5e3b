// What `analects cost` shows of a mapping, whichever profile costed it.

import type { Hardware } from "../../src/maestro/hardware.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import { NO_LIMIT } from "../../src/maestro/mapping-text/read-hardware.ts"
import { formatNumber } from "../terminal/text-table.ts"

/** Buffers that needs are held against, in bytes; absent where nothing limits them. */
export interface BufferLimits {
  readonly l1?: number
  readonly l2?: number
}

/** A table before it is laid out: the first `texts` columns are text. */
export interface CostTableText {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly texts: number
}

/** A layer in the plots; a layer without numbers has none of them. */
export interface CostBar {
  readonly layer: number
  readonly cycles: number
  /** nJ. */
  readonly energy: number
  /** Share of the MAC lanes at work. */
  readonly use: number
}

/** A costed mapping, ready to be printed. */
export interface CostView {
  /** The cost model in words. */
  readonly profile: string
  readonly layers: CostTableText
  /** Buffers, reuse and energy per tensor. */
  readonly tensors: CostTableText
  readonly warnings: readonly string[]
  /** The file behind --csv. */
  readonly csv: string
  /** The object behind --json, but for network, hardware and constants. */
  readonly json: object
  /** The network in a sentence, and what its energy column means. */
  readonly lead: string
  readonly energyNote: string
  readonly bars: readonly CostBar[]
}

/** Name, kind and dimensions of a layer, as --json has them. */
export function layerJson({ name, kind, dimensions }: Layer) {
  return { name, kind, dimensions }
}

/** A need that is held against a limit. */
export interface Need<R> {
  readonly what: string
  readonly unit: string
  readonly limit: number | undefined
  readonly of: (layer: R) => number
}

/** A sentence for every limit that does not suffice. `layers` are numbered from 1. */
export function unmetNeeds<R>(layers: readonly (readonly [number: number, layer: R])[], needs: readonly Need<R>[]) {
  return needs.flatMap(({ what, unit, limit, of }) => {
    if (limit === undefined) return []
    const over = layers.filter(([, r]) => of(r) > limit)
    if (over.length === 0) return []
    const most = formatNumber(Math.max(...over.map(([, r]) => of(r))), unit)
    const numbers = layersText(over.map(([n]) => n))
    return [`${what}: ${formatNumber(limit, unit)} do not suffice for ${numbers} (up to ${most} needed)`]
  })
}

/** "layer 3", "layers 1–4, 7". */
export function layersText(numbers: readonly number[]): string {
  const runs: string[] = []
  for (let i = 0; i < numbers.length; ) {
    let end = i
    while (numbers[end + 1] === numbers[end] + 1) end++
    runs.push(end === i ? String(numbers[i]) : `${numbers[i]}–${numbers[end]}`)
    i = end + 1
  }
  return `layer${numbers.length === 1 ? "" : "s"} ${runs.join(", ")}`
}

/** One line on the hardware. */
export function hardwareText(hardware: Hardware, limits?: BufferLimits): string {
  const { numPEs, simdLanes, nocBandwidth, nocLatency, offchipBandwidth } = hardware
  return [
    `${numPEs} PEs × ${simdLanes} MAC lane${simdLanes === 1 ? "" : "s"}`,
    `network on chip ${limitText(nocBandwidth, "elements/cycle")}, latency ${nocLatency}`,
    `off-chip ${limitText(offchipBandwidth, "elements/cycle")}`,
    ...(limits === undefined ? [] : [`L1 ${limitText(limits.l1, "bytes")}, L2 ${limitText(limits.l2, "bytes")}`]),
  ].join(" · ")
}

function limitText(value: number | undefined, unit: string): string {
  return value === undefined || value >= NO_LIMIT ? "unlimited" : formatNumber(value, unit)
}

/** "1 layer", "2 layers". */
export function countText(layers: number): string {
  return `${layers} layer${layers === 1 ? "" : "s"}`
}
