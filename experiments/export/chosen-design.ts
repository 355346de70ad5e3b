// The allocation of a finished run, read back from its directory and checked against its network.

import { existsSync } from "node:fs"
import { join } from "node:path"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { InputError } from "../../src/core/errors.ts"
import { MIX } from "../../src/costs/profile.ts"
import type { TableHardware } from "../../src/maestro/hardware.ts"
import type { Network } from "../../src/workloads/network.ts"
import { readJson } from "../files.ts"
import { loadNetwork } from "../network-file.ts"
import type { ProfileSettings } from "../profile-options.ts"
import type { AllocationRow, AllocationSummary } from "../runs/allocation-files.ts"
import { RUN_FILES, readConfig } from "../runs/run-dir.ts"
import { settingsOfRun } from "../training/train-settings.ts"

/** What a run chose, and for what. */
export interface ChosenDesign {
  readonly network: Network
  readonly hardware: TableHardware
  readonly model: ProfileSettings
  readonly summary: AllocationSummary
  readonly rows: readonly AllocationRow[]
  /** Per layer. */
  readonly dataflows: readonly string[]
}

/** Reads a run's allocation. @throws InputError for a run that has none, or whose files do not fit each other */
export function readDesign(directory: string): ChosenDesign {
  if ("networks" in readConfig(directory).options) {
    throw new InputError(
      `${directory} trained one policy over many networks and chose no allocation; analects apply ${join(directory, RUN_FILES.policy)} makes one`,
    )
  }
  const { settings } = settingsOfRun(directory)
  const path = join(directory, RUN_FILES.allocationJson)
  if (!existsSync(path)) {
    throw new InputError(
      `${directory} has no ${RUN_FILES.allocationJson} yet: the run is not finished; analects train --resume ${directory}`,
    )
  }
  const { layers, ...summary } = Object(readJson(path)) as AllocationSummary & { layers?: readonly AllocationRow[] }
  const network = loadNetwork(settings.network)
  if (!Array.isArray(layers)) throw new InputError(`${path} is damaged: it has no list of layers`)
  if (layers.length === 0) throw new InputError(`${directory} found no allocation within its budget`)
  if (layers.length !== network.layers.length) {
    throw new InputError(`${path} has ${layers.length} layers, network ${settings.network} ${network.layers.length}`)
  }
  for (const [l, row] of layers.entries()) checkRow(path, l, row, network)
  const dataflows = layers.map(row => row.dataflow ?? settings.dataflow)
  if (dataflows.includes(MIX)) throw new InputError(`${path} is damaged: a layer has no dataflow`)
  const { profile, physical } = settings
  return {
    network,
    hardware: platformNamed(settings.platform),
    model: { profile, physical },
    summary,
    rows: layers,
    dataflows,
  }
}

function checkRow(path: string, l: number, row: AllocationRow, network: Network): void {
  const shape = Object.values(Object(Object(row).shape)).join()
  if (shape !== network.rows[l].join()) {
    throw new InputError(
      `${path}: layer ${l + 1} has the shape ${shape}, network ${network.name} has ${network.rows[l].join()}`,
    )
  }
  for (const field of ["pe", "tile"] as const) {
    if (Number.isSafeInteger(row[field]) && row[field] >= 1) continue
    throw new InputError(`${path}: ${field} of layer ${l + 1} is ${row[field]}, expected an integer of at least 1`)
  }
}
