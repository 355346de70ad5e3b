// Tables built by worker threads: the same bytes for any number of them, and an error ends all.

import { expect, test } from "vitest"
// Threads run compiled code only, so the compiled module is what is tested (`npm test` builds it first).
import { buildTables } from "../../dist/experiments/table-jobs.js"
import { COARSE_GRID } from "../../src/core/choices.ts"
import { builtInNetwork } from "../../src/workloads/built-in.ts"

const hardware = { simdLanes: 1, nocBandwidth: 16, nocLatency: 2, offchipBandwidth: 8 }
const jobs = [
  { network: "alexnet", profile: "maestro", dataflow: "dla" },
  { network: "vgg16", profile: "physical", dataflow: "rs" },
  { network: "resnet18", profile: "maestro", dataflow: "eye" },
  { network: "mobilenet_v2", profile: "physical", dataflow: "shi" },
].map(({ network, profile, dataflow }) => ({
  layers: builtInNetwork(network).distinct.map(d => d.layer),
  grid: COARSE_GRID,
  model: { profile: profile as "maestro" | "physical", dataflow, hardware },
}))

test("the same tables for any number of workers", async () => {
  const alone = await buildTables(jobs, { workers: 1, threshold: 0 })
  expect(alone.map(t => t.runtime[0] > 0)).toEqual([true, true, true, true])
  for (const workers of [2, 3]) expect(await buildTables(jobs, { workers, threshold: 0 })).toEqual(alone)
})

test("an error in a worker rejects, and every thread ends", async () => {
  const wrong = { ...jobs[0], model: { ...jobs[0].model, dataflow: "nonesuch" } }
  await expect(buildTables([wrong, ...jobs], { workers: 2, threshold: 0 })).rejects.toThrow("nonesuch")
})
