// Sweeps of half a billion designs: seconds, rates and memory, cold and warm, one thread.

import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { PLACE } from "../../src/dse/front.ts"
import { designCount } from "../../src/dse/space.ts"
import { Sweep } from "../../src/dse/sweep.ts"
import { readStudy } from "../dse/study.ts"
import { packageFile } from "../package-files.ts"
import { formatNumber } from "../terminal/text-table.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"

/** Shipped studies of 480 million designs, each over one layer but the last. */
const STUDIES = ["published-early", "published-late", "physical-early", "physical-late", "resnet50"]

/** Rounds of each, cold and warm; the best counts. */
const ROUNDS = 5

/** Bytes of the largest answer, about 5 MB. */
const MAX_OUTPUT = 2 ** 28

/** The published rate, designs per second (Kwon et al., MICRO 2019). */
const PUBLISHED = 170_000

/** Bench `dse`. */
export async function benchDse({ onItem }: BenchOptions): Promise<BenchResult> {
  const data = []
  for (const [i, name] of STUDIES.entries()) {
    onItem(i, STUDIES.length, name)
    const cold = Array.from({ length: ROUNDS }, () => commandAlone(name)).sort((a, b) => a.seconds - b.seconds)[0]
    const { space } = readStudy(name, false)
    const rounds = Array.from({ length: ROUNDS }, () => measure(() => new Sweep(space)))
    const warm = Math.min(...rounds.map(r => r.seconds))
    const { counts, front } = rounds[0].result
    const { valid, evaluated, runtimes } = counts
    const members = front.places.length / PLACE
    data.push({ name, designs: Number(designCount(space)), valid, front: members, evaluated, runtimes, cold, warm })
  }
  return {
    header: [
      "study",
      "designs",
      "valid",
      "front",
      "evaluated",
      "cold s",
      "CPU s",
      "MB",
      "command s",
      "warm s",
      "× published",
    ],
    rows: data.map(({ cold, ...d }) => [
      d.name,
      formatNumber(d.designs),
      formatNumber(d.valid),
      d.front,
      formatNumber(d.evaluated),
      Number(cold.seconds.toFixed(2)),
      Number(cold.cpuSeconds.toFixed(2)),
      Math.round(cold.peakMemoryMB),
      Number(cold.command.toFixed(2)),
      Number(d.warm.toFixed(2)),
      formatNumber(Math.round(d.designs / cold.seconds / PUBLISHED)),
    ]),
    notes: [
      `cold: the sweep in a process of its own, one thread, best of ${ROUNDS}; CPU s with the compiler's threads; command: from start to end`,
      "warm: after other studies in one process",
    ],
    data: { studies: data },
  }
}

/** `analects dse` in a process of its own: what it says of the sweep, and seconds in all. */
function commandAlone(name: string): { seconds: number; cpuSeconds: number; peakMemoryMB: number; command: number } {
  const began = performance.now()
  const args = [fileURLToPath(packageFile("dist/experiments/cli.js")), "dse", name, "--workers", "1", "--json"]
  const said = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: MAX_OUTPUT }))
  const command = (performance.now() - began) / 1000
  return { seconds: said.seconds, cpuSeconds: said.cpuSeconds, peakMemoryMB: said.peakMemoryMB, command }
}

function measure(make: () => Sweep) {
  const began = performance.now()
  const sweep = make()
  const result = sweep.run(0, sweep.blocks)
  return { result, seconds: (performance.now() - began) / 1000 }
}
