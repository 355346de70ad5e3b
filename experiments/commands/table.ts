// analects table: the cost of every choice of every distinct layer.

import type { Command } from "commander"
import { PLATFORMS, platformNamed } from "../../src/allocation/platforms.ts"
import { peOf, tileOf } from "../../src/core/choices.ts"
import { UsageError } from "../../src/core/errors.ts"
import type { CostTable } from "../../src/costs/cost-table.ts"
import { checkDataflowName, DATAFLOW_HELP } from "../../src/costs/profile.ts"
import { formatInteger, formatReal } from "../../src/maestro/format-number.ts"
import { beyondRow, type Network } from "../../src/workloads/network.ts"
import { writeFileAtomic } from "../files.ts"
import { GRID_HELP, parseGrid } from "../grids.ts"
import { loadTable } from "../load.ts"
import { loadNetwork } from "../network-file.ts"
import {
  addProfileOptions,
  checkProfileFlags,
  l2Text,
  type ModelChoices,
  type ProfileFlags,
  type ProfileSettings,
  profileText,
} from "../profile-options.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { formatNumber, formatShare, textTable } from "../terminal/text-table.ts"

interface TableFlags extends ProfileFlags {
  readonly network: string
  readonly dataflow: string
  readonly platform: string
  readonly grid: string
  readonly csv?: string
  readonly json?: boolean
}

/** Costs, and what they are the costs of. */
interface NamedTable {
  readonly network: Network
  readonly platform: string
  readonly grid: string
  readonly model: ProfileSettings
  readonly costs: CostTable
}

/** Columns and their order are those of the recorded ConfuciuX space; under profile `maestro` there are no others. */
const HEADER =
  "model,layer_index,layer_count,K,C,Y,X,R,S,T,dataflow,pe,tile,status,runtime,throughput,energy,area,power,l1_size,l2_size,mac"
/** Behind them under profile `physical`: what the numbers rest on, the same in every row. */
const MODEL_HEADER = "platform,profile,inner_fill,l2,offchip_floor,cluster_access"

/** Declares options and action. */
export function declare(command: Command): void {
  command
    .requiredOption("-n, --network <name|file>", "built-in network or CSV or ONNX file")
    .option("-d, --dataflow <name>", `mapping template: ${DATAFLOW_HELP}`, "dla")
    .option("-p, --platform <name>", `hardware around the PEs: ${PLATFORMS.map(p => p.name).join(", ")}`, "edge")
    .option("--grid <name>", GRID_HELP, "coarse")
    .option(
      "--csv <file|->",
      "write all rows to a file, or to standard output; under physical with the modelling choices",
    )
    .option(
      "--json",
      "print one object: choices { pe, tile }, layers, and columns[name][layer][choice], null if refused",
    )
    .action((flags: TableFlags) => table(flags))
  addProfileOptions(command, "physical; maestro on platform confuciux")
}

function table(flags: TableFlags): void {
  if (flags.csv !== undefined && flags.json === true) throw new UsageError("give --csv or --json, not both")
  const platform = platformNamed(flags.platform)
  const model = checkProfileFlags(flags, platform.profile)
  const dataflow = checkDataflowName(model.profile, flags.dataflow)
  const grid = parseGrid(flags.grid)
  const network = loadNetwork(flags.network)
  const quiet = flags.csv === "-" || flags.json === true
  const costs = loadTable(network, grid, platform, { ...model, dataflow, quiet })
  const named = { network, platform: platform.name, grid: flags.grid, model, costs }
  if (flags.json === true) outJson(jsonOf(named))
  else if (flags.csv === undefined) out(summary(named))
  else if (flags.csv === "-") out(csvLines(named))
  else {
    writeFileAtomic(flags.csv, csvLines(named))
    note(`${network.distinct.length * costs.choices} rows written to ${flags.csv}`)
  }
}

