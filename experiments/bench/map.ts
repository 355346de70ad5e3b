// Bench `map`: the study of mapping searches in docs/mapping.md.
//
// 1. Three layers × two arrays × seeds at the published run's 545 evaluations: cycles over the compute floor, every answer legal.
// 2. Evaluations per CPU second of whole searches, the compatible mode under both profiles beside them.
// 3. Small layers exhausted beside the decoupled search.
// 4. ResNet-50 and MobileNetV2 as a whole beside fixed dataflows.

import type { Hardware } from "../../src/maestro/hardware.ts"
import { convolution, gemm, type Layer } from "../../src/maestro/layer.ts"
import type { Limits } from "../../src/mapping/evaluate.ts"
import { DEFAULT_GOAL } from "../../src/mapping/objectives.ts"
import { type LayerJob, type LayerResult, type SearchMethodName, searchLayer } from "../../src/mapping/search-layer.ts"
import { checkMapping } from "../../src/physical/legality.ts"
import { isRefusal } from "../../src/physical/refusal.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import { type MapResult, plotOf, searchMap } from "../mapping/run-map.ts"
import { loadNetwork } from "../network-file.ts"
import { plainProfile } from "../profile-options.ts"
import { formatNumber, formatRate, type TableCell } from "../terminal/text-table.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"

/** Evaluations of the published run (20 individuals, 25 generations). */
const EVALUATIONS = 545

/** The layers of the study: ResNet-50 row 3, VGG16 row 9, MobileNetV2's first wide 1×1. */
const STUDY_LAYERS: Readonly<Record<string, Layer>> = {
  "ResNet-50 3×3": convolution(64, 64, 56, 56, 3, 3),
  "VGG16 row 9": convolution(512, 512, 28, 28, 3, 3),
  "MobileNetV2 1×1": convolution(96, 16, 112, 112, 1, 1),
}

interface Target {
  readonly name: string
  readonly hardware: Hardware
  readonly limits: Limits
}

const wide = (numPEs: number): Hardware => {
  return { numPEs, simdLanes: 1, nocBandwidth: 81_920_000, nocLatency: 1, offchipBandwidth: 2 ** 30 }
}
const ARRAYS: readonly Target[] = [
  { name: "1024 PEs, unlimited buffers", hardware: wide(1024), limits: {} },
  { name: "168 PEs, L1 512 B, L2 108,000 B", hardware: wide(168), limits: { l1: 512, l2: 108_000 } },
]

/** Searches compared: method, profile, and evaluations where they are not those of the published run. */
const SEARCHES: readonly (readonly [
  method: SearchMethodName,
  profile: "physical" | "maestro",
  evaluations?: number,
])[] = [
  ["gamma", "physical"],
  ["gamma", "physical", 5_000],
  ["gamma", "physical", 20_000],
  ["marvel", "physical"],
  ["random", "physical"],
  ["gamma-compatible", "physical"],
  ["gamma-compatible", "maestro"],
]

function jobOf(
  layer: Layer,
  { hardware, limits }: Omit<Target, "name">,
  method: SearchMethodName,
  given: Partial<LayerJob> = {},
): LayerJob {
  return {
    layer,
    hardware,
    limits,
    choices: {},
    profile: "physical",
    rules: {},
    goal: DEFAULT_GOAL,
    method,
    evaluations: EVALUATIONS,
    seed: 0,
    stream: ["shape", 0],
    pesUpTo: 0,
    start: [],
    ...given,
  }
}

interface CaseRow {
  readonly array: string
  readonly method: SearchMethodName
  readonly profile: string
  /** Evaluations at most, per search. */
  readonly most: number
  /** Geometric mean of cycles over the compute floor of the answers that are possible, and of all of them. */
  readonly possible: number | null
  readonly mean: number | null
  readonly answers: number
  readonly possibleAnswers: number
  /** Evaluations per CPU second of the searches, set-up and rejected proposals included. */
  readonly rate: number
  readonly evaluations: number
  readonly screened: number
  readonly seconds: number
}

