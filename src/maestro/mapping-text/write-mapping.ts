// Writes mapping text that reads back as the same mapping.
//
// Source of the notation: specification "cost model", section 2.2.

import { InputError } from "../../core/errors.ts"
import type { Directive, Extent } from "../dataflow.ts"
import type { Dimension } from "../layer.ts"
import type { Mapping, MappingLayer } from "./mapping.ts"

/**
 * Mapping text of a network.
 *
 * @throws InputError for a name the notation cannot hold, a size below 1 or a layer without directives
 */
export function writeMapping(mapping: Mapping): string {
  const ambiguous = Object.keys(mapping.constants).find(name => name === "Sz" || /^\d/.test(name))
  if (ambiguous !== undefined) throw new InputError(`a constant named "${ambiguous}" would be read as something else`)
  const lines = Object.entries(mapping.constants).map(([name, value]) => `Constant ${word(name)} ${integer(value, 0)};`)
  lines.push(`Network ${mapping.network === "" ? "" : `${word(mapping.network)} `}{`)
  for (const layer of mapping.layers) lines.push(...layerLines(layer))
  return `${lines.join("\n")}\n}\n`
}

function layerLines({ layer, dataflow }: MappingLayer): string[] {
  if (dataflow.length === 0) throw new InputError(`layer "${layer.name}" has no directives`)
  const strides = layer.dimensions.filter(d => d.stride !== 1)
  const pairs = (list: readonly Dimension[], of: (d: Dimension) => number) =>
    list.map(d => `${word(d.name)}: ${integer(of(d), 1)}`).join(", ")
  return [
    `  Layer ${word(layer.name)} {`,
    `    Type: ${layer.kind}`,
    ...(strides.length === 0 ? [] : [`    Stride { ${pairs(strides, d => d.stride)} }`]),
    `    Dimensions { ${pairs(layer.dimensions, d => d.size)} }`,
    "    Dataflow {",
    ...dataflow.map(d => `      ${directive(d)}`),
    "    }",
    "  }",
  ]
}

function directive(d: Directive<Extent>): string {
  if (d.kind === "cluster") return `Cluster(${extent(d.size)}, P);`
  return `${d.kind === "spatial" ? "SpatialMap" : "TemporalMap"}(${extent(d.size)},${extent(d.offset)}) ${word(d.dim)};`
}

function extent(e: Extent): string {
  if (typeof e === "number") return integer(e, 1)
  return "sizeOf" in e ? `Sz(${word(e.sizeOf)})` : word(e.parameter)
}

function integer(value: number, min: number): string {
  if (Number.isInteger(value) && value >= min && value < 2 ** 31) return String(value)
  throw new InputError(`mapping text cannot hold ${value}, expected an integer in [${min}, 2^31)`)
}

/** A name as one token: separators split, braces and // have a meaning. */
function word(name: string): string {
  if (/^[^ \t,\->():;\r\n{}]+$/.test(name) && !name.startsWith("//")) return name
  throw new InputError(`mapping text cannot hold the name "${name}": no blanks, braces or any of , - > ( ) : ;`)
}
