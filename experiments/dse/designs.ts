// Designs by name: what files, tables and the page show of them.

import type { Found } from "../../src/dse/found.ts"
import { COSTS, type FrontData, PLACE } from "../../src/dse/front.ts"
import { METRICS, type Metric, metricOf } from "../../src/dse/metrics.ts"
import { valuesAt } from "../../src/dse/space.ts"
import type { Sweep } from "../../src/dse/sweep.ts"

/** A design: its choices and every metric. */
export interface Design extends Readonly<Record<Metric, number>> {
  readonly dataflow: string
  /** PEs, cluster, parameters, lanes, bandwidths and buffers, by name. */
  readonly choices: Readonly<Record<string, number>>
}

/** Names of the choices of a space, in order; those that no dataflow varies are there as well. */
export function choiceNames({ space }: Sweep): string[] {
  return [
    "pes",
    ...(space.clusters === null ? [] : ["cluster"]),
    ...space.parameters.map(p => p.name),
    "lanes",
    "noc_bandwidth",
    ...(space.innerBandwidth === null ? [] : ["inner_bandwidth"]),
    "offchip_bandwidth",
    "l1",
    "l2",
  ]
}

/** Choices of a mapping point: PEs, cluster and the parameters that its dataflow has. */
export function pointChoices(sweep: Sweep, mapping: number): { dataflow: string; values: Record<string, number> } {
  const { shape, pes, cluster, tile } = sweep.pointAt(mapping)
  const own: Record<string, number> = cluster === null ? { pes } : { pes, cluster }
  return { dataflow: shape.dataflow.name, values: { ...own, ...valuesAt(shape, tile) } }
}

/** Choices of a setting. */
export function settingChoices({ space, settings }: Sweep, s: number): Record<string, number> {
  const choices: Record<string, number> = { lanes: settings.lanes[s], noc_bandwidth: settings.noc[s] }
  if (space.innerBandwidth !== null) choices.inner_bandwidth = settings.inner[s]
  choices.offchip_bandwidth = settings.offchip[s]
  return choices
}

/** A design found by a sweep. Sizes that follow the need are looked up by analysing it again. */
export function designOf(sweep: Sweep, found: Found): Design {
  const { dataflow, values } = pointChoices(sweep, found.mapping)
  const [l1, l2] = sweep.buffersOf(found)
  const metrics = METRICS.map(metric => [metric, metricOf(metric, found, sweep.macs)] as const)
  return {
    dataflow,
    choices: { ...values, ...settingChoices(sweep, found.setting), l1, l2 },
    ...(Object.fromEntries(metrics) as Record<Metric, number>),
  }
}

/** All designs of a front. */
export function designsOf(sweep: Sweep, front: FrontData): Design[] {
  return foundOf(front).map(found => designOf(sweep, found))
}

/** Members of a front as designs with indices. */
export function foundOf({ costs, places }: FrontData): Found[] {
  return Array.from({ length: places.length / PLACE }, (_, i) => {
    const [runtime, energy, area, power] = costs.subarray(i * COSTS, (i + 1) * COSTS)
    const [mapping, setting, l1, l2] = places.subarray(i * PLACE, (i + 1) * PLACE)
    return { mapping, setting, l1, l2, runtime, energy, area, power }
  })
}
