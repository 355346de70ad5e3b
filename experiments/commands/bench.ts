// analects bench: fixed workloads, their rates and their answers.

import { availableParallelism, cpus } from "node:os"
import type { Command } from "commander"
import { checkName } from "../../src/core/check.ts"
import type { Bench } from "../bench/bench.ts"
import { gym } from "../bench/gym.ts"
import { kernel } from "../bench/kernel.ts"
import { optimum } from "../bench/optimum.ts"
import { confuciux, quality } from "../bench/quality.ts"
import { learning } from "../bench/speed.ts"
import { table } from "../bench/table.ts"
import { parseCount } from "../problem-options.ts"
import { out, outJson } from "../terminal/io.ts"
import { type Progress, progress } from "../terminal/progress.ts"
import { textTable } from "../terminal/text-table.ts"
import { versions } from "../version.ts"

const BENCHES: readonly Bench[] = [kernel, table, gym, learning, optimum, quality, confuciux]

/** Adds the command. */
export function addBench(program: Command): void {
  program
    .command("bench")
    .description(
      `fixed workloads and what they give:\n${BENCHES.map(b => `  ${b.name.padEnd(10)} ${b.summary}`).join("\n")}`,
    )
    .argument("[name]", "bench to run; without one they are listed")
    .option("--seeds <n>", "seeds of the studies", "3")
    .option("--json", "print one JSON object")
    .action((name: string | undefined, flags: { seeds: string; json?: boolean }) => bench(name, flags))
}

async function bench(wanted: string | undefined, flags: { seeds: string; json?: boolean }): Promise<void> {
  if (wanted === undefined) {
    const list = BENCHES.map(({ name, summary }) => ({ name, summary }))
    if (flags.json === true) outJson({ benches: list })
    else out(textTable(["bench", "what it measures"], list.map(Object.values)))
    return
  }
  const names = BENCHES.map(b => b.name)
  const chosen = BENCHES[names.indexOf(checkName("bench", wanted, names))]
  const seeds = parseCount("seeds", flags.seeds, 1)
  let bar: Progress | null = null
  const onItem = (done: number, total: number, item: string) => {
    bar ??= progress(chosen.name, total, process.stderr, { quiet: flags.json === true })
    bar.update(done, item)
  }
  let result: Awaited<ReturnType<Bench["run"]>>
  try {
    result = await chosen.run({ seeds, onItem })
  } finally {
    ;(bar as Progress | null)?.stop()
  }
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), ...(await versions()) }
  if (flags.json === true) outJson({ bench: chosen.name, machine, ...result.data })
  else out([textTable(result.header, result.rows), ...result.notes].join("\n"))
}
