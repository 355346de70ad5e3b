// What a mapping search found, as a table, CSV, JSON and a mapping file.

import type { Layer } from "../../src/maestro/layer.ts"
import { writeMapping } from "../../src/maestro/mapping-text/write-mapping.ts"
import { CLUSTER, Dimensions, LEVELS, PAR } from "../../src/mapping/genome.ts"
import type { MarvelReport } from "../../src/mapping/marvel/search.ts"
import { goalText, MAPPING_OBJECTIVE_UNITS } from "../../src/mapping/objectives.ts"
import type { FrontReport } from "../../src/mapping/pareto.ts"
import type { FoundMapping, LayerResult } from "../../src/mapping/search-layer.ts"
import { csvLine } from "../csv.ts"
import { profileText } from "../profile-options.ts"
import {
  formatGap,
  formatNumber,
  formatSeconds,
  formatShare,
  type TableCell,
  textTable,
} from "../terminal/text-table.ts"
import type { MapResult } from "./run-map.ts"

/** Which dimensions are spread over how many units, outermost first: "K 64 × C 16". */
function arrayText(layer: Layer, { genome, pes }: FoundMapping): string {
  const d = new Dimensions(layer)
  const genes = Int32Array.from(genome)
  return Array.from({ length: genes[LEVELS] }, (_, l) => {
    const units = l === 0 ? d.unitsOf(genes, 0, pes) : genes[d.at(l, CLUSTER)]
    return `${d.names[genes[d.at(l, PAR)]]} ${units}`
  }).join(" × ")
}

/** What the reference says of the mapping, with its verdict where no machine could do it. */
function referenceText({ reference }: FoundMapping): string {
  if (reference === null) return "stops"
  return `${formatNumber(reference.cycles)}${reference.verdict === "ok" ? "" : ` (${reference.verdict})`}`
}

const gapOf = (value: number, bound: number) => value / bound - 1

/** A line per layer, the totals beside fixed dataflows, and what was done. */
export function tableOf(result: MapResult): string {
  const { network, layers, settings, results, shapeOf } = result
  const rows = layers.map((l, i): TableCell[] => {
    const { best, bounds } = results[shapeOf[i]]
    const row = network.rows[l].join(",")
    if (best === null) return [l + 1, row, null, null, null, null, null, null, "none keeps the limits", null]
    return [
      l + 1,
      row,
      formatNumber(best.cycles),
      formatGap(gapOf(best.cycles, bounds.cycles)),
      formatNumber(best.energy),
      best.pes,
      formatNumber(best.l1),
      formatNumber(best.l2),
      arrayText(network.layers[l], best),
      referenceText(best),
    ]
  })
  const header = [
    "layer",
    "K,C,Y,X,R,S,T",
    "cycles",
    "above bound",
    "nJ",
    "PEs",
    "L1 B",
    "L2 B",
    "array",
    "reference's cycles",
  ]
  const { hardware, limits, method, evaluations } = settings
  const pes = settings.pesUpTo > 0 ? `up to ${settings.pesUpTo}` : hardware.numPEs
  const buffers = `L1 ${limits.l1 ?? "unlimited"}, L2 ${limits.l2 ?? "unlimited"}`
  return (
    `${network.name}: ${method}, least ${goalText(settings.goal)}, ${evaluations} evaluations per distinct layer, seed ${settings.seed}\n` +
    `${pes} PEs, ${buffers}, profile ${profileText(settings.model)}\n\n` +
    `${textTable(header, rows)}\n${totalsTable(result)}${workText(result)}${reportText(result)}`
  )
}

interface Totals {
  readonly cycles: number
  readonly energy: number
  /** Layers without a figure. */
  readonly missing: number
}

function totalsOf(costs: readonly ({ cycles: number; energy: number } | null)[]): Totals {
  const known = costs.filter(cost => cost !== null && Number.isFinite(cost.cycles)) as Totals[]
  const sum = (of: (t: Totals) => number) => known.reduce((total, cost) => total + of(cost), 0)
  return { cycles: sum(c => c.cycles), energy: sum(c => c.energy), missing: costs.length - known.length }
}

/** Totals by name: the search, its bound, fixed dataflows. */
function allTotals({
  settings,
  results,
  shapeOf,
  fixed,
}: MapResult): Readonly<Record<string, Totals & { oversized: number }>> {
  const of = (costs: readonly ({ cycles: number; energy: number } | null)[], oversized = 0) => {
    return { ...totalsOf(shapeOf.map(s => costs[s])), oversized }
  }
  return {
    [settings.method]: of(results.map(r => r.best)),
    "lower bound": of(results.map(r => r.bounds)),
    ...Object.fromEntries(
      Object.entries(fixed).map(([name, costs]) => [name, of(costs, shapeOf.filter(s => !costs[s].fits).length)]),
    ),
  }
}

