// Profile `physical` on known workloads, beside the figures of specification "physical", section 5.

import type { TableCell } from "../terminal/text-table.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import {
  type Changes,
  GRIDS,
  type GridTable,
  gridTable,
  type RandomTable,
  randomTable,
  type ShippedTable,
  shippedTable,
} from "./physical-tables.ts"

/** A figure as it is measured and as the specification has it; null where that says nothing. */
interface Figure {
  readonly table: "5.1" | "5.2" | "5.3"
  readonly of: string
  readonly figure: string
  readonly measured: string
  readonly specified: string | null
}

/** Table 5.1, cell by cell: legal, wrong MACs and impossible, then for each change those above 1 % and 10 %; energy range. */
const SPECIFIED_GRIDS: Readonly<Record<string, readonly string[]>> = {
  "mobilenet_v2 dla": ["2880 of 2880", "0, 0", "1140, 252", "2880, 2508", "2880, 2873", "2290, 1085", "-35 / 5 / 65 %"],
  "mobilenet_v2 shi": [
    "2880 of 2880",
    "0, 0",
    "1140, 252",
    "2856, 2496",
    "2880, 2878",
    "2872, 2736",
    "-59 / -51 / 5 %",
  ],
  "mobilenet_v2 eye": ["240 of 2880", "120, 132", "95, 21", "238, 208", "240, 240", "240, 238", "8 / 60 / 65 %"],
  "mobilenet_v2 dpt": ["1008 of 1008", "155, 0", "30, 14", "30, 14", "1008, 1007", "161, 5", "-8 / 0 / 33 %"],
  "resnet50 dla": ["3312 of 3312", "0, 0", "1224, 72", "3288, 1968", "3312, 3309", "2475, 991", "-26 / 3 / 66 %"],
  "resnet50 shi": ["3312 of 3312", "576, 87", "1224, 72", "3084, 1968", "3312, 3312", "3282, 3099", "-60 / -45 / 5 %"],
  "resnet50 eye": ["276 of 3312", "456, 826", "102, 6", "257, 164", "276, 276", "276, 262", "2 / 56 / 66 %"],
}

/** Bench `physical`. */
export async function benchPhysical({ onItem }: BenchOptions): Promise<BenchResult> {
  const items = GRIDS.length + 2
  const grids = GRIDS.map(({ network, dataflow }, i) => {
    onItem(i, items, `${network} ${dataflow}`)
    return gridTable(network, dataflow)
  })
  onItem(GRIDS.length, items, "shipped mappings")
  const shipped = shippedTable()
  onItem(GRIDS.length + 1, items, "random mappings")
  const random = randomTable()
  const figures = [...grids.flatMap(gridFigures), ...shippedFigures(shipped), ...randomFigures(random)]
  const known = figures.filter(f => f.specified !== null)
  const different = known.filter(f => f.measured !== f.specified)
  return {
    header: ["table", "of", "figure", "measured", "specification", ""],
    rows: figures.map(({ table, of, figure, measured, specified }): TableCell[] => [
      table,
      of,
      figure,
      measured,
      specified,
      specified === null ? "" : measured === specified ? "=" : "differs",
    ]),
    notes: [`${known.length - different.length} of ${known.length} figures are the specification's`],
    data: { figures, grids, shipped, random },
  }
}

const percent = (value: number) => String(Math.round(100 * value) || 0)
const above = ({ one, ten }: Changes) => `${one}, ${ten}`
const range = ({ min, median, max }: Changes) => `${percent(min)} / ${percent(median)} / ${percent(max)} %`

function gridFigures(grid: GridTable): Figure[] {
  const of = `${grid.network} ${grid.dataflow}`
  const { changes } = grid
  const cells: [figure: string, measured: string][] = [
    ["legal", `${grid.legal} of ${grid.entries}`],
    ["reference: wrong MACs, impossible", `${grid.wrongMacs}, ${grid.impossible}`],
    ["run time, exposed: > 1 %, > 10 %", above(changes["run time, exposed"])],
    ["run time, prefetch: > 1 %, > 10 %", above(changes["run time, prefetch"])],
    ["energy against the column: > 1 %, > 10 %", above(changes["energy, column"])],
    ["energy against it completed: > 1 %, > 10 %", above(changes["energy, completed"])],
    ["the same: least / median / most", range(changes["energy, completed"])],
    ["run time, exposed: least / median / most", range(changes["run time, exposed"])],
    ["energy against the column: least / median / most", range(changes["energy, column"])],
    ["L1 need: least / median / most", range(changes["L1 need"])],
    ["L2 need: least / median / most", range(changes["L2 need"])],
  ]
  const specified = SPECIFIED_GRIDS[of]
  return cells.map(([figure, measured], i) => ({ table: "5.1", of, figure, measured, specified: specified[i] ?? null }))
}

type Cells = [figure: string, measured: string, specified: string | null]
const shippedFigure = (...[figure, measured, specified]: Cells): Figure => {
  return { table: "5.2", of: "shipped mappings", figure, measured, specified }
}
const randomFigure = (of: string, ...[figure, measured, specified]: Cells): Figure => {
  return { table: "5.3", of, figure, measured, specified }
}

function shippedFigures(t: ShippedTable): Figure[] {
  return [
    shippedFigure("files that parse", `${t.parsed} of ${t.files}`, "37 of 41"),
    shippedFigure("legal layers", `${t.legal} of ${t.layers}`, "1635 of 1651"),
    shippedFigure("refused in the VGG16 row-stationary file", String(t.refusedFiles.vgg16_rs), "13"),
    shippedFigure("other refusals: gap, overlap", `${t.refused.gap}, ${t.refused.overlap}`, "1, 2"),
    shippedFigure("legal, but the reference stops", String(t.notCosted), null),
    shippedFigure("reference: wrong MACs", String(t.wrongMacs), "17"),
    shippedFigure("run time, exposed: > 1 %, > 10 %", above(t.runtime), "17, 12"),
    shippedFigure("L2 traffic: > 10 %", String(t.traffic.ten), "264"),
  ]
}

function randomFigures(t: RandomTable): Figure[] {
  const { refused, families } = t
  const known: Readonly<Record<string, string>> = { pair: "494", overlap: "307", gap: "106", joint: "46", window: "36" }
  const { gamma } = families
  return [
    randomFigure("random mappings", "legal", `${t.legal} of ${t.rows}`, "5426 of 6551"),
    ...Object.entries(known).map(([reason, specified]) =>
      randomFigure("random mappings", `refused: ${reason}`, String(refused[reason] ?? 0), specified),
    ),
    randomFigure(
      "random mappings",
      "refused: overlap, gap and joint together",
      String(refused.overlap + refused.gap + refused.joint),
      "459",
    ),
    randomFigure("random mappings", "refused: layer", String(refused.layer), "134"),
    randomFigure("random mappings", "refused: twice and units", String(refused.twice + refused.units), "2"),
    randomFigure("family gamma", "legal", `${gamma.legal} of ${gamma.rows}`, "1961 of 1961"),
    randomFigure(
      "family gamma",
      "reference: right MACs, impossible",
      `${gamma.rightMacs}, ${gamma.impossible}`,
      "1539, 257",
    ),
    ...Object.entries(families)
      .filter(([name]) => name !== "gamma")
      .flatMap(([name, row]) => [
        randomFigure(`family ${name}`, "legal", `${row.legal} of ${row.rows}`, null),
        randomFigure(
          `family ${name}`,
          "reference: right MACs, impossible",
          `${row.rightMacs}, ${row.impossible}`,
          null,
        ),
      ]),
  ]
}
