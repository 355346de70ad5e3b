// analects compare: runs beside each other: who ends where, who gets there first, and how sure that is.

import type { Command } from "commander"
import { checkName } from "../../src/core/check.ts"
import { InputError, UsageError } from "../../src/core/errors.ts"
import { renderComparePage, renderCurveSvg } from "../compare/compare-page.ts"
import { bandsCsv, comparisonJson, comparisonText } from "../compare/compare-text.ts"
import { findRuns } from "../compare/find-runs.ts"
import { compare, METRICS } from "../compare/groups.ts"
import { AXES, type Axis, type Measured, measure } from "../compare/measures.ts"
import { writeFileAtomic } from "../files.ts"
import { note, out, outJson } from "../terminal/io.ts"

interface Flags {
  readonly metric: string
  readonly x: string
  readonly html?: string
  readonly svg?: string
  readonly csv?: string
  readonly json?: boolean
}

/** Declares options and action. */
export function declare(command: Command): void {
  command
    .argument("<dirs...>", "run directories, sweep folders, or folders of either")
    .option("--metric <name>", "gap: distance from the optimum; value: the objective, problem by problem", METRICS[0])
    .option("--x <name>", `horizontal axis of --svg and --csv: ${AXES.join(", ")} (CPU time)`, AXES[0])
    .option("--html <file>", "write a page with all plots and their data")
    .option("--svg <file>", "write the plot of the best so far")
    .option("--csv <file|->", "write the numbers of that plot to a file, or to standard output")
    .option("--json", "print one JSON object")
    .action((dirs: readonly string[], flags: Flags) => run(dirs, flags))
}

async function run(dirs: readonly string[], flags: Flags): Promise<void> {
  if (flags.json === true && flags.csv === "-") throw new UsageError("--json and --csv - both print; choose one")
  const metric = checkName("metric", flags.metric, METRICS)
  const axis = checkName("x", flags.x, AXES)
  const all = compare(findRuns(dirs), metric).map(measure)
  if (axis === "seconds") checkTimed(all)
  const svg = flags.svg === undefined ? null : await svgOf(all, axis)
  const html = flags.html === undefined ? null : await renderComparePage(all)
  for (const [path, text] of [
    [flags.svg, svg],
    [flags.html, html],
    [flags.csv === "-" ? undefined : flags.csv, bandsCsv(all, axis)],
  ] as const) {
    if (path === undefined || text === null) continue
    writeFileAtomic(path, text)
    if (flags.json !== true) note(`written: ${path}`)
  }
  if (flags.json === true) outJson({ comparisons: all.map(comparisonJson) })
  else out(flags.csv === "-" ? bandsCsv(all, axis) : textOf(all))
}

function textOf(all: readonly Measured[]): string {
  const apart =
    all.length > 1 && all[0].comparison.metric === "gap"
      ? "\nRuns of different profiles or platforms are not compared with each other.\n"
      : ""
  return all.map(comparisonText).join("\n") + apart
}

function checkTimed(all: readonly Measured[]): void {
  const runs = all.flatMap(({ comparison }) => comparison.methods.flatMap(method => method.runs.flat()))
  const without = runs.find(({ timing }) => timing.length === 0)
  if (without === undefined) return
  throw new InputError(`x is seconds, but ${without.directory} has no timing.csv; use x evaluations`)
}

function svgOf(all: readonly Measured[], axis: Axis): Promise<string> {
  if (all.length > 1) {
    const titles = all.map(({ comparison }) => `"${comparison.title}"`).join(", ")
    throw new InputError(
      `--svg draws one comparison, the runs make ${all.length}: ${titles}; give fewer runs or use --html`,
    )
  }
  const bands = all[0].bands[axis]
  if (bands === null) throw new InputError("there is nothing to draw: no run found a feasible allocation")
  return renderCurveSvg(all[0], axis, bands)
}
