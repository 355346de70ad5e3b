// Plots of the study: which dataflow is best, what maestro's allocations cost in truth, how far its numbers are off.

import type { TopLevelSpec } from "vega-lite"
import { GREY, PLOT_CONFIG, renderSvg } from "../report/plots.ts"
import type { ProblemOutcome } from "./profile-problems.ts"
import { COMMON, OBJECTIVES, type Transfer } from "./profile-problems.ts"
import { bestCounts, type Group, groupsOf, spreadOf } from "./profile-summary.ts"

const PROFILES = ["maestro", "physical"] as const
const DATAFLOWS = ["dla", "shi", "eye", "rs", "tpu"]

const placeOf = ({ platform, budget }: Group) => `${platform}, ${budget}`

/** SVG texts by file name. */
export async function profilePlots(outcomes: readonly ProblemOutcome[]): Promise<Record<string, string>> {
  const groups = groupsOf(outcomes)
  const cost = transferSpec(groups, t => t.regret + 1, "true cost / optimum", [1, 1.5, 2, 3, 4, 5])
  const error = transferSpec(groups, t => t.predicted, "maestro's cost / true cost", [0.05, 0.1, 0.2, 0.5, 1, 2])
  return {
    "physical-study-dataflows.svg": await renderSvg(dataflowSpec(groups), "Networks by best dataflow"),
    "physical-study-cost.svg": await renderSvg(cost, "True cost of allocations chosen with maestro"),
    "physical-study-error.svg": await renderSvg(error, "Costs that maestro predicts, over the true ones"),
  }
}

/** Stacked bars: of the networks, how many have which best dataflow. */
function dataflowSpec(groups: readonly Group[]): TopLevelSpec {
  const values = groups.flatMap(group =>
    PROFILES.flatMap(profile =>
      bestCounts(group.outcomes, profile).map(([dataflow, networks]) => ({
        panel: `${group.objective}, by ${profile}`,
        place: placeOf(group),
        dataflow,
        networks,
      })),
    ),
  )
  const color = { field: "dataflow", type: "nominal", scale: { domain: DATAFLOWS } }
  const y = { field: "networks", type: "quantitative", title: "networks", axis: { tickCount: 5 } }
  return panels(values, 150, [{ mark: "bar", encoding: { y, color } }])
}

/** Least to most as a line, quartiles as a bar, median as a tick; logarithmic, with these labels. */
function transferSpec(
  groups: readonly Group[],
  of: (t: Transfer) => number,
  title: string,
  ticks: readonly number[],
): TopLevelSpec {
  const values = groups.flatMap(group =>
    COMMON.map(dataflow => {
      const found = group.outcomes.flatMap(o => o.transfers).filter(t => t.dataflow === dataflow)
      return { panel: group.objective, place: placeOf(group), dataflow, ...spreadOf(found.map(of)) }
    }),
  )
  const all = [...ticks, ...values.flatMap(v => [v.least, v.most])]
  const scale = { type: "log", nice: false, domain: [Math.min(...all), Math.max(...all)] }
  const y = (field: string) => ({ field, type: "quantitative", title, scale, axis: { format: "~g", values: ticks } })
  const shared = {
    xOffset: { field: "dataflow", sort: null },
    color: { field: "dataflow", type: "nominal", scale: { domain: DATAFLOWS.slice(0, 2) } },
  }
  const span = (mark: object, from: string, to: string) => ({
    mark,
    encoding: { ...shared, y: y(from), y2: { field: to } },
  })
  return panels(values, 330, [
    span({ type: "rule", strokeWidth: 1.5 }, "least", "most"),
    span({ type: "bar", size: 10, opacity: 0.45 }, "lower", "upper"),
    { mark: { type: "tick", thickness: 3, size: 14 }, encoding: { ...shared, y: y("median") } },
  ])
}

/** Layers drawn over platform and budget, one panel beside the other. */
function panels(values: readonly object[], width: number, layers: readonly object[]): TopLevelSpec {
  const x = { field: "place", type: "nominal", title: null, sort: null, axis: { labelAngle: -45 } }
  const sort = OBJECTIVES.flatMap(objective => [objective, ...PROFILES.map(profile => `${objective}, by ${profile}`)])
  const header = { title: null, labelFontSize: 12, labelColor: GREY }
  return {
    data: { values },
    facet: { column: { field: "panel", type: "nominal", sort, header } },
    spec: { width, height: 200, encoding: { x }, layer: layers },
    background: null,
    padding: 4,
    config: PLOT_CONFIG,
  } as unknown as TopLevelSpec
}
