// Written mapping files cost what the run says: read back, and costed by the run's profile.

import { join } from "node:path"
import { formatReal } from "../../src/maestro/format-number.ts"
import { readHardware } from "../../src/maestro/mapping-text/read-hardware.ts"
import { readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { parseFlags } from "../../src/maestro/reference/flags.ts"
import { runReference } from "../../src/maestro/reference/run.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { completeChoices } from "../../src/physical/options.ts"
import { readText } from "../files.ts"
import type { ChosenDesign } from "./chosen-design.ts"
import { type LayerFiles, layerFiles } from "./mapping-files.ts"

/** Cycles, nJ, µm² and mW of a layer, as texts: what a program prints. */
const COSTS = ["latency", "energy", "area", "power"] as const
type Costs = Readonly<Record<(typeof COSTS)[number], string>>

/** Sums over the layers. */
export type Totals = Readonly<Record<(typeof COSTS)[number], number>>

/**
 * Costs every layer of a written folder and compares with the run.
 *
 * @returns the totals of the run
 * @throws Error, a bug, for a layer that costs something else
 */
export function checkMapping(folder: string, design: ChosenDesign): Totals {
  const totals = { latency: 0, energy: 0, area: 0, power: 0 }
  for (const [l, files] of layerFiles(design).entries()) {
    const found =
      design.model.profile === "maestro" ? referenceCosts(folder, files, design) : ownCosts(folder, files, design)
    const row = design.rows[l]
    for (const name of COSTS) {
      const expected =
        name === "latency" || design.model.profile === "physical" ? String(row[name]) : formatReal(row[name])
      if (found[name] !== expected) {
        throw new Error(`layer ${l + 1}: its mapping file has ${name} ${found[name]}, the run ${expected}`)
      }
      totals[name] += row[name]
    }
  }
  return totals
}

/** Columns of the reference's CSV file, from 0. */
const COLUMNS = { latency: 3, energy: 4, area: 7, power: 8 } as const

/** What the reference program prints for a layer's files. */
function referenceCosts(folder: string, { mapping, hardware }: LayerFiles, design: ChosenDesign): Costs {
  const lanes = `--num_simd_lanes=${design.hardware.simdLanes}`
  const flags = parseFlags([`--Mapping_file=${mapping}`, `--HW_file=${hardware}`, lanes])
  const inputs = {
    mapping: readText(join(folder, mapping)),
    hardware: readText(join(folder, hardware)),
    csvExists: true,
  }
  const { csv, exitCode, stderr } = runReference(flags, inputs)
  if (csv === null || exitCode !== 0) throw new Error(`${mapping} is not taken: ${stderr}`)
  const cells = csv.split(",")
  return {
    latency: cells[COLUMNS.latency],
    energy: cells[COLUMNS.energy],
    area: cells[COLUMNS.area],
    power: cells[COLUMNS.power],
  }
}

/** The costs of a layer's files under profile `physical`. */
function ownCosts(folder: string, files: LayerFiles, { model, hardware: { simdLanes } }: ChosenDesign): Costs {
  const { layers } = readMapping(readText(join(folder, files.mapping)))
  const { values } = readHardware(readText(join(folder, files.hardware)))
  const choices = completeChoices({ ...model.physical })
  const { runtime, energy, area, power } = analyzePhysical(
    layers[0].layer,
    layers[0].closed,
    { ...values, simdLanes },
    choices,
  )
  return { latency: `${runtime}`, energy: `${energy}`, area: `${area}`, power: `${power}` }
}
