// The plot of a network's mappings: per layer the searched mapping, fixed dataflows and the lower bound.

import type { TopLevelSpec } from "vega-lite"
import { type PlotSize, plotFrame, renderSvg, shownLayers } from "../report/plots.ts"

/** One line of the plot. */
export interface LayerSeries {
  readonly name: string
  /** Per layer of the network, in order. */
  readonly values: readonly number[]
}

/** The plot as SVG text: a logarithmic scale, one point per layer and series. */
export function renderMapPlot(title: string, unit: string, series: readonly LayerSeries[]): Promise<string> {
  return renderSvg(mapSpec(unit, series, { width: 960, height: 420 }), title)
}

function mapSpec(unit: string, series: readonly LayerSeries[], size: PlotSize): TopLevelSpec {
  const values = series.flatMap(({ name, values: of }) =>
    of.flatMap((value, i) => (value > 0 ? [{ name, layer: i + 1, value }] : [])),
  )
  const layers = series[0]?.values.length ?? 0
  return {
    ...plotFrame(size),
    data: { values },
    mark: { type: "line", strokeWidth: 1.5, point: { filled: true, size: 18 } },
    encoding: {
      x: {
        field: "layer",
        type: "ordinal",
        title: "layer",
        axis: { labelAngle: 0, ticks: false, values: shownLayers(layers, size.width) },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: unit,
        scale: { type: "log" },
        axis: { format: "~s", tickCount: 6 },
      },
      color: { field: "name", type: "nominal", sort: series.map(({ name }) => name) },
    },
  } as unknown as TopLevelSpec
}
