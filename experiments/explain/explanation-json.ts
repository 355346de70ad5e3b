// An explanation as one JSON object. Elements, cycles, nJ; ranges are half-open, [from, to).

import type { Dataflow } from "../../src/maestro/dataflow.ts"
import { TENSORS } from "../../src/maestro/layer.ts"
import type { LayerReport } from "../../src/maestro/report.ts"
import { directiveText } from "../../src/physical/refusal.ts"
import type { Anatomy, Explanation } from "./explanation.ts"

/** Where the layer stands in its file. */
export interface Place {
  readonly network: string
  /** From 1. */
  readonly layer: number
  readonly of: number
}

/** The object; tensors by name, levels top first. */
export function explanationJson(
  { layer, hardware, choices, written, refused, anatomy }: Explanation,
  place: Place,
): object {
  const { name, kind, dimensions } = layer
  return {
    ...place,
    name,
    kind,
    dimensions,
    hardware,
    choices,
    dataflow: written.map(text),
    legal: refused === null,
    refused: refused === null ? null : { ...refused, reference: referenceJson(refused.reference) },
    mapping: anatomy === null ? null : anatomyJson(anatomy),
  }
}

const text = (d: Dataflow[number]) => (d.kind === "cluster" ? `Cluster(${d.size}, P)` : directiveText(d))
const byTensor = (values: readonly unknown[]) => Object.fromEntries(TENSORS.map((name, t) => [name, values[t]]))

function anatomyJson({ dataflow, levels, axes, reuse, physical, reference, differences, findings }: Anatomy): object {
  return {
    dataflow: dataflow.map(text),
    tensorAxes: byTensor(axes),
    levels: levels.map(level => ({
      ...level,
      extents: byTensor(level.extents),
      shown: level.shown.map(step => ({
        ...step,
        array: byTensor(step.array),
        units: step.units.map(({ unit, pieces, macs }) => ({ unit, macs, ...byTensor(pieces) })),
      })),
    })),
    reuse: byTensor(reuse),
    profiles: { maestro: referenceJson(reference), physical: { ...physical, row: undefined, layer: undefined } },
    differences,
    deviations: findings.map(({ deviation: { id, title, where, effect } }) => ({ id, title, where, effect })),
  }
}

function referenceJson(reference: LayerReport | string): object {
  return typeof reference === "string" ? { error: reference } : { ...reference, row: undefined, layer: undefined }
}
