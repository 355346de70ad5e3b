// The YAML file of `analects dse`: its schema, and the space it stands for.

import { isAbsolute, join } from "node:path"
import { z } from "zod"
import { unknownName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import { dataflowsOf, PROFILES } from "../../src/costs/profile.ts"
import { distinctLayers } from "../../src/dse/layers.ts"
import { METRICS } from "../../src/dse/metrics.ts"
import {
  DESIGN_PARAMETERS,
  directivesFor,
  parameterNames,
  type Space,
  type SpaceDataflow,
} from "../../src/dse/space.ts"
import { readConstants } from "../../src/maestro/constants.ts"
import type { LayerKind } from "../../src/maestro/layer.ts"
import { PHYSICAL_DEFAULTS } from "../../src/physical/options.ts"
import { loadNetwork } from "../network-file.ts"
import { amountOf, type Dimension } from "./amounts.ts"
import { axis, axisValues, sizeAxis } from "./axis.ts"
import { parseDirectives } from "./directives.ts"

/** An amount with its unit. */
const amount = (dimension: Dimension, text: string) =>
  z
    .union([z.number(), z.string()])
    .superRefine((value, context) => {
      const found = amountOf(value, dimension)
      if (typeof found === "string") context.addIssue({ code: "custom", message: found })
    })
    .describe(text)

const directives = z.array(z.string()).min(1)
const KINDS = ["CONV", "DSCONV", "NGCONV", "GEMM"] as const satisfies readonly LayerKind[]

/** Evaluations of an adaptive search at most: the checkpoint holds up to four boxes for each. */
const MOST_EVALUATIONS = 1_000_000

/** The file. */
export const DSE_SCHEMA = z
  .strictObject({
    name: z.string().optional().describe("what the study is called"),
    profile: z.enum(PROFILES).default("physical").describe("cost model"),
    constants: z
      .union([z.string(), z.record(z.string(), z.union([z.string(), z.number()]))])
      .default("maestro")
      .describe("energy, area and power: a published set by name, or { base: NAME, macArea: …, … }"),
    network: z.string().describe("built-in network, or a CSV or ONNX file beside this file"),
    layers: z
      .array(z.int().min(1))
      .min(1)
      .optional()
      .describe("numbers of the layers, from 1; without it the whole network"),
    dataflow: z
      .union([z.string(), z.array(z.string()).min(1)])
      .default("dla")
      .describe("template or own dataflow, a list of them, or mix for all templates of the profile"),
    dataflows: z
      .record(z.string(), z.union([directives, z.partialRecord(z.enum(KINDS), directives)]))
      .default({})
      .describe(
        "own dataflows: lines such as SpatialMap(tile, tile) K, TemporalMap(Sz(R), 1) Y, Cluster(cluster), by kind of layer if they differ",
      ),
    space: z.strictObject({
      pes: axis("processing elements"),
      cluster: axis("PEs of a cluster; without it all PEs are one").optional(),
      parameters: z
        .record(z.string(), axis("values"))
        .default({ tile: 1 })
        .describe("parameters of the dataflows, such as tile"),
      lanes: axis("MAC lanes of a PE").default(1),
      nocBandwidth: axis("network on chip, elements per cycle"),
      innerBandwidth: axis("the same within clusters, where it differs").optional(),
      offchipBandwidth: axis("elements per cycle to and from memory").default(70_000),
      l1: sizeAxis("bytes of a PE's buffer, or need: what the mapping needs").default("need"),
      l2: sizeAxis("bytes of the shared buffer, or need").default("need"),
    }),
    nocLatency: z.number().min(0).default(1).describe("zero-load latency of the network on chip, cycles"),
    noc: z
      .enum(["flat", "clustered"])
      .optional()
      .describe("what is priced: one network over all PEs, or one over the clusters and one in each"),
    energy: z
      .enum(["own", "column"])
      .default("own")
      .describe("profile maestro: all accesses and MACs, or the reference's column"),
    physical: z
      .strictObject({
        innerFill: z.enum(["prefetch", "exposed"]).default(PHYSICAL_DEFAULTS.innerFill),
        l2: z
          .union([z.enum(["design", "resident", "streaming"]), z.number().min(1)])
          .optional()
          .describe("whether L2 holds a layer: as large as the design's, always, never, or of this many bytes"),
        offchipFloor: z.boolean().default(PHYSICAL_DEFAULTS.offchipFloor),
        clusterAccess: z.number().min(0).default(PHYSICAL_DEFAULTS.clusterAccess),
      })
      .default({
        innerFill: PHYSICAL_DEFAULTS.innerFill,
        offchipFloor: PHYSICAL_DEFAULTS.offchipFloor,
        clusterAccess: PHYSICAL_DEFAULTS.clusterAccess,
      })
      .describe("modelling choices of profile physical"),
    budgets: z
      .strictObject({
        area: amount("area", "µm², or with a unit: 16 mm2").optional(),
        power: amount("power", "mW, or with a unit: 450 mW, 2 W").optional(),
        energy: amount("energy", "nJ, or with a unit: 5 mJ").optional(),
        latency: amount("latency", "cycles, or with a unit: 20 Mcycles").optional(),
      })
      .default({})
      .describe("largest values a design may have"),
    front: z.array(z.enum(METRICS)).min(1).default(["runtime", "energy", "area", "power"]).describe("objectives"),
    refine: z
      .strictObject({
        evaluations: z
          .int()
          .min(1)
          .max(MOST_EVALUATIONS)
          .default(20_000)
          .describe("mapping points × settings evaluated at most"),
        tolerance: z.number().min(1).default(1.05).describe("factor that may be missed; 1 proves the front"),
      })
      .optional()
      .describe("adaptive search in place of the sweep, for spaces too large for it"),
  })
  .describe("Space of accelerator designs for analects dse")

/** A checked file. */
export type DseFile = z.output<typeof DSE_SCHEMA>

/** The JSON Schema of the file. */
export function dseJsonSchema(): unknown {
  return z.toJSONSchema(DSE_SCHEMA, { io: "input" })
}

/** Parameters that dataflows have but the file does not give, and the other way round, end here. */
function checkParameters(space: Space): void {
  const kinds = [...new Set(space.layers.map(l => l.layer.kind))]
  const given = space.parameters.map(p => p.name)
  const used = new Set<string>()
  for (const dataflow of space.dataflows) {
    for (const kind of kinds) {
      for (const name of parameterNames(directivesFor(space, dataflow, kind))) {
        if (DESIGN_PARAMETERS.includes(name)) continue
        used.add(name)
        if (given.includes(name)) continue
        throw new InputError(
          `dataflow ${dataflow.name} (${kind}) needs a value for ${name}: add space.parameters.${name}`,
        )
      }
    }
  }
  for (const name of given) {
    if (!used.has(name)) throw new InputError(unknownName("space.parameters", name, used))
  }
}

/**
 * The space of a checked file.
 *
 * @param folder where the file lies
 * @throws InputError for names there are not and what does not go together
 */
export function spaceOf(file: DseFile, folder: string): Space {
  const { profile, space, physical, budgets } = file
  const isFile = /[./\\]/.test(file.network)
  const network = loadNetwork(isFile && !isAbsolute(file.network) ? join(folder, file.network) : file.network)
  const constants = readConstants(
    typeof file.constants === "string" ? { base: file.constants } : file.constants,
    "constants",
  )
  const names = typeof file.dataflow === "string" ? [file.dataflow] : file.dataflow
  const dataflows = [...new Set(names)].flatMap((name): SpaceDataflow[] => {
    const own = Object.hasOwn(file.dataflows, name) ? file.dataflows[name] : undefined
    if (own === undefined) return dataflowsOf(profile, name).map(template => ({ name: template }))
    const byKind = Array.isArray(own) ? Object.fromEntries(KINDS.map(kind => [kind, own])) : own
    const read = Object.entries(byKind).map(([kind, lines]) => [kind, parseDirectives(lines, `dataflows.${name}`)])
    return [{ name, directives: Object.fromEntries(read) }]
  })
  const layers = distinctLayers(network, file.layers)
  const l2 = space.l2 === "need" ? null : axisValues(space.l2)
  const rule = physical.l2 ?? (l2 === null ? "resident" : "design")
  if (rule === "design" && l2 === null) throw new InputError("physical.l2 is design, but space.l2 has no sizes")
  const inner = space.innerBandwidth === undefined ? null : axisValues(space.innerBandwidth)
  const made: Space = {
    profile,
    constants,
    physical: {
      ...PHYSICAL_DEFAULTS,
      innerFill: physical.innerFill,
      offchipFloor: physical.offchipFloor,
      clusterAccess: physical.clusterAccess,
      constants,
      l2: typeof rule === "number" ? { capacity: rule } : rule === "design" ? "resident" : rule,
    },
    l2Decides: profile === "physical" && rule === "design",
    energy: file.energy,
    layers,
    dataflows,
    pes: axisValues(space.pes),
    clusters: space.cluster === undefined ? null : axisValues(space.cluster),
    parameters: Object.entries(space.parameters).map(([name, values]) => ({ name, values: axisValues(values) })),
    lanes: axisValues(space.lanes),
    nocBandwidth: axisValues(space.nocBandwidth),
    innerBandwidth: inner,
    nocLatency: file.nocLatency,
    offchipBandwidth: axisValues(space.offchipBandwidth),
    l1: space.l1 === "need" ? null : axisValues(space.l1),
    l2,
    network: file.noc ?? (inner === null ? "flat" : "clustered"),
    budgets: Object.fromEntries(
      Object.entries(budgets).map(([name, value]) => [
        name,
        Number(amountOf(value as string | number, name as Dimension)),
      ]),
    ),
    objectives: [...new Set(file.front)],
  }
  checkParameters(made)
  return made
}
