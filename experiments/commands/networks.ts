// analects networks: the networks that come with the program.

import type { Command } from "commander"
import { macsOf } from "../../src/maestro/layer.ts"
import { builtInNetwork, NETWORK_NAMES } from "../../src/workloads/built-in.ts"
import { out, outJson } from "../terminal/io.ts"
import { formatNumber, textTable } from "../terminal/text-table.ts"

/** Declares options and action. */
export function declare(command: Command): void {
  command.option("--json", "print one JSON object").action((flags: { json?: boolean }) => networks(flags.json === true))
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
