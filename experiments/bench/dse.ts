// Sweeps of half a billion designs: seconds, rates and memory, cold and warm, one thread.

import { designCount } from "../../src/dse/space.ts"
import { Sweep } from "../../src/dse/sweep.ts"
import { cpuSeconds } from "../cpu-seconds.ts"
import { readStudy } from "../dse/study.ts"
import { formatNumber, formatRate } from "../terminal/text-table.ts"
import { type BenchOptions, type BenchResult } from "./bench.ts"

/** Shipped studies of 480 million designs, each over one layer but the last. */
const STUDIES = ["published-early", "published-late", "physical-early", "physical-late", "resnet50"]

/** Rounds of each; the first is as cold as the studies before leave it, the best counts as warm. */
const ROUNDS = 4

/** The published rate, designs per second (Kwon et al., MICRO 2019). */
const PUBLISHED = 170_000

/** Bench `dse`. */
export async function benchDse({ onItem }: BenchOptions): Promise<BenchResult> {
  const data = []
  for (const [i, name] of STUDIES.entries()) {
    onItem(i, STUDIES.length, name)
    const { space } = readStudy(name, false)
    const designs = Number(designCount(space))
    const rounds = Array.from({ length: ROUNDS }, () => measure(() => new Sweep(space)))
    const [{ result, cpu: first, wall: firstWall }] = rounds
    const best = Math.min(...rounds.map(r => r.cpu))
    const { valid, evaluated, runtimes } = result.counts
    const front = result.front.places.length / 4
    data.push({ name, designs, valid, front, evaluated, runtimes, firstCpu: first, firstWall, bestCpu: best })
  }
  const memory = process.resourceUsage().maxRSS / 1024
  return {
    header: [
      "study",
      "designs",
      "valid",
      "front",
      "evaluated",
      "first CPU s",
      "best CPU s",
      "swept per CPU s",
      "× published",
    ],
    rows: data.map(d => [
      d.name,
      formatNumber(d.designs),
      formatNumber(d.valid),
      d.front,
      formatNumber(d.evaluated),
      Number(d.firstCpu.toFixed(2)),
      Number(d.bestCpu.toFixed(2)),
      formatRate(d.designs / d.firstCpu),
      formatNumber(Math.round(d.designs / d.firstCpu / PUBLISHED)),
    ]),
    notes: [
      "CPU seconds of one thread's sweep, compiler threads included; rates are those of the first round",
      `peak memory ${Math.round(memory)} MB`,
    ],
    data: { studies: data, peakMemoryMB: memory },
  }
}

function measure(make: () => Sweep) {
  const [cpu, wall] = [cpuSeconds(), performance.now()]
  const sweep = make()
  const result = sweep.run(0, sweep.blocks)
  return { result, cpu: cpuSeconds() - cpu, wall: (performance.now() - wall) / 1000 }
}
