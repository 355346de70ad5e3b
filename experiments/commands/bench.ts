// analects bench: fixed workloads, their rates and their answers.

import { appendFileSync } from "node:fs"
import { availableParallelism, cpus } from "node:os"
import { join } from "node:path"
import type { Command } from "commander"
import { BACKENDS } from "../../agents/backend.ts"
import { checkName } from "../../src/core/check.ts"
import { UsageError } from "../../src/core/errors.ts"
import { PROFILES } from "../../src/costs/profile.ts"
import type { Bench, BenchResult, ComparisonOptions } from "../bench/bench.ts"
import { environments } from "../bench/environments.ts"
import { gym } from "../bench/gym.ts"
import { kernel } from "../bench/kernel.ts"
import { memory } from "../bench/memory.ts"
import { ANY_METHOD_NAMES, methods } from "../bench/methods.ts"
import { optimum } from "../bench/optimum.ts"
import { physical } from "../bench/physical.ts"
import { profiles } from "../bench/profiles.ts"
import { confuciux, quality } from "../bench/quality.ts"
import { learning } from "../bench/speed.ts"
import { table } from "../bench/table.ts"
import { transfer } from "../bench/transfer.ts"
import { writeFileAtomic } from "../files.ts"
import { parseCount } from "../problem-options.ts"
import { note, out, outJson } from "../terminal/io.ts"
import { type Progress, progress } from "../terminal/progress.ts"
import { textTable } from "../terminal/text-table.ts"
import { versions } from "../version.ts"

const BENCHES: readonly Bench[] = [
  kernel,
  table,
  gym,
  learning,
  memory,
  optimum,
  methods,
  transfer,
  quality,
  confuciux,
  environments,
  physical,
  profiles,
]

const WITH_PROFILES = BENCHES.filter(b => b.profiles === true).map(b => b.name)
const WITH_BACKENDS = BENCHES.filter(b => b.backends === true).map(b => b.name)

/** Adds the command. */
export function addBench(program: Command): void {
  program
    .command("bench")
    .description(
      `fixed workloads and what they give:\n${BENCHES.map(b => `  ${b.name.padEnd(12)} ${b.summary}`).join("\n")}`,
    )
    .argument("[name]", "bench to run; without one they are listed")
    .option("--seeds <n>", "seeds of the studies", "3")
    .option("--profile <name>", `cost model of ${WITH_PROFILES.join(", ")}: ${PROFILES.join(", ")} (default: physical)`)
    .option(
      "--backend <name>",
      `TF.js backend of ${WITH_BACKENDS.join(", ")}: auto, ${BACKENDS.join(", ")} (default: auto)`,
    )
    .option(
      "--part <name>",
      `problems of bench methods: ${(methods.parts ?? []).join(", ")} (default: quick); observation of bench transfer: ` +
        `${(transfer.parts ?? []).join(", ")} (default: priced)`,
    )
    .option(
      "--methods <names>",
      `methods of bench methods, comma-separated: ${ANY_METHOD_NAMES.join(", ")} (default: all)`,
    )
    .option("--evaluations <n>", `evaluations granted to each method of bench methods (default: ${EVALUATIONS})`)
    .option("--csv <file>", "also write one line per run of bench methods or transfer into this file, as they end")
    .option("--plots <dir>", "also write the plots of bench profiles as SVG files into this folder")
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
    throw new UsageError(`--plots: bench ${chosen.name} draws nothing; profiles does`)
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
    result = await chosen.run({ seeds, profile, backend, comparison, onItem })
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
  for (const [option, where] of [
    ["part", withParts],
    ["csv", withParts],
    ["methods", [methods.name]],
    ["evaluations", [methods.name]],
  ] as const) {
    if (flags[option] === undefined || where.includes(name)) continue
    throw new UsageError(`--${option}: bench ${name} takes none; it goes with ${where.join(", ")}`)
  }
  const { part = parts?.[0] ?? "", evaluations = String(EVALUATIONS) } = flags
  return {
    part: parts === undefined ? part : checkName("part", part, parts),
    methods: flags.methods?.split(",").map(method => checkName("methods", method.trim(), ANY_METHOD_NAMES)),
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
