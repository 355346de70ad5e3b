// Reads a recorded case of the reference program into the library's data types.
//
// Only what the recorded *accepted* cases contain: one pass over the tokens of the mapping text, no
// checks. The product's own reader of mapping text is something else.

import type { Dataflow, Directive } from "../../src/maestro/dataflow.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import type { Dimension, Layer, LayerKind } from "../../src/maestro/layer.ts"

/** One line of random-mappings.jsonl.gz. */
export interface RecordedCase {
  readonly id: string
  readonly family: string
  readonly flags: readonly string[]
  readonly hw_text: string | null
  readonly mapping: string
  readonly out: readonly (readonly string[])[]
}

export interface ParsedLayer {
  readonly layer: Layer
  readonly dataflow: Dataflow
}

const tokensOf = (text: string) =>
  text.split("\n").flatMap(line => {
    const tokens = line.split(/[\s,\->():;]+/).filter(t => t !== "")
    const comment = tokens.findIndex(t => t.startsWith("//"))
    return comment < 0 ? tokens : tokens.slice(0, comment)
  })

/** Layers of the mapping text, each with its own dataflow, and the network's name. */
export function parseMapping(text: string): { network: string; layers: ParsedLayer[] } {
  const t = tokensOf(text)
  const constants = new Map<string, number>()
  const layers: ParsedLayer[] = []
  let network = ""
  for (let i = 0; i < t.length; i++) {
    if (t[i] === "Constant") constants.set(t[++i], Number.parseInt(t[++i], 10))
    else if (t[i] === "Network") network = t[i + 1] === "{" ? "" : t[i + 1]
    else if (t[i] === "Layer") {
      const end = closing(t, t.indexOf("{", i))
      layers.push(parseLayer(t.slice(i + 1, end), constants))
      i = end
    }
  }
  return { network, layers }
}

function closing(t: readonly string[], open: number): number {
  let depth = 0
  for (let i = open; ; i++) {
    if (t[i] === "{") depth++
    else if (t[i] === "}" && --depth === 0) return i
  }
}

function parseLayer(t: readonly string[], constants: ReadonlyMap<string, number>): ParsedLayer {
  let name = t[0] === "{" ? "Layer" : t[t.indexOf("{") - 1]
  let kind: LayerKind = "CONV"
  let typed = false
  const dimensions: Dimension[] = []
  const strides = new Map<string, number>()
  const dataflow: Directive[] = []
  const number = (token: string) => constants.get(token) ?? (Number.parseInt(token, 10) || 0)
  for (let i = t.indexOf("{") + 1; i < t.length; i++) {
    if (t[i] === "Type") {
      kind = t[++i].replace("TRCONV", "CONV") as LayerKind
      if (typed) name = "Layer" // a repeated Type falls back to the default name
      typed = true
    }
    if (!["Stride", "Dimensions", "Dataflow"].includes(t[i])) continue
    const section = t[i]
    const end = closing(t, i + 1)
    const body = t.slice(i + 2, end)
    if (section === "Dataflow") dataflow.push(...parseDataflow(body, dimensions, number))
    else {
      for (let j = 0; j + 1 < body.length; j += 2) {
        if (section === "Stride") strides.set(body[j], Number.parseInt(body[j + 1], 10))
        else dimensions.push({ name: body[j], size: number(body[j + 1]), stride: strides.get(body[j]) ?? 1 })
      }
      if (section === "Dimensions" && !typed) name = body[body.length - 2] // the name is a shared scratch variable upstream
    }
    i = end
  }
  return { layer: { name, kind, dimensions }, dataflow }
}

function parseDataflow(
  t: readonly string[],
  dimensions: readonly Dimension[],
  number: (s: string) => number,
): Dataflow {
  const out: Directive[] = []
  let i = 1
  const extent = (): number => {
    if (t[i] !== "Sz") return number(t[i++])
    const name = t[i + 1]
    i += 2
    return dimensions.findLast(d => d.name === name)?.size ?? 0
  }
  for (; i <= t.length; i++) {
    const word = t[i - 1]
    const size = extent()
    if (word === "Cluster") {
      out.push({ kind: "cluster", size })
      i++ // P or L
      continue
    }
    const offset = extent()
    out.push({ kind: word === "SpatialMap" ? "spatial" : "temporal", size, offset, dim: t[i++] })
  }
  return out
}

/** Hardware of the command-line flags and the hardware file. */
export function parseHardware(flags: readonly string[], text: string | null): Hardware {
  const flag = (prefix: string, fallback: number) => {
    const at = flags.findIndex(f => f.startsWith(`--${prefix}`))
    if (at < 0) return fallback
    return Number(flags[at].includes("=") ? flags[at].slice(flags[at].indexOf("=") + 1) : flags[at + 1])
  }
  const simdLanes = flag("num_simd", 1)
  if (text !== null && flags.some(f => f.startsWith("--HW_file="))) {
    const t = tokensOf(text)
    const key = (name: string, fallback: number) => {
      const i = t.lastIndexOf(name)
      return i < 0 ? fallback : Number(t[i + 1])
    }
    return {
      numPEs: key("num_pes", 1),
      simdLanes,
      nocBandwidth: key("noc_bw_cstr", 2147483647),
      nocLatency: key("NoC_NumHops", 1),
      offchipBandwidth: key("offchip_bw_cstr", 2147483647),
    }
  }
  return {
    numPEs: flag("num_pe", 7),
    simdLanes,
    nocBandwidth: flag("noc_bw", 2147483647),
    nocLatency: flag("noc_hops", 1) * flag("noc_hop_latency", 0),
    offchipBandwidth: flag("offchip_bw", 70000),
  }
}