/** All rows: of profile `maestro` printed as the reference prints them, of `physical` with all digits. */
function csvLines({ network, platform, model, costs: t }: NamedTable): string {
  const { physical } = model
  const lines = [physical === null ? HEADER : `${HEADER},${MODEL_HEADER}`]
  const end = physical === null ? "" : `,${modelCells(platform, physical)}`
  const withoutNumbers = `${WITHOUT_NUMBERS[t.profile]}${",".repeat(8)}`
  for (const [l, d] of network.distinct.entries()) {
    const start = `${network.name},${d.index},${d.count},${d.row.join(",")},${t.dataflow}`
    for (let choice = 0; choice < t.choices; choice++) {
      const at = l * t.choices + choice
      const place = `${start},${peOf(t.grid, choice)},${tileOf(t.grid, choice)}`
      const cells = Number.isNaN(t.runtime[at]) ? withoutNumbers : `ok,${costCells(t, at)}`
      lines.push(`${place},${cells}${end}`)
    }
  }
  return `${lines.join("\n")}\n`
}

function modelCells(platform: string, { innerFill, l2, offchipFloor, clusterAccess }: ModelChoices): string {
  return [platform, "physical", innerFill, l2Text(l2), offchipFloor, clusterAccess].join(",")
}

/** Status of a row that has no numbers: a refused mapping; the reference aborts (a case occurs more than 2^31 times). */
const WITHOUT_NUMBERS = { physical: "refused", maestro: "signal:SIGABRT" } as const

function costCells(t: CostTable, at: number): string {
  const [integer, real] = t.profile === "maestro" ? [formatInteger, formatReal] : [String, String]
  return [
    integer(t.runtime[at]),
    real(t.macs[at] / t.runtime[at]),
    real(t.energy[at]),
    real(t.area[at]),
    real(t.power[at]),
    integer(t.l1[at]),
    integer(t.l2[at]),
    integer(t.macs[at]),
  ].join(",")
}

/** What keeps a row from being chosen. */
const UNUSABLE = { physical: "refused or impossible", maestro: "impossible" } as const

/** Per distinct layer: how good it can get, and how many rows cannot be chosen. */
function summary({ network, platform, grid, model, costs: t }: NamedTable): string {
  const rows = network.distinct.map((d, l) => {
    let possible = 0
    let cycles = Number.POSITIVE_INFINITY
    let energy = Number.POSITIVE_INFINITY
    for (let at = l * t.choices; at < (l + 1) * t.choices; at++) {
      if (t.possible[at] === 0) continue
      possible++
      cycles = Math.min(cycles, t.runtime[at])
      energy = Math.min(energy, t.energy[at])
    }
    return [
      d.index + 1,
      d.count,
      [d.row.join(","), beyondRow(d.layer)].filter(Boolean).join(" "),
      possible === 0 ? null : formatNumber(cycles),
      possible === 0 ? null : formatNumber(energy),
      formatShare(1 - possible / t.choices),
    ]
  })
  const header = ["first layer", "times", "K,C,Y,X,R,S,T", "fewest cycles", "least nJ", UNUSABLE[t.profile]]
  return (
    `${network.name}, ${t.dataflow}, platform ${platform}, profile ${profileText(model)}, ${grid} grid\n` +
    `${textTable(header, rows)}${network.distinct.length * t.choices} rows; --csv FILE writes them all\n`
  )
}

/** Columns of --json: cycles, nJ, µm², mW, bytes. */
const COLUMNS = ["runtime", "energy", "area", "power", "l1", "l2", "macs"] as const

/** The object behind --json; its names are a promise. Numbers a row does not have are NaN, which JSON writes as null. */
function jsonOf({ network, platform, grid, model, costs: t }: NamedTable): object {
  const choices = Array.from({ length: t.choices }, (_, choice) => choice)
  const column = <T>(of: (at: number) => T) => network.distinct.map((_, l) => choices.map(c => of(l * t.choices + c)))
  return {
    network: network.name,
    dataflow: t.dataflow,
    platform,
    ...model,
    grid,
    choices: { pe: choices.map(c => peOf(t.grid, c)), tile: choices.map(c => tileOf(t.grid, c)) },
    layers: network.distinct.map(({ index, count, layer, row: [K, C, Y, X, R, S, T] }) => {
      const beyond = beyondRow(layer)
      return { index, count, K, C, Y, X, R, S, T, ...(beyond === "" ? {} : { beyond }) }
    }),
    columns: {
      ...Object.fromEntries(COLUMNS.map(name => [name, column(at => t[name][at])])),
      possible: column(at => t.possible[at] === 1),
    },
  }
}
