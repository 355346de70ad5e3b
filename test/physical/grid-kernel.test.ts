// The packed kernel gives the numbers of analyzePhysical, bit for bit, and refuses what it refuses.

import { expect, test } from "vitest"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { type ChoiceGrid, COARSE_GRID, gridSize, peOf, tileOf } from "../../src/core/choices.ts"
import * as Grid from "../../src/maestro/grid-row.ts"
import type { TableHardware } from "../../src/maestro/hardware.ts"
import { FILTER, INPUT, type Layer, OUTPUT } from "../../src/maestro/layer.ts"
import { analyzePhysical, type PhysicalReport } from "../../src/physical/analyze.ts"
import { PhysicalGridKernel } from "../../src/physical/grid-kernel.ts"
import { PHYSICAL_DEFAULTS, type PhysicalChoices } from "../../src/physical/options.ts"
import { MappingError } from "../../src/physical/refusal.ts"
import { PHYSICAL_DATAFLOW_NAMES, physicalParameters, physicalTemplate } from "../../src/physical/templates.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"

/** A report's numbers in the layout of a grid row. */
function gridRowOf(report: PhysicalReport): number[] {
  const row: number[] = Array(Grid.GRID_ROW_SIZE).fill(Number.NaN)
  const { input, filter, output } = report.tensors
  row[Grid.RUNTIME] = report.runtime
  row[Grid.MACS] = report.macs
  for (const [t, tensor] of [
    [INPUT, input],
    [FILTER, filter],
    [OUTPUT, output],
  ] as const) {
    row[Grid.L2_READS + t] = tensor.l2Reads
    row[Grid.L2_WRITES + t] = tensor.l2Writes
    row[Grid.L1_READS + t] = tensor.l1Reads
    row[Grid.L1_WRITES + t] = tensor.l1Writes
  }
  row[Grid.L2_SIZE] = report.l2Size
  row[Grid.L1_SIZE] = report.l1Size
  row[Grid.ENERGY] = report.energy
  row[Grid.AREA] = report.area
  row[Grid.POWER] = report.power
  return row
}

/** The row of one choice from the readable path; null for a refused one. */
function expectedRow(
  layer: Layer,
  dataflow: string,
  [numPEs, tile]: readonly [number, number],
  hardware: TableHardware,
  choices: PhysicalChoices,
): number[] | null {
  const parameters = physicalParameters(layer, { pe: numPEs, tile })
  try {
    const template = physicalTemplate(dataflow, layer.kind)
    return gridRowOf(analyzePhysical(layer, template, { ...hardware, numPEs }, { ...choices, parameters }))
  } catch (error) {
    if (error instanceof MappingError) return null
    throw error
  }
}

/** Choices and fields in which the kernel differs from the readable path. */
function differences(
  dataflow: string,
  layer: Layer,
  grid: ChoiceGrid,
  hardware: TableHardware,
  choices: PhysicalChoices,
): string[] {
  const rows = new Float64Array(gridSize(grid) * Grid.GRID_ROW_SIZE)
  new PhysicalGridKernel(dataflow, layer, grid, hardware, choices).evaluateInto(rows, layer)
  const wrong: string[] = []
  for (let k = 0; k < gridSize(grid); k++) {
    const at = k * Grid.GRID_ROW_SIZE
    const expected = expectedRow(layer, dataflow, [peOf(grid, k), tileOf(grid, k)], hardware, choices)
    const fields = expected ?? { [Grid.RUNTIME]: Number.NaN, [Grid.ENERGY]: Number.NaN }
    for (const [field, value] of Object.entries(fields)) {
      const found = rows[at + Number(field)]
      if (!Object.is(found, value)) wrong.push(`${layer.name} choice ${k} field ${field}: ${found}, expected ${value}`)
    }
  }
  return wrong
}

test.each(PHYSICAL_DATAFLOW_NAMES)("%s: the published grid for a layer of ResNet-50", dataflow => {
  const { layer } = builtInNetwork("resnet50").distinct[5]
  expect(differences(dataflow, layer, COARSE_GRID, platformNamed("edge"), PHYSICAL_DEFAULTS)).toEqual([])
})

test("a refused choice has no run time and no energy", () => {
  const { layer } = builtInNetwork("resnet50").distinct[5]
  const broken: Layer = {
    ...layer,
    dimensions: layer.dimensions.map(d => (d.name === "X" ? { ...d, size: 0 } : d)),
  }
  const rows = new Float64Array(Grid.GRID_ROW_SIZE)
  const grid = { pe: [4], tile: [2] }
  new PhysicalGridKernel("dla", layer, grid, platformNamed("edge"), PHYSICAL_DEFAULTS).evaluateInto(rows, broken)
  expect([rows[Grid.RUNTIME], rows[Grid.ENERGY]]).toEqual([Number.NaN, Number.NaN])
  expect(differences("dla", broken, grid, platformNamed("edge"), PHYSICAL_DEFAULTS)).toEqual([])
})