/** What `analects bench map` gives. */
export async function benchMap({ seeds, onItem }: BenchOptions): Promise<BenchResult> {
  const total = ARRAYS.length * SEARCHES.length + SMALL.length + NETWORKS.length * 2
  let done = 0
  const item = (name: string) => onItem(done++, total, name)
  const cases: CaseRow[] = []
  for (const array of ARRAYS) {
    for (const [method, profile, evaluations = EVALUATIONS] of SEARCHES) {
      item(`${array.name}: ${method}`)
      cases.push(study(array, method, profile, evaluations, seeds))
    }
  }
  const small = SMALL.map(([name, layer, array]) => {
    item(name)
    return { name, ...agreement(layer, array) }
  })
  const networks: NetworkRun[] = []
  for (const name of NETWORKS) {
    for (const array of ARRAYS) {
      item(`${name}: ${array.name}`)
      networks.push({ name, array: array.name, result: await wholeNetwork(name, array) })
    }
  }
  return {
    header: ["array", "search", "profile", "× floor", "possible", "at most", "evaluations", "per CPU s", "judged"],
    rows: cases.map(caseCells),
    notes: [...small.map(agreementText), "", ...networks.map(networkText)],
    data: { evaluations: EVALUATIONS, seeds, cases, small, networks: networks.map(networkData) },
    plots: async () =>
      Object.fromEntries(
        await Promise.all(
          networks.map(
            async ({ name, result }) =>
              [`mapping-${name}-${result.settings.hardware.numPEs}.svg`, await plotOf(result)] as const,
          ),
        ),
      ),
  }
}

/** All layers and seeds of one array with one search. */
function study(
  array: Target,
  method: SearchMethodName,
  profile: "physical" | "maestro",
  most: number,
  seeds: number,
): CaseRow {
  const all: number[] = []
  const possible: number[] = []
  let evaluations = 0
  let screened = 0
  let answers = 0
  // A search that does not count: afterwards the code is compiled.
  searchLayer(jobOf(convolution(24, 20, 30, 30, 3, 3), array, method, { profile, evaluations: 2 * EVALUATIONS }))
  const before = cpuSeconds()
  for (const layer of Object.values(STUDY_LAYERS)) {
    for (let seed = 0; seed < seeds; seed++) {
      const result = searchLayer(jobOf(layer, array, method, { profile, seed, evaluations: most }))
      evaluations += result.evaluations
      screened += result.screened
      if (result.best === null) continue
      answers++
      const ratio = result.best.cycles / result.bounds.compute
      all.push(ratio)
      if (isPossible(layer, result, array.hardware.numPEs, profile)) possible.push(ratio)
    }
  }
  const seconds = cpuSeconds() - before
  return {
    array: array.name,
    method,
    profile,
    most,
    possible: geometricMean(possible),
    mean: geometricMean(all),
    answers,
    possibleAnswers: possible.length,
    rate: evaluations / seconds,
    evaluations,
    screened,
    seconds,
  }
}

/** Legal (physical), or with a figure that a machine could reach (maestro). */
function isPossible(layer: Layer, { best }: LayerResult, numPEs: number, profile: string): boolean {
  if (best === null) return false
  if (profile === "maestro") return best.reference?.verdict === "ok"
  return !isRefusal(checkMapping(layer, best.dataflow, numPEs))
}

function geometricMean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length)
}

function caseCells(row: CaseRow): TableCell[] {
  return [
    row.array,
    row.method,
    row.profile,
    row.possible === null ? null : row.possible.toFixed(4),
    `${row.possibleAnswers} of ${row.answers}`,
    formatNumber(row.most),
    formatNumber(row.evaluations),
    formatRate(row.rate),
    formatRate((row.evaluations + row.screened) / row.seconds),
  ]
}

