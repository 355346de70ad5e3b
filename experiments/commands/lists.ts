// analects networks, analects platforms: what comes with the program.

import type { Command } from "commander"
import { PLATFORMS } from "../../src/allocation/platforms.ts"
import { macsOf } from "../../src/maestro/layer.ts"
import { builtInNetwork, NETWORK_NAMES } from "../../src/workloads/built-in.ts"
import { out, outJson } from "../terminal/io.ts"
import { formatNumber, textTable } from "../terminal/text-table.ts"

/** Adds both commands. */
export function addLists(program: Command): void {
  program
    .command("networks")
    .description("built-in networks")
    .option("--json", "print one JSON object")
    .action((flags: { json?: boolean }) => networks(flags.json === true))
  program
    .command("platforms")
    .description("built-in platforms and where their numbers come from")
    .option("--json", "print one JSON object")
    .action((flags: { json?: boolean }) => platforms(flags.json === true))
}

function networks(json: boolean): void {
  const list = NETWORK_NAMES.map(name => {
    const network = builtInNetwork(name)
    return {
      name,
      layers: network.layers.length,
      distinct: network.distinct.length,
      depthwise: network.layers.filter(l => l.kind === "DSCONV").length,
      macs: network.layers.reduce((sum, layer) => sum + macsOf(layer), 0),
    }
  })
  if (json) outJson({ networks: list })
  else {
    const rows = list.map(n => [n.name, n.layers, n.distinct, n.depthwise, formatNumber(n.macs)])
    out(textTable(["network", "layers", "distinct", "depthwise", "MACs"], rows))
  }
}

function platforms(json: boolean): void {
  if (json) outJson({ platforms: PLATFORMS })
  else {
    const rows = PLATFORMS.map(p => [p.name, p.profile, p.nocBandwidth, p.nocLatency, p.offchipBandwidth, p.origin])
    out(
      textTable(
        ["platform", "profile", "NoC elements/cycle", "NoC latency", "off-chip elements/cycle", "origin"],
        rows,
      ),
    )
  }
}
