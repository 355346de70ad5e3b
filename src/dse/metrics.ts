// What designs are compared by. All are less-is-better inside; throughput is turned around.

/** Cycles, MACs per cycle, nJ, nJ × cycles, µm², mW. */
export const METRICS = ["runtime", "throughput", "energy", "edp", "area", "power"] as const
export type Metric = (typeof METRICS)[number]

export const METRIC_UNITS: Readonly<Record<Metric, string>> = {
  runtime: "cycles",
  throughput: "MACs/cycle",
  energy: "nJ",
  edp: "nJ·cycles",
  area: "µm²",
  power: "mW",
}

/** The four that the others follow from. */
export interface Costs {
  readonly runtime: number
  readonly energy: number
  readonly area: number
  readonly power: number
}

/** Value of a metric; `macs` are the layers' own MACs. */
export function metricOf(metric: Metric, { runtime, energy, area, power }: Costs, macs: number): number {
  if (metric === "runtime") return runtime
  if (metric === "throughput") return macs / runtime
  if (metric === "energy") return energy
  if (metric === "edp") return energy * runtime
  return metric === "area" ? area : power
}
