// A chosen design as files for the MAESTRO program: mappings, hardware, and the commands that cost it.
//
// The program has one PE count per call, and it charges a layer the L1 accesses of the layer before it in the file (quirk 17). So each
// layer has a mapping file of its own, and each PE count a hardware file. The mapping files are called alike, in a folder each: the
// program then appends all rows to one CSV file, because it drops two folders from a mapping's path to name it.

import { choiceMapping } from "../../src/costs/choice-mapping.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import type { MappingLayer } from "../../src/maestro/mapping-text/mapping.ts"
import { writeMapping } from "../../src/maestro/mapping-text/write-mapping.ts"
import { profileWords } from "../profile-options.ts"
import type { ChosenDesign } from "./chosen-design.ts"
import type { FolderFiles } from "./folder.ts"

/** The files of one layer, from the folder on. */
export interface LayerFiles {
  readonly mapping: string
  readonly hardware: string
}

/** A text as part of a file name and as a word of the notation: letters, digits and underscores. */
export const wordOf = (name: string) => name.replace(/\W+/g, "_").replace(/^_+|_+$/g, "") || "network"

/** Paths of a design's files. */
export function layerFiles({ network, rows }: ChosenDesign): LayerFiles[] {
  const digits = String(rows.length).length
  return rows.map(({ layer, pe }) => ({
    mapping: `layers/${String(layer).padStart(digits, "0")}/${wordOf(network.name)}.m`,
    hardware: `hardware/${pe}-pes.m`,
  }))
}

/** All layers of a design with their dataflows. Names are unique: number and name. */
function mappedLayers({ network, rows, dataflows, model }: ChosenDesign): MappingLayer[] {
  return rows.map((row, l) => {
    const layer: Layer = { ...network.layers[l], name: `L${row.layer}_${wordOf(network.layers[l].name)}` }
    return { layer, dataflow: choiceMapping(model.profile, dataflows[l], layer, row) }
  })
}

/** Mapping and hardware files, a script and the mapping of the whole network, by path. */
export function mappingFiles(design: ChosenDesign): FolderFiles {
  const { network, hardware, rows } = design
  const name = wordOf(network.name)
  const layers = mappedLayers(design)
  const paths = layerFiles(design)
  const text = (list: readonly MappingLayer[]) => writeMapping({ network: name, constants: {}, layers: list })
  const files: Record<string, string> = {
    [`${name}.m`]:
      "// The whole network for reading: every layer with its dataflow. PE counts differ from layer to layer and a mapping file\n" +
      `// holds none; run.sh costs each layer on its own (layers/, hardware/).\n${text(layers)}`,
    "run.sh": script(design),
  }
  for (const [l, path] of paths.entries()) {
    files[path.mapping] = text([layers[l]])
    files[path.hardware] =
      `num_pes ${rows[l].pe}\nnoc_bw_cstr ${hardware.nocBandwidth}\nNoC_NumHops ${hardware.nocLatency}\n` +
      `offchip_bw_cstr ${hardware.offchipBandwidth}\n`
  }
  return files
}

/** The commands that cost a design layer by layer, and add up. */
function script(design: ChosenDesign): string {
  const { hardware, model, network } = design
  const csv = `${wordOf(network.name)}.csv`
  const lanes = hardware.simdLanes === 1 ? "" : ` --num_simd_lanes=${hardware.simdLanes}`
  const reference = model.profile === "maestro"
  const command = ({ mapping, hardware: file }: LayerFiles) =>
    reference
      ? `$MAESTRO --Mapping_file=${mapping} --HW_file=${file}${lanes} --print_res=false > run.log || exit 1`
      : `npx analects cost ${[mapping, `--hardware ${file}`, ...(hardware.simdLanes === 1 ? [] : [`--lanes ${hardware.simdLanes}`]), ...profileWords(model, "physical")].join(" ")}`
  const lines = layerFiles(design).map(command)
  if (!reference)
    return `#!/bin/sh\n# The costs of every layer of the design, profile physical.\ncd "$(dirname "$0")" || exit 1\n${lines.join("\n")}\n`
  return `#!/bin/sh
# Costs the design layer by layer; rows in ${csv}, totals at the end. MAESTRO is the program, by default the one of analects.
cd "$(dirname "$0")" || exit 1
MAESTRO=\${MAESTRO:-npx analects maestro}
rm -f ${csv}
${lines.join("\n")}
awk -F, 'NR > 1 { t += $4; e += $5; a += $8; p += $9 } END {
  printf "latency %d cycles\\nenergy %.6g nJ\\narea %.6g um2\\npower %.6g mW\\n", t, e, a, p }' ${csv}
`
}