/** Layers small enough to exhaust, on arrays whose network on chip is narrow. */
const SMALL: readonly (readonly [name: string, layer: Layer, array: Omit<Target, "name">])[] = [
  ["GEMM 4 × 6 × 2, 4 PEs", gemm(4, 6, 2), { hardware: { ...wide(4), nocBandwidth: 2 }, limits: { l2: 24 } }],
  [
    "CONV 2 × 2, 3 × 3, 2 × 2 taps, 4 PEs",
    convolution(2, 2, 3, 3, 2, 2),
    { hardware: { ...wide(4), nocBandwidth: 2 }, limits: { l2: 50 } },
  ],
]

/** The decoupled search beside all mappings under its off-chip decision, and beside the whole space. */
function agreement(layer: Layer, array: Omit<Target, "name">) {
  const rules = { maxLevels: 2 }
  const decoupled = searchLayer(jobOf(layer, array, "marvel", { rules, evaluations: 1_000_000 }))
  const all = searchLayer(jobOf(layer, array, "exhaustive", { rules, evaluations: 100_000 }))
  return {
    cycles: decoupled.best?.cycles ?? null,
    proven: decoupled.proven,
    evaluations: decoupled.evaluations,
    best: all.best?.cycles ?? null,
    exhausted: all.proven,
    walked: all.evaluations,
  }
}

function agreementText({ name, ...r }: { name: string } & ReturnType<typeof agreement>): string {
  const claim = r.proven ? "proven under its off-chip decision" : "no proof"
  const walked = r.exhausted ? "the whole space" : "its first mappings"
  return `${name}: decoupled ${r.cycles} cycles (${claim}, ${r.evaluations} evaluations), ${walked} ${r.best} (${r.walked})`
}

const NETWORKS = ["resnet50", "mobilenet_v2"] as const

async function wholeNetwork(name: string, { hardware, limits }: Target): Promise<MapResult> {
  const settings = {
    network: name,
    layer: null,
    hardware,
    limits,
    model: plainProfile("physical"),
    method: "gamma",
    goal: DEFAULT_GOAL,
    evaluations: EVALUATIONS,
    seed: 0,
    rules: {},
    pesUpTo: 0,
  } as const
  return searchMap(loadNetwork(name), settings, { workers: 1, json: true })
}

type NetworkRun = { readonly name: string; readonly array: string; readonly result: MapResult }

function networkData({ name, array, result }: NetworkRun) {
  const { results, shapeOf, fixed, cpuSeconds: cpu } = result
  const sum = (of: (shape: number) => number) => shapeOf.reduce((total, s) => total + of(s), 0)
  return {
    name,
    array,
    cpu,
    evaluations: results.reduce((n, r) => n + r.evaluations, 0),
    screened: results.reduce((n, r) => n + r.screened, 0),
    cycles: sum(s => results[s].best?.cycles ?? Number.NaN),
    energy: sum(s => results[s].best?.energy ?? Number.NaN),
    bound: sum(s => results[s].bounds.cycles),
    fixed: Object.fromEntries(
      Object.entries(fixed).map(([dataflow, costs]) => [
        dataflow,
        {
          cycles: sum(s => costs[s].cycles),
          energy: sum(s => costs[s].energy),
          oversized: shapeOf.filter(s => !costs[s].fits).length,
        },
      ]),
    ),
  }
}

function networkText(run: NetworkRun): string {
  const d = networkData(run)
  const others = Object.entries(d.fixed).map(
    ([name, { cycles, energy }]) =>
      `${name} ${(cycles / d.cycles).toFixed(2)} × latency, ${(energy / d.energy).toFixed(3)} × energy`,
  )
  return (
    `${d.name}, ${d.array}: ${formatNumber(d.cycles, "cycles")} (${(d.cycles / d.bound).toFixed(4)} × bound), ` +
    `${formatNumber(d.energy, "nJ")}, ${d.cpu.toFixed(2)} CPU s (${formatRate(d.evaluations / d.cpu)}, ` +
    `${formatRate((d.evaluations + d.screened) / d.cpu)} judged); ${others.join("; ")}`
  )
}
