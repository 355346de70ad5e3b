// analects table: the cost of every choice of every distinct layer.

import type { Command } from "commander"
import { PLATFORMS, platformNamed } from "../../src/allocation/platforms.ts"
import { peOf, tileOf } from "../../src/core/choices.ts"
import type { CostTable } from "../../src/costs/cost-table.ts"
import { checkDataflowName, DATAFLOW_HELP } from "../../src/costs/profile.ts"
import { formatInteger, formatReal } from "../../src/maestro/format-number.ts"
import type { Network } from "../../src/workloads/network.ts"
import { writeFileAtomic } from "../files.ts"
import { GRID_HELP, parseGrid } from "../grids.ts"
import { loadNetwork, loadTable } from "../load.ts"
import { addProfileOptions, checkProfileFlags, type ProfileFlags } from "../profile-options.ts"
import { note, out } from "../terminal/io.ts"
import { formatNumber, formatShare, textTable } from "../terminal/text-table.ts"

interface TableFlags extends ProfileFlags {
  readonly network: string
  readonly dataflow: string
  readonly platform: string
  readonly grid: string
  readonly csv?: string
}

/** Columns and their order are those of the recorded ConfuciuX space. */
const HEADER =
  "model,layer_index,layer_count,K,C,Y,X,R,S,T,dataflow,pe,tile,status,runtime,throughput,energy,area,power,l1_size,l2_size,mac"

/** Adds the command. */
export function addTable(program: Command): void {
  const command = program
    .command("table")
    .description("cost of every PE count × tile of every distinct layer")
    .requiredOption("-n, --network <name|file>", "built-in network or CSV file")
    .option("-d, --dataflow <name>", `mapping template: ${DATAFLOW_HELP}`, "dla")
    .option("-p, --platform <name>", `hardware around the PEs: ${PLATFORMS.map(p => p.name).join(", ")}`, "edge")
    .option("--grid <name>", GRID_HELP, "coarse")
    .option("--csv <file|->", "write all rows to a file, or to standard output")
    .action((flags: TableFlags) => table(flags))
  addProfileOptions(command, "physical; maestro on platform confuciux")
}

function table(flags: TableFlags): void {
  const platform = platformNamed(flags.platform)
  const model = checkProfileFlags(flags, platform.profile)
  const dataflow = checkDataflowName(model.profile, flags.dataflow)
  const grid = parseGrid(flags.grid)
  const network = loadNetwork(flags.network)
  const costs = loadTable(network, grid, platform, { ...model, dataflow, quiet: flags.csv === "-" })
  if (flags.csv === undefined) {
    out(summary(network, costs))
    return
  }
  const lines = csvLines(network, costs)
  if (flags.csv === "-") out(lines)
  else {
    writeFileAtomic(flags.csv, lines)
    note(`${network.distinct.length * costs.choices} rows written to ${flags.csv}`)
  }
}

/** All rows: of profile `maestro` printed as the reference prints them, of `physical` with all digits. */
function csvLines(network: Network, t: CostTable): string {
  const lines = [HEADER]
  const withoutNumbers = `${WITHOUT_NUMBERS[t.profile]}${",".repeat(8)}`
  for (const [l, d] of network.distinct.entries()) {
    const start = `${network.name},${d.index},${d.count},${d.row.join(",")},${t.dataflow}`
    for (let choice = 0; choice < t.choices; choice++) {
      const at = l * t.choices + choice
      const place = `${start},${peOf(t.grid, choice)},${tileOf(t.grid, choice)}`
      lines.push(Number.isNaN(t.runtime[at]) ? `${place},${withoutNumbers}` : `${place},ok,${costCells(t, at)}`)
    }
  }
  return `${lines.join("\n")}\n`
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

/** Per distinct layer: how good it can get, and how many rows are impossible. */
function summary(network: Network, t: CostTable): string {
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
      d.row.join(","),
      possible === 0 ? null : formatNumber(cycles),
      possible === 0 ? null : formatNumber(energy),
      formatShare(1 - possible / t.choices),
    ]
  })
  const header = ["first layer", "times", "K,C,Y,X,R,S,T", "fewest cycles", "least nJ", "impossible"]
  return `${textTable(header, rows)}${network.distinct.length * t.choices} rows; --csv FILE writes them all\n`
}
