// allocation.csv and allocation.json: the best allocation of a run, layer by layer.
//
// The CSV carries the table alone, for spreadsheets and scripts; the JSON the totals as well.

import { type Cell, csvLine } from "../csv.ts"
import { RUN_FILES } from "./run-dir.ts"

/** One layer of an allocation. */
export interface AllocationRow {
  /** Position in the network, from 1. */
  readonly layer: number
  readonly name: string
  /** Shape as in a model file: channels out and in, input rows and columns, filter rows and columns, type (1 convolution, 2 depthwise). */
  readonly shape: { readonly [D in (typeof SHAPE)[number]]: number }
  /** Processing elements. */
  readonly pe: number
  /** The template parameter that sets the buffer need. */
  readonly tile: number
  /** Only there where it is a choice. */
  readonly dataflow?: string
  /** Per PE. */
  readonly l1Bytes: number
  /** Shared by the layer's PEs. */
  readonly l2Bytes: number
  /** Cycles. */
  readonly latency: number
  /** nJ. */
  readonly energy: number
  /** µm². */
  readonly area: number
  /** mW. */
  readonly power: number
}

/** Totals of an allocation; null where the optimum is not known. `constraint`, `cost` and `budget` are the first constraint's. */
export interface AllocationSummary {
  readonly objective: string
  readonly value: number
  readonly optimum: number | null
  /** value / optimum − 1; of an optimum that is not known, against a lower bound of it. */
  readonly gap: number | null
  readonly constraint: string
  readonly cost: number
  readonly budget: number
  /** All of them, the first included. */
  readonly constraints: readonly {
    readonly constraint: string
    readonly unit: string
    readonly cost: number
    readonly budget: number
  }[]
  readonly feasible: boolean
}

const SHAPE = ["K", "C", "Y", "X", "R", "S", "T"] as const

type Column = readonly [string, (row: AllocationRow) => Cell]

/** Columns of allocation.csv and what they hold; that of the dataflow is only there where it is a choice. */
const columnsOf = (mixed: boolean): readonly Column[] => [
  ["layer", row => row.layer],
  ["name", row => row.name],
  ...SHAPE.map(d => [d, (row: AllocationRow) => row.shape[d]] as const),
  ["pe", row => row.pe],
  ["tile", row => row.tile],
  ...(mixed ? [["dataflow", row => row.dataflow ?? null] satisfies Column] : []),
  ["l1_bytes", row => row.l1Bytes],
  ["l2_bytes", row => row.l2Bytes],
  ["latency_cycles", row => row.latency],
  ["energy_nj", row => row.energy],
  ["area_um2", row => row.area],
  ["power_mw", row => row.power],
]

/** The text of allocation.csv: a header, then one line per layer. */
export function allocationCsv(rows: readonly AllocationRow[]): string {
  const columns = columnsOf(rows.some(row => row.dataflow !== undefined))
  return csvLine(columns.map(([name]) => name)) + rows.map(row => csvLine(columns.map(([, of]) => of(row)))).join("")
}

/** The text of allocation.json: the summary's fields, then `layers`. */
export function allocationJson(summary: AllocationSummary, rows: readonly AllocationRow[]): string {
  return `${JSON.stringify({ ...summary, layers: rows }, null, 2)}\n`
}

/** Both files by name. */
export function allocationFiles(
  summary: AllocationSummary,
  rows: readonly AllocationRow[],
): readonly (readonly [name: string, text: string])[] {
  return [
    [RUN_FILES.allocationCsv, allocationCsv(rows)],
    [RUN_FILES.allocationJson, allocationJson(summary, rows)],
  ]
}
