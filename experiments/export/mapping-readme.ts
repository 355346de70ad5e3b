// README.md of a design as mapping files.

import type { Totals } from "./check-mapping.ts"
import type { ChosenDesign } from "./chosen-design.ts"
import { wordOf } from "./mapping-files.ts"

/** The text of README.md. */
export function mappingReadme({ network, rows, model }: ChosenDesign, totals: Totals): string {
  const how =
    model.profile === "maestro"
      ? "The costs are those of the MAESTRO program: `MAESTRO=/path/to/maestro ./run.sh` has it cost every layer and prints the totals; " +
        "without MAESTRO the replacement of analects does."
      : "The costs are those of analects' profile `physical` (`./run.sh` shows them again). The MAESTRO program takes the files too, " +
        "and gives its own figures."
  return `# ${network.name}: ${rows.length} layers, each on PEs of its own

${how}

- \`layers/N/\`: the mapping file of layer N. \`hardware/\`: one hardware file per PE count.
- \`run.sh\`: costs layer by layer. \`${wordOf(network.name)}.m\` beside it holds all layers for reading.

A mapping file holds no PE count, and MAESTRO takes one for all layers of a file; it also charges a layer the L1 accesses of
the layer before it. Costs are those of this design only when every layer is costed by itself.

| total over the layers | |
| --- | --- |
| latency | ${totals.latency} cycles |
| energy | ${totals.energy} nJ |
| area | ${totals.area} µm² |
| power | ${totals.power} mW |

The last digits may differ where a program prints six.
`
}
