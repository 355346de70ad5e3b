// Directives of own dataflows, one a line, in the words of mapping files.

import { unknownName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import { cluster, type Directive, type Extent, type OpenDataflow } from "../../src/maestro/dataflow.ts"

const EXTENT = String.raw`\s*([A-Za-z_]\w*(?:\s*\(\s*[A-Za-z]\w*'?\s*\))?|\d+)\s*`
const MAP = new RegExp(String.raw`^\s*(\w+)\s*\(${EXTENT},${EXTENT}\)\s*([A-Z]'?)\s*;?\s*$`)
const CLUSTER = new RegExp(String.raw`^\s*Cluster\s*\(${EXTENT}(?:,\s*[PL]\s*)?\)\s*;?\s*$`)
const KINDS = ["TemporalMap", "SpatialMap", "Cluster"]

/** An open dataflow from its lines. @throws InputError naming the line and what was expected */
export function parseDirectives(lines: readonly string[], where: string): OpenDataflow {
  return lines.map((line, i): Directive<Extent> => {
    const closing = CLUSTER.exec(line)
    if (closing !== null) return cluster(extentOf(closing[1]))
    const map = MAP.exec(line)
    const place = `${where}, directive ${i + 1}`
    if (map === null) {
      const form = "expected SpatialMap(size, offset) DIM, TemporalMap(size, offset) DIM or Cluster(size)"
      throw new InputError(`${place} is "${line}", ${form}; sizes are numbers, Sz(DIM) or parameters`)
    }
    const [, word, size, offset, dim] = map
    if (word !== "TemporalMap" && word !== "SpatialMap") {
      throw new InputError(`${place}: ${unknownName("directive", word, KINDS)}`)
    }
    const kind = word === "SpatialMap" ? "spatial" : "temporal"
    return { kind, dim, size: extentOf(size), offset: extentOf(offset) }
  })
}

function extentOf(text: string): Extent {
  if (/^\d+$/.test(text)) return Number(text)
  const size = /^Sz\s*\(\s*(\S+?)\s*\)$/.exec(text)
  return size === null ? { parameter: text } : { sizeOf: size[1] }
}
