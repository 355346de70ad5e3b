// Procedure and simulator side by side.

import type { Dataflow } from "../../src/maestro/dataflow.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import { findRefusal, type LegalMapping } from "../../src/physical/legality.ts"
import { drainCycles, evaluateMapping } from "../../src/physical/procedure.ts"
import { applyRepair, type Refusal } from "../../src/physical/refusal.ts"
import { type SimulatedHardware, type Simulation, simulate } from "../reference/simulator.ts"

/** A layer with its mapping on hardware. */
export interface MappedLayer {
  readonly layer: Layer
  readonly dataflow: Dataflow
  readonly hardware: SimulatedHardware
}

/** Everything the procedure knows, under the simulator's names (it does not count PEs ever used). */
export type Counts = Omit<Simulation, "pesUsed">

const mean = (value: number) => Number(value.toPrecision(12))

/** The procedure's counts; the mean to 12 digits. */
export function countsOf(mapping: LegalMapping, hardware: SimulatedHardware): Counts {
  const e = evaluateMapping(mapping, hardware)
  const drain = drainCycles(mapping, hardware)
  return {
    macs: e.macs,
    computeCycles: e.computeCycles,
    busyCycles: e.busyCycles,
    active: mean(e.active),
    steps: e.levels.map(l => l.steps),
    arrayNew: e.levels.map(l => l.arrayNew),
    unitNew: e.levels.map(l => l.unitNew),
    psumReread: e.levels.map(l => l.psumReread),
    unitTileMax: e.levels.map(l => l.unitTile),
    arrayTileMax: e.levels[0].arrayTile,
    runtimePrefetch: e.prefetch + drain,
    runtimeExposed: e.exposed + drain,
    drain,
  }
}

/** A simulation in the same form. */
export function comparable(simulation: Simulation): Counts {
  const { pesUsed: _, ...counts } = simulation
  return { ...counts, active: mean(counts.active) }
}

/** The simulator's counts. */
export function simulatedCounts({ layer, dataflow, hardware }: MappedLayer): Counts {
  return comparable(simulate(layer, dataflow, hardware))
}

/**
 * Whether a refused mapping that computes every point once is of a kind without a product form: the refusal
 * says "not supported" (a skewed diagonal, or rows that advance by part of a stride), or two levels' faults
 * happen to cancel, one computing twice what the other drops: with the overlaps mended it is refused for the loss.
 */
export function isIrregular(refusal: Refusal, layer: Layer, dataflow: Dataflow, numPEs: number): boolean {
  if (refusal.message.includes("not supported")) return true
  let found: Refusal | null = refusal
  let mended = dataflow
  for (let i = 0; i < dataflow.length && found?.reason === "overlap" && found.repair !== null; i++) {
    mended = applyRepair(mended, found.repair)
    found = findRefusal(layer, mended, numPEs)
  }
  return found !== null && found.reason !== "overlap"
}
