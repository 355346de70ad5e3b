// Bench `sweep`: 500 cells with three injected failures, in peace and disturbed, on this machine and over a Redis.

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { hasRedis } from "./redis-server.ts"
import { SweepTrials, type Trial, type TrialSize } from "./sweep-trial.ts"

/** 500 cells of some milliseconds. */
const SIZE: TrialSize = {
  networks: ["alexnet", "resnet18", "squeezenet", "mobilenet_v2", "vgg16"],
  dataflows: ["dla", "shi"],
  objectives: ["latency", "energy"],
  budgets: [0.1, 0.2, 0.3, 0.4, 0.5],
  methods: ["greedy", "lagrangian", "random", "annealing", "genetic"],
  evaluations: 200,
  lease: 5,
}

/** Bench `sweep`. */
export async function benchSweep({ onItem }: BenchOptions): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "analects-sweep-"))
  const trials = new SweepTrials(folder, SIZE)
  const withRedis = hasRedis()
  const steps: (() => Promise<Trial>)[] = [
    () => trials.undisturbed(2),
    () => trials.undisturbed(1),
    () => trials.killed(1, 3),
    ...(withRedis ? [() => trials.queued(false), () => trials.queued(true)] : []),
  ]
  const done: Trial[] = []
  try {
    for (const [i, step] of steps.entries()) {
      onItem(i, steps.length, "")
      done.push(await step())
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const same = done.every(trial => trial.digest === done[0].digest)
  return {
    header: ["sweep", "cells", "failed", "finished before", "seconds", "cells/s", "digest"],
    rows: done.map(({ name, cells, failed, before, seconds, digest }) => [
      name,
      cells,
      failed,
      before,
      Number(seconds.toPrecision(3)),
      Number(((cells - before) / seconds).toPrecision(3)),
      digest,
    ]),
    notes: [
      same ? "all results are the same, byte for byte (timing.csv aside)" : "RESULTS DIFFER",
      "seconds of the last start, wall time; with the Redis restarted they include its absence and the lease of the killed worker",
      ...(withRedis ? [] : ["redis-server is not installed: trials over a queue left out"]),
    ],
    data: { same, trials: done },
  }
}
