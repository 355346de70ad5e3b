// What no design of a box of mapping points stays below, per group of settings.
//
// Area and power of a box are at least those of its cheapest corner. Run time is at least what all lanes need for the MACs and,
// under profile `physical`, what compulsory traffic needs at the given bandwidth; energy at least that of compulsory accesses.

import { FILTER, INPUT, macsOf, OUTPUT } from "../maestro/layer.ts"
import { axesOf } from "../physical/axes.ts"
import { isRefusal } from "../physical/refusal.ts"
import { volume } from "../physical/volumes.ts"
import { COSTS } from "./front.ts"
import { Prices } from "./prices.ts"
import type { Sweep } from "./sweep.ts"

/** Groups that settings are put into along the network's bandwidth. */
const GROUPS = 8
/** Bounds are lowered by this much, so that rounding cannot lift them above what they bound. */
const SAFE = 1 - 1e-9

/** Mapping points of a dataflow with indices in [low, high] along each axis: PEs, cluster, parameters. */
export interface Region {
  readonly shape: number
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** Settings that share lanes and off-chip bandwidth and lie next to each other: the first and the last. */
export interface SettingGroup {
  readonly cheapest: number
  readonly widest: number
}

/** Lower bounds of a box. */
export class Bounds {
  readonly #sweep: Sweep
  readonly #prices: Prices
  readonly #layers: readonly { macs: number; count: number; inputs: number; outputs: number }[]
  readonly #energy: number
  readonly #costs = new Float64Array(COSTS)

  constructor(sweep: Sweep) {
    this.#sweep = sweep
    this.#prices = new Prices(sweep.space)
    this.#layers = sweep.space.layers.map(({ layer, count }) => {
      const axes = axesOf(layer)
      const of = (t: number) => (isRefusal(axes) ? 0 : volume(axes.tensors[t], axes.sizes))
      return { macs: macsOf(layer), count, inputs: of(INPUT) + of(FILTER), outputs: of(OUTPUT) }
    })
    this.#energy = this.#layers.reduce((sum, layer) => sum + layer.count * this.#energyOf(layer), 0) * SAFE
  }

  /** Compulsory accesses of a layer. */
  #energyOf({ macs, inputs, outputs }: { macs: number; inputs: number; outputs: number }): number {
    const { profile, energy, constants, physical } = this.#sweep.space
    const { l1Access, l2Access, macEnergy } = constants
    if (profile === "maestro") return energy === "column" ? 0 : (4 * macs * l1Access + macs) * macEnergy
    const l2 = 2 * inputs + 2 * outputs
    const l1 = 4 * macs + inputs
    // Cluster buffers only add.
    return (l2 * l2Access + l1 * l1Access + macs + 0 * physical.clusterAccess) * macEnergy
  }

  /** Run time, energy, area and power that no design of a box and group stays below. */
  of({ shape, low, high }: Region, { cheapest, widest }: SettingGroup): Float64Array {
    const { space, shapes, settings } = this.#sweep
    const clusters = shapes[shape].clustered ? space.clusters : null
    const pes = space.pes[low[0]]
    const cluster = clusters?.[low[1]] ?? pes
    this.#prices.take(pes, cluster)
    const { pesArea, pesPower, l2Area, l2Power, lanesAt, nocArea, nocPower } = this.#prices
    const at = lanesAt[cheapest] * (space.l1?.length ?? 1)
    // Networks of clusters do not rise with the cluster size.
    const hasNetwork = space.network === "flat" || low[1] === high[1]
    const costs = this.#costs
    costs[0] = this.#runtime(space.pes[high[0]], widest, settings) * SAFE
    costs[1] = this.#energy
    costs[2] = (pesArea[at] + l2Area[0] + (hasNetwork ? nocArea[cheapest] : 0)) * SAFE
    costs[3] = (pesPower[at] + l2Power[0] + (hasNetwork ? nocPower[cheapest] : 0)) * SAFE
    return costs
  }

  #runtime(pes: number, s: number, settings: Sweep["settings"]): number {
    const { profile, physical } = this.#sweep.space
    let sum = 0
    for (const { macs, count, inputs, outputs } of this.#layers) {
      let cycles = macs / (pes * settings.lanes[s])
      if (profile === "physical") {
        cycles = Math.max(cycles, inputs / settings.noc[s])
        if (physical.offchipFloor) cycles = Math.max(cycles, (inputs + outputs) / settings.offchip[s])
      }
      sum += count * cycles
    }
    return sum
  }
}

/** Settings in groups of neighbours; bandwidths within clusters fall into one. */
export function groupsOf({ space, settings }: Sweep): SettingGroup[] {
  const perLink = space.nocBandwidth.length * (space.innerBandwidth?.length ?? 1)
  const groups: SettingGroup[] = []
  for (let first = 0; first < settings.count; first += perLink) {
    const length = Math.ceil(perLink / Math.min(GROUPS, perLink))
    for (let from = 0; from < perLink; from += length) {
      const to = Math.min(perLink, from + length) - 1
      groups.push({ cheapest: cheapestOf(space, first, from), widest: first + to })
    }
  }
  return groups
}

/** With two bandwidths a group may begin in the middle of a row: the cheapest setting of that row is its first. */
function cheapestOf(space: Sweep["space"], first: number, from: number): number {
  const inner = space.innerBandwidth?.length ?? 1
  return first + Math.floor(from / inner) * inner
}
