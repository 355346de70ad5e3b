// analects pareto: the exact front of an objective over a constraint, as a table, CSV, JSON and plot.

import type { Command } from "commander"
import {
  CONSTRAINT_UNITS,
  type Constraint,
  type FurtherConstraint,
  OBJECTIVE_UNITS,
} from "../../src/allocation/build.ts"
import { type FrontPoint, paretoFront } from "../../src/allocation/front.ts"
import { costsOf } from "../../src/allocation/problem.ts"
import { InputError, UsageError } from "../../src/core/errors.ts"
import { parseBudgets } from "../budgets.ts"
import { csvLine } from "../csv.ts"
import { writeFileAtomic } from "../files.ts"
import {
  addFullOptions,
  CONSTRAINT_HELP,
  checkFullFlags,
  type FullFlags,
  type FullSettings,
  loadFullInstance,
  namedFullChoices,
} from "../full-options.ts"
import type { Instance } from "../load.ts"
import { parseCount } from "../numbers.ts"
import { renderFrontPage, renderFrontSvg } from "../report/front-plot.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { formatNumber, formatSeconds, textTable } from "../terminal/text-table.ts"

interface ParetoFlags extends FullFlags {
  readonly points: string
  readonly csv?: string
  readonly plot?: string
  readonly json?: boolean
}

/** Largest number of budgets of a sweep; "all" knows no limit. */
const MOST_POINTS = 10_000

/** Rows of the table on the terminal, at most. */
const SHOWN = 20

/** Declares options and action. */
export function declare(command: Command): void {
  addFullOptions(command, {
    constraint: `what is traded against the objective; further ones are kept within --budget: ${CONSTRAINT_HELP}`,
    budget: "budgets of the constraints after the first, as in `analects solve`; the first one's is swept",
  })
    .option("--points <n|all>", "budgets of the sweep (2 to 10,000), or all: every point of the front", "50")
    .option("--csv <file|->", "write the points to a file, or to standard output")
    .option("--plot <file>", "draw the front: FILE.svg or a page FILE.html")
    .option("--json", "print one JSON object with every point's allocation")
    .action((flags: ParetoFlags) => pareto(flags))
}

/** The first constraint is swept from what is needed to what is of use; the others take the budgets given. */
function budgetsOfOthers(
  constraints: readonly Constraint[],
  texts: readonly string[] | undefined,
): FurtherConstraint[] {
  const [swept, ...others] = constraints
  const first = { constraint: swept, budget: { amount: Number.MAX_VALUE } }
  if (others.length > 0) return [first, ...parseBudgets(others, texts)]
  if (texts === undefined) return [first]
  throw new UsageError(`--budget: ${swept} is swept over all budgets, expected one only for a second --constraint`)
}

async function pareto(flags: ParetoFlags): Promise<void> {
  if (flags.json === true && flags.csv === "-") throw new UsageError("--json and --csv - both print; choose one")
  if (flags.plot !== undefined && !/\.(svg|html)$/i.test(flags.plot)) {
    throw new InputError(`plot is "${flags.plot}", expected a file name that ends in .svg or .html`)
  }
  const points = pointsOf(flags.points)
  const settings = checkFullFlags(flags, budgetsOfOthers)
  const instance = loadFullInstance(settings, flags.json === true || flags.csv === "-")
  const began = performance.now()
  const front = paretoFront(instance.problem, { points })
  const seconds = (performance.now() - began) / 1000
  const plot = {
    title: titleOf(settings, instance),
    objective: settings.objective,
    constraint: settings.constraint,
    front,
  }
  const drawn =
    flags.plot === undefined ? null : /svg$/i.test(flags.plot) ? renderFrontSvg(plot) : renderFrontPage(plot)
  if (flags.plot !== undefined && drawn !== null) writeFileAtomic(flags.plot, await drawn)
  if (flags.csv !== undefined && flags.csv !== "-") {
    writeFileAtomic(flags.csv, csvOf(settings, front))
    note(`${front.length} points written to ${flags.csv}`)
  }
  if (flags.json === true) outJson(jsonOf(settings, instance, front, seconds))
  else out(flags.csv === "-" ? csvOf(settings, front) : textOf(settings, instance, front, seconds))
}

function pointsOf(text: string): number | "all" {
  if (text === "all") return text
  const points = parseCount("points", text, 2)
  if (points <= MOST_POINTS) return points
  throw new InputError(`points is ${text}, expected 2 to ${MOST_POINTS} or all`)
}

function titleOf(settings: FullSettings, { network }: Instance): string {
  const others = settings.constraints.slice(1).map(c => c.constraint)
  return (
    `${network.name}, ${settings.dataflow}${settings.deployment === "ls" ? ", one shared array" : ""}, ` +
    `${settings.platform}, profile ${settings.profile}: ${settings.objective} over ${settings.constraint}` +
    (others.length > 0 ? ` within ${others.join(", ")}` : "")
  )
}

const proven = ({ allocation, bound }: FrontPoint) => bound >= allocation.objective

const CSV_UNITS: Readonly<Record<Constraint, string>> = { area: "um2", power: "mW", l1: "bytes", l2: "bytes" }

/** One line per point; costs in the constraints' units. */
function csvOf({ constraints, objective }: FullSettings, front: readonly FrontPoint[]): string {
  const header = [...constraints.map(c => `${c.constraint}_${CSV_UNITS[c.constraint]}`), objective, "bound", "proven"]
  const rows = front.map(p => [...costsOf(p.allocation), p.allocation.objective, p.bound, proven(p) ? 1 : 0])
  return [header, ...rows].map(csvLine).join("")
}

/** The object behind --json; its names are a promise. */
function jsonOf(settings: FullSettings, instance: Instance, front: readonly FrontPoint[], seconds: number) {
  const { constraints, ...named } = settings
  return {
    ...named,
    within: constraints.slice(1).map((c, i) => ({
      constraint: c.constraint,
      budget: instance.problem.further?.[i].budget,
    })),
    points: front.map(p => ({
      cost: p.allocation.cost,
      ...(p.allocation.further === undefined ? {} : { further: p.allocation.further }),
      objective: p.allocation.objective,
      bound: p.bound,
      allocation: namedFullChoices(p.allocation.choice, instance),
    })),
    seconds,
  }
}

function textOf(settings: FullSettings, instance: Instance, front: readonly FrontPoint[], seconds: number): string {
  const every = Math.max(1, (front.length - 1) / (SHOWN - 1))
  const shown = front.length <= SHOWN ? front : Array.from({ length: SHOWN }, (_, i) => front[Math.round(i * every)])
  const units = settings.constraints.map(c => CONSTRAINT_UNITS[c.constraint])
  const rows = shown.map(({ allocation }) => [
    ...costsOf(allocation).map((cost, i) => formatNumber(cost, units[i])),
    formatNumber(allocation.objective, OBJECTIVE_UNITS[settings.objective]),
  ])
  const all = front.every(proven) ? "all proven" : `${front.filter(proven).length} proven`
  const more = shown.length < front.length ? `, ${shown.length} of them shown (--csv FILE writes all)` : ""
  return (
    `${titleOf(settings, instance)}\n` +
    textTable([...settings.constraints.map(c => c.constraint), settings.objective], rows) +
    `${front.length} points, ${all}${more}; ${formatSeconds(seconds)}\n`
  )
}
