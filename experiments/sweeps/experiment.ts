// What an experiment file may say: the schema, from which the published JSON Schema is made.
//
// Axes are lists; the cells of a sweep are all their combinations. The error texts complete "KEY is VALUE, expected …".

import { z } from "zod"
import { BACKENDS } from "../../agents/backend.ts"
import { CONSTRAINTS, DEPLOYMENTS, OBJECTIVES } from "../../src/allocation/build.ts"
import { PLATFORMS } from "../../src/allocation/platforms.ts"
import { MIX, PROFILE_DATAFLOWS, PROFILES } from "../../src/costs/profile.ts"
import { SWEEP_METHODS } from "../methods/method-names.ts"

const PLATFORM_NAMES = PLATFORMS.map(p => p.name)
const DATAFLOWS = [...new Set([...Object.values(PROFILE_DATAFLOWS).flat(), MIX])]

/** A non-empty list. */
const axis = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: `a list of ${what}` }).min(1, { error: `a list of at least one of: ${what}` })

const count = (what: string, least: number) =>
  z
    .int({ error: `an integer of at least ${least} (${what})` })
    .min(least, { error: `an integer of at least ${least} (${what})` })
    .max(2 ** 31 - 1, { error: "an integer below 2^31" })

const BUDGET_TEXT =
  'a fraction from 0 to 1, an amount with a unit such as "150mW" or "2mm2", or a percentage such as "20%"'

const budget = z.union([z.number().min(0, { error: BUDGET_TEXT }), z.string()], { error: BUDGET_TEXT })

export const EXPERIMENT_SCHEMA = z
  .strictObject({
    name: z
      .string({ error: "a name" })
      .regex(/^[\w.-]{1,80}$/, { error: "letters, digits, dots, dashes and underscores, at most 80" })
      .regex(/^[^.]/, { error: "a name that does not begin with a dot" })
      .optional()
      .describe("Names the sweep and its folder; default: the file's name without its ending."),
    description: z.string({ error: "a text" }).optional().describe("For readers."),
    networks: axis(z.string({ error: "a name or file" }), "built-in networks, CSV or ONNX files")
      .default(["mobilenet_v2"])
      .describe("Built-in networks (`analects networks`), or CSV or ONNX files relative to this one."),
    dataflows: axis(z.enum(DATAFLOWS), "dataflows")
      .default(["dla"])
      .describe("Mapping templates of the profile, or mix: the best for each layer."),
    platforms: axis(z.enum(PLATFORM_NAMES), "platforms")
      .default(["edge"])
      .describe("Hardware around the processing elements (`analects platforms`)."),
    deployments: axis(z.enum(DEPLOYMENTS), "deployments")
      .default(["lp"])
      .describe("lp: every layer has a part of the chip of its own; ls: all layers share one array."),
    objectives: axis(z.enum(OBJECTIVES), "objectives").default(["latency"]).describe("What is minimised."),
    constraints: axis(
      z.union([z.enum(CONSTRAINTS), z.array(z.enum(CONSTRAINTS)).min(1)], {
        error: `one of ${CONSTRAINTS.join(", ")}, or a list of them to be kept at once`,
      }),
      "constraints",
    )
      .default(["area"])
      .describe("What budgets are on; a list within the list holds several at once."),
    budgets: axis(
      z.union([budget, z.array(budget).min(1)], {
        error: `${BUDGET_TEXT}, or a list of one for each constraint`,
      }),
      "budgets",
    )
      .default([0.5])
      .describe(
        "Fractions between the corner totals, or amounts with units; one for all constraints of a cell, or a list.",
      ),
    methods: axis(z.enum(SWEEP_METHODS), "methods")
      .default(["exact", "greedy", "genetic"])
      .describe("exact is the solver; apply the shipped policy without training; confuciux the published method."),
    seeds: z
      .union([count("seeds 0, 1, …", 1), z.array(count("a seed", 0)).min(1)], {
        error: "how many (0, 1, …), at least 1, or a list of integers of at least 0",
      })
      .default(1)
      .describe("How many, or which."),
    profile: z
      .enum(PROFILES)
      .optional()
      .describe("Cost model; default: the platform's (physical, of platform confuciux maestro)."),
    allowImpossible: z
      .boolean({ error: "true or false" })
      .default(false)
      .describe("Profile maestro: choose rows that no machine could achieve, as published; confuciux needs it."),
    grid: z
      .string({ error: "coarse, fine, or PE counts x tiles such as 1-256x1-24" })
      .default("coarse")
      .describe("Choices per layer; two-stage and confuciux end on the fine grid."),
    evaluations: count("allocations valued, in all", 100)
      .default(10_000)
      .describe("Granted to each run in all; learners take their episodes and generations from it."),
    episodes: count("REINFORCE episodes in all", 1)
      .optional()
      .describe("Of reinforce, two-stage and confuciux, in all, whatever the evaluations granted."),
    generations: count("genetic generations in all", 0)
      .optional()
      .describe("Of two-stage and confuciux, in all, whatever the evaluations granted."),
    backend: z
      .enum(BACKENDS)
      .default("wasm")
      .describe("TF.js backend of the learners; the same for all machines, as digits depend on it."),
  })
  .describe("An Analects experiment: every combination of the lists is a cell of the sweep.")

/** A checked experiment file, defaults filled in. */
export type Experiment = z.output<typeof EXPERIMENT_SCHEMA>

/** The JSON Schema, for editors. */
export function experimentJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(EXPERIMENT_SCHEMA, { io: "input" })
}