function totalsTable(result: MapResult): string {
  const totals = allTotals(result)
  const own = totals[result.settings.method]
  // The reference's energy column leaves accesses out: nothing else here is comparable with it.
  const isComparable = result.settings.model.profile === "physical"
  const rows = Object.entries(totals).map(([name, { cycles, energy, missing, oversized }]) => [
    name,
    formatNumber(cycles, "cycles"),
    `${(cycles / own.cycles).toFixed(3)}`,
    formatNumber(energy, "nJ"),
    isComparable || name === result.settings.method ? `${(energy / own.energy).toFixed(3)}` : "other kind",
    missing === 0 ? (oversized === 0 ? "" : `${oversized} layers exceed the limits`) : `${missing} layers without`,
  ])
  return `${textTable(["all layers", "latency", "× search", "energy", "× search", ""], rows)}\n`
}

function workText({ results, seconds, cpuSeconds }: MapResult): string {
  const sum = (of: (r: LayerResult) => number) => results.reduce((total, r) => total + of(r), 0)
  const proven = results.filter(r => r.proven).length
  const impossible = sum(r => r.impossible)
  const rate = (of: (r: LayerResult) => number) => formatNumber(sum(of) / cpuSeconds)
  return (
    `${results.length} distinct layers, ${formatNumber(sum(r => r.evaluations))} evaluations, ` +
    `${formatNumber(sum(r => r.screened))} proposals not evaluated` +
    `${impossible > 0 ? `, ${impossible} impossible figures` : ""}${proven > 0 ? `, ${proven} proven` : ""}; ${formatSeconds(seconds)}\n` +
    `${rate(r => r.evaluations)} evaluations and ${rate(r => r.evaluations + r.screened)} proposals per CPU second\n`
  )
}

/** What a method says of a single layer beside its answer: the rules of a decoupled search, or a front. */
function reportText({ results }: MapResult): string {
  const report = results.length === 1 ? (results[0].report as Partial<MarvelReport & FrontReport> | null) : null
  if (report?.pruning !== undefined) {
    const rows = report.pruning.map(({ rule, size }) => [rule, formatNumber(Number(size))])
    return `\n${textTable(["rule", "left"], rows)}`
  }
  if (report?.front === undefined || report.objectives === undefined) return ""
  const units = report.objectives.map(name => MAPPING_OBJECTIVE_UNITS[name])
  const rows = report.front.map(({ values }) => values.map((value, i) => formatNumber(value, units[i])))
  return (
    `\n${textTable([...report.objectives], rows)}` +
    `${report.front.length} points, ${formatShare(report.hypervolume ?? 0)} of the box between best and worst dominated\n`
  )
}

const CSV_HEADER =
  "layer,K,C,Y,X,R,S,T,bound_cycles,bound_nJ,evaluations,cycles,energy_nJ,pes,l1,l2,area_um2,power_mW,array," +
  "reference_cycles,reference_nJ,reference_verdict"
/** Cells of a layer without a mapping. */
const EMPTY = Array.from({ length: 11 }, () => null)

/** A row per layer with exact numbers. */
export function csvOf({ network, layers, results, shapeOf, fixed }: MapResult): string {
  const header = CSV_HEADER.split(",").concat(Object.keys(fixed).flatMap(name => [`${name}_cycles`, `${name}_nJ`]))
  const rows = layers.map((l, i): (string | number | null)[] => {
    const { best, bounds, evaluations } = results[shapeOf[i]]
    const costs = Object.values(fixed).flatMap(of => [of[shapeOf[i]].cycles, of[shapeOf[i]].energy])
    const start = [l + 1, ...network.rows[l], bounds.cycles, bounds.energy, evaluations]
    if (best === null) return [...start, ...EMPTY, ...costs]
    const { cycles, energy, pes, l1, l2, area, power, reference } = best
    const array = arrayText(network.layers[l], best)
    const said = [reference?.cycles ?? null, reference?.energy ?? null, reference?.verdict ?? null]
    return [...start, cycles, energy, pes, l1, l2, area, power, array, ...said, ...costs]
  })
  return [header, ...rows].map(csvLine).join("")
}

/** The object behind --json; its names are a promise. */
export function jsonOf(result: MapResult): object {
  const { network, layers, settings, results, shapeOf, fixed, seconds, cpuSeconds } = result
  const { model, goal, ...named } = settings
  return {
    ...named,
    layer: settings.layer === null ? null : settings.layer + 1,
    ...model,
    objective: goalText(goal),
    layers: layers.map((l, i) => ({ layer: l + 1, shape: shapeOf[i], row: network.rows[l] })),
    shapes: results.map((r, s) => {
      const { best, ...rest } = r
      return {
        ...rest,
        gap: best === null ? null : gapOf(best.cycles, r.bounds.cycles),
        best,
        fixed: ofShape(fixed, s),
      }
    }),
    totals: allTotals(result),
    seconds,
    cpuSeconds,
  }
}

function ofShape(fixed: MapResult["fixed"], shape: number): object {
  return Object.fromEntries(Object.entries(fixed).map(([name, costs]) => [name, costs[shape]]))
}

/** The mappings in MAESTRO's notation, layers named by their number; those without a mapping are left out. */
export function mappingText({ network, layers, results, shapeOf }: MapResult): string {
  const mapped = layers.flatMap((l, i) => {
    const { best } = results[shapeOf[i]]
    const layer = { ...network.layers[l], name: `L${l + 1}` }
    return best === null ? [] : [{ layer, dataflow: best.dataflow }]
  })
  return writeMapping({ network: network.name, constants: {}, layers: mapped })
}
