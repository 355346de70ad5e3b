// analects platforms: the platforms that come with the program.

import type { Command } from "commander"
import { PLATFORMS } from "../../src/allocation/platforms.ts"
import { out, outJson } from "../terminal/io.ts"
import { textTable } from "../terminal/text-table.ts"

/** Declares options and action. */
export function declare(command: Command): void {
  command
    .option("--json", "print one JSON object")
    .action((flags: { json?: boolean }) => platforms(flags.json === true))
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
