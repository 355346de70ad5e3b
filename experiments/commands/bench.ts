// analects bench: fixed workloads, their rates and their answers.

import { appendFileSync } from "node:fs"
import { availableParallelism, cpus } from "node:os"
import { join } from "node:path"
import type { Command } from "commander"
import { BACKENDS } from "../../agents/backend.ts"
import { OBSERVATION_PROFILES } from "../../env/observation.ts"
import { checkName } from "../../src/core/check.ts"
import { UsageError } from "../../src/core/errors.ts"
import { PROFILES } from "../../src/costs/profile.ts"
import type { Bench, BenchResult, ComparisonOptions } from "../bench/bench.ts"
import { BENCHES } from "../bench/benches.ts"
import { PART_NAMES } from "../bench/method-cases.ts"
import { writeFileAtomic } from "../files.ts"
import { ANY_METHOD_NAMES } from "../methods/method-names.ts"
import { parseCount } from "../numbers.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { type Progress, progress } from "../terminal/progress.ts"
import { textTable } from "../terminal/text-table.ts"
import { versions } from "../version.ts"

const WITH_PROFILES = BENCHES.filter(b => b.profiles === true).map(b => b.name)
const WITH_BACKENDS = BENCHES.filter(b => b.backends === true).map(b => b.name)

/** Declares arguments, options and action. */
export function declare(command: Command): void {
  command
    .description(`${command.description()}:\n${BENCHES.map(b => `  ${b.name.padEnd(12)} ${b.summary}`).join("\n")}`)
    .argument("[name]", "bench to run; without one they are listed")
    .option("--seeds <n>", "seeds of the studies", "3")
    .option("--profile <name>", `cost model of ${WITH_PROFILES.join(", ")}: ${PROFILES.join(", ")} (default: physical)`)
    .option(
      "--backend <name>",
      `TF.js backend of ${WITH_BACKENDS.join(", ")}: auto, ${BACKENDS.join(", ")} (default: auto)`,
    )
    .option(
      "--part <name>",
      `problems of bench methods: ${PART_NAMES.join(", ")} (default: quick); observation of bench transfer: ` +
        `${OBSERVATION_PROFILES.join(", ")} (default: priced)`,
    )
    .option(
      "--methods <names>",
      `methods of bench methods, comma-separated: ${ANY_METHOD_NAMES.join(", ")} (default: all)`,
    )
    .option("--networks <names>", "only these networks of the part, comma-separated (default: all of it)")
    .option("--evaluations <n>", `evaluations granted to each method of bench methods (default: ${EVALUATIONS})`)
    .option("--csv <file>", "also write one line per run of bench methods or transfer into this file, as they end")
    .option("--plots <dir>", "also write the plots of bench profiles or map as SVG files into this folder")
    .option("--json", "print one JSON object")
    .action((name: string | undefined, flags: BenchFlags) => bench(name, flags))
}

/** What every method of a comparison is granted unless told otherwise. */
const EVALUATIONS = 10_000

interface BenchFlags {
  readonly seeds: string
  readonly profile?: string
  readonly backend?: string
  readonly part?: string
  readonly methods?: string
  readonly networks?: string
  readonly evaluations?: string
  readonly csv?: string
  readonly plots?: string
  readonly json?: boolean
}

async function bench(wanted: string | undefined, flags: BenchFlags): Promise<void> {
  if (wanted === undefined) {
    const list = BENCHES.map(({ name, summary }) => ({ name, summary }))
    if (flags.json === true) outJson({ benches: list })
    else out(textTable(["bench", "what it measures"], list.map(Object.values)))
    return
  }
  const names = BENCHES.map(b => b.name)
  const chosen = BENCHES[names.indexOf(checkName("bench", wanted, names))]
  const seeds = parseCount("seeds", flags.seeds, 1)
  const profile = checkName("profile", flags.profile ?? "physical", PROFILES)
  const backend = checkName("backend", flags.backend ?? "auto", ["auto", ...BACKENDS])
  if (flags.plots !== undefined && chosen.plots !== true) {
    throw new UsageError(`--plots: bench ${chosen.name} draws nothing; profiles and map do`)
  }
  if (flags.profile !== undefined && chosen.profiles !== true) {
    throw new UsageError(`--profile: bench ${chosen.name} has its own; it goes with ${WITH_PROFILES.join(", ")}`)
  }
  if (flags.backend !== undefined && chosen.backends !== true) {
    throw new UsageError(`--backend: bench ${chosen.name} takes none; it goes with ${WITH_BACKENDS.join(", ")}`)
  }
  let bar: Progress | null = null
  const comparison = comparisonOf(chosen, flags)
  const onItem = (done: number, total: number, item: string) => {
    bar ??= progress(chosen.name, total, process.stderr, { quiet: flags.json === true })
    bar.update(done, item)
  }
  let result: BenchResult
  try {
    const run = await chosen.load()
    result = await run({ seeds, profile, backend, comparison, onItem })
  } finally {
    ;(bar as Progress | null)?.stop()
  }
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), ...(await versions()) }
  if (flags.json === true) outJson({ bench: chosen.name, machine, ...result.data })
  else out([textTable(result.header, result.rows), ...result.notes].join("\n"))
  if (flags.csv !== undefined) note(`runs written to ${flags.csv}`)
  if (flags.plots !== undefined) await writePlots(flags.plots, result)
}

/** Checks the options of a comparison. @throws UsageError where the bench is none */
function comparisonOf({ name, parts }: Bench, flags: BenchFlags): ComparisonOptions {
  const withParts = BENCHES.filter(b => b.parts !== undefined).map(b => b.name)
  const homes = {
    part: withParts,
    csv: withParts,
    methods: ["methods"],
    networks: ["methods"],
    evaluations: ["methods"],
  }
  for (const option of ["part", "csv", "methods", "networks", "evaluations"] as const) {
    if (flags[option] === undefined || homes[option].includes(name)) continue
    throw new UsageError(`--${option}: bench ${name} takes none; it goes with ${homes[option].join(", ")}`)
  }
  const { part = parts?.[0] ?? "", evaluations = String(EVALUATIONS) } = flags
  return {
    part: parts === undefined ? part : checkName("part", part, parts),
    methods: flags.methods?.split(",").map(method => checkName("methods", method.trim(), ANY_METHOD_NAMES)),
    networks: flags.networks?.split(",").map(network => network.trim()),
    evaluations: parseCount("evaluations", evaluations, 100),
    onLine: flags.csv === undefined ? () => {} : lineWriter(flags.csv),
  }
}

/** Starts a file anew, and adds lines to it. */
function lineWriter(path: string): (line: string) => void {
  writeFileAtomic(path, "")
  return line => appendFileSync(path, line)
}

async function writePlots(folder: string, { plots }: BenchResult): Promise<void> {
  const drawn = Object.entries((await plots?.()) ?? {})
  for (const [name, svg] of drawn) writeFileAtomic(join(folder, name), svg)
  note(`${drawn.map(([name]) => name).join(", ")} written to ${folder}`)
}
