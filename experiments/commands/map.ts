// analects map: how each layer of a network is best laid out on an array.

import type { Command } from "commander"
import { addMapOptions, type MapFlags, mapSettings, workersOf } from "../mapping/map-settings.ts"
import { runMap } from "../mapping/run-map.ts"
import { loadNetwork } from "../network-file.ts"

/** Declares options and action. */
export function declare(command: Command): void {
  addMapOptions(command).action(async (flags: MapFlags) => {
    const network = loadNetwork(flags.network)
    const settings = mapSettings(flags, network.layers.length)
    await runMap(network, settings, {
      workers: workersOf(flags),
      out: flags.out,
      plot: flags.plot,
      json: flags.json === true,
    })
  })
}
