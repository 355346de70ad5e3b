// Genomes in GAMMA's text form: a list of name and number pairs, seven per level, outermost level first.
//
// Source: specification "mapping and DSE", sections 1.2, 1.3 and 1.14. The head of a level is its spatial dimension with, at the
// top, the PEs, below it the cluster size; then a pair per dimension in loop order. A matrix product is written as the
// convolution that GAMMA makes of it (K: N, C: K, Y: M), a depthwise layer with K of size 1.

import { InputError } from "../core/errors.ts"
import { CLUSTER, type Dimensions, type Genome, LEVELS, MAX_LEVELS, PAR } from "./genome.ts"

const NAMES = ["K", "C", "Y", "X", "R", "S"] as const

/** GAMMA's name of a matrix product's dimension, and back. */
const OF_GEMM: Readonly<Record<string, string>> = { N: "K", K: "C", M: "Y" }
const TO_GEMM: Readonly<Record<string, string>> = { K: "N", C: "K", Y: "M" }

/** A genome as GAMMA prints it. @throws InputError for layers it has no words for (groups, batches) and for a diagonal */
export function writeGammaText(d: Dimensions, genome: Genome, numPEs: number): string {
  const nameOf = (dim: number) => {
    const name = d.names[dim].replace("'", "")
    return d.layer.kind === "GEMM" ? OF_GEMM[name] : name
  }
  const missing = d.names.map((_, dim) => nameOf(dim)).find(name => !(NAMES as readonly string[]).includes(name))
  if (missing !== undefined) throw new InputError(`GAMMA's text has no dimension ${missing}`)
  const pairs: (readonly [string, number])[] = []
  for (let l = 0; l < genome[LEVELS]; l++) {
    pairs.push([nameOf(genome[d.at(l, PAR)]), l === 0 ? numPEs : genome[d.at(l, CLUSTER)]])
    const present = new Set<string>()
    for (let i = 0; i < d.count; i++) {
      const dim = genome[d.order(l, i)]
      present.add(nameOf(dim))
      pairs.push([nameOf(dim), genome[d.tile(l, dim)]])
    }
    for (const name of NAMES) if (!present.has(name)) pairs.push([name, 1])
  }
  return `[${pairs.map(([name, value]) => `['${name}', ${value}]`).join(", ")}]`
}

/** Reads GAMMA's text. Tiles beyond their dimension, which GAMMA proposes, are cut to it. @throws InputError naming the pair */
export function readGammaText(d: Dimensions, text: string): Genome {
  const pairs = [...text.matchAll(/\[\s*['"]([A-Z])['"]\s*,\s*(\d+)\s*\]/g)].map(
    ([, name, value]) => [name, Number(value)] as const,
  )
  const perLevel = NAMES.length + 1
  const levels = pairs.length / perLevel
  if (levels < 1 || !Number.isInteger(levels) || levels > MAX_LEVELS) {
    throw new InputError(
      `GAMMA's text has ${pairs.length} pairs, expected ${perLevel} per level, 1 to ${MAX_LEVELS} levels`,
    )
  }
  const genome = d.blank(levels)
  for (let l = 0; l < levels; l++) {
    const [[head, size], ...genes] = pairs.slice(l * perLevel, (l + 1) * perLevel)
    genome[d.at(l, PAR)] = parallelOf(d, head)
    if (l > 0) genome[d.at(l, CLUSTER)] = size
    const order: number[] = []
    for (const [name, tile] of genes) {
      const dim = idOf(d, name)
      if (dim < 0) continue
      if (order.includes(dim)) throw new InputError(`level ${l}: ${name} stands twice`)
      order.push(dim)
      genome[d.tile(l, dim)] = Math.max(1, Math.min(tile, d.sizes[dim]))
    }
    if (order.length < d.count) throw new InputError(`level ${l}: a dimension is missing`)
    for (const [i, dim] of order.entries()) genome[d.order(l, i)] = dim
  }
  return genome
}

function idOf(d: Dimensions, name: string): number {
  return d.idOf(d.layer.kind === "GEMM" ? (TO_GEMM[name] ?? "") : name)
}

/** The spatial dimension of a head; a depthwise layer's K is its C. */
function parallelOf(d: Dimensions, name: string): number {
  const dim = idOf(d, name)
  const found = dim >= 0 ? dim : name === "K" ? d.idOf("C") : -1
  if (found >= 0) return found
  throw new InputError(`${name} is no dimension of this ${d.layer.kind} layer`)
}
