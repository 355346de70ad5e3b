// Rows of the packed kernel beside the readable path.

import type { Dataflow, OpenDataflow } from "../../src/maestro/dataflow.ts"
import * as Grid from "../../src/maestro/grid/grid-row.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import { FILTER, INPUT, type Layer, OUTPUT } from "../../src/maestro/layer.ts"
import { analyzePhysical, type PhysicalOptions, type PhysicalReport } from "../../src/physical/analyze.ts"
import type { PhysicalChoices } from "../../src/physical/options.ts"
import { PHYSICAL_DEFAULTS } from "../../src/physical/options.ts"
import { MappingError } from "../../src/physical/refusal.ts"

/** Choices that differ from each other in everything. */
export const CHOICES: readonly PhysicalChoices[] = [
  PHYSICAL_DEFAULTS,
  { ...PHYSICAL_DEFAULTS, innerFill: "exposed", l2: "streaming", clusterAccess: 1.7 },
  { ...PHYSICAL_DEFAULTS, innerFill: "exposed", l2: { capacity: 60_000 }, offchipFloor: false },
  {
    ...PHYSICAL_DEFAULTS,
    clusterAccess: 0.3,
    constants: {
      ...PHYSICAL_DEFAULTS.constants,
      l1Access: 1.1,
      l2Access: 7.7,
      macEnergy: 0.3,
      l1Area: 0.7,
      l2Power: 0.1,
    },
  },
]

/** Fields of a row as the readable path has them; for a refused mapping the two that say so. */
export function expectedFields(
  layer: Layer,
  dataflow: Dataflow | OpenDataflow,
  hardware: Partial<Hardware>,
  options: PhysicalOptions,
): Map<number, number> {
  try {
    return fieldsOf(analyzePhysical(layer, dataflow, hardware, options))
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    return new Map([
      [Grid.RUNTIME, Number.NaN],
      [Grid.ENERGY, Number.NaN],
    ])
  }
}

function fieldsOf(report: PhysicalReport): Map<number, number> {
  const { input, filter, output } = report.tensors
  const fields = new Map([
    [Grid.RUNTIME, report.runtime],
    [Grid.MACS, report.macs],
    [Grid.L2_SIZE, report.l2Size],
    [Grid.L1_SIZE, report.l1Size],
    [Grid.ENERGY, report.energy],
    [Grid.AREA, report.area],
    [Grid.POWER, report.power],
  ])
  for (const [t, tensor] of [
    [INPUT, input],
    [FILTER, filter],
    [OUTPUT, output],
  ] as const) {
    fields.set(Grid.L2_READS + t, tensor.l2Reads)
    fields.set(Grid.L2_WRITES + t, tensor.l2Writes)
    fields.set(Grid.L1_READS + t, tensor.l1Reads)
    fields.set(Grid.L1_WRITES + t, tensor.l1Writes)
  }
  return fields
}

/** Fields in which a row differs, bit for bit. */
export function differences(row: Float64Array, at: number, expected: ReadonlyMap<number, number>): string[] {
  const wrong: string[] = []
  for (const [field, value] of expected) {
    const found = row[at + field]
    if (!Object.is(found, value)) wrong.push(`field ${field}: ${found}, expected ${value}`)
  }
  return wrong
}
