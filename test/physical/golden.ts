// The recorded cases of profile `physical`, read into the library's data types.

import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import type { Dataflow } from "../../src/maestro/dataflow.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import { parseMapping } from "../maestro/recorded-case.ts"
import type { Coverage, Simulation } from "../reference/simulator.ts"

/** One recorded case; `counts` when every point is computed exactly once. */
export interface GoldenCase {
  readonly id: string
  readonly layer: Layer
  readonly dataflow: Dataflow
  readonly hardware: Hardware
  readonly verdict: "legal" | "illegal" | "legal-irregular"
  readonly reason: string | null
  readonly coverage: Coverage
  readonly counts: Simulation | null
}

interface TensorCounts {
  readonly input: number
  readonly filter: number
  readonly output: number
}

const perTensor = (t: TensorCounts): [number, number, number] => [t.input, t.filter, t.output]

/** All 300 cases. */
export function goldenCases(): GoldenCase[] {
  const file = new URL("../fixtures/physical/physical-cases.jsonl.gz", import.meta.url)
  return gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n").map(goldenCase)
}

function goldenCase(line: string): GoldenCase {
  const c = JSON.parse(line)
  const [{ layer, dataflow }] = parseMapping(c.mapping).layers
  return {
    id: c.id,
    layer,
    dataflow,
    hardware: {
      numPEs: c.num_pes,
      simdLanes: c.simd,
      nocBandwidth: c.noc_bw,
      nocLatency: c.noc_latency,
      offchipBandwidth: Number.POSITIVE_INFINITY,
    },
    verdict: c.verdict,
    reason: c.reason,
    coverage: { points: c.points, computedOnce: c.computed_once, never: c.never, repeated: c.repeated },
    counts: c.covers_exactly_once
      ? {
          macs: c.macs,
          computeCycles: c.compute_cycles,
          busyCycles: c.busy_pe_cycles,
          active: c.active_mean,
          pesUsed: c.pes_used,
          steps: c.steps,
          arrayNew: c.array_new.map(perTensor),
          unitNew: c.unit_new.map(perTensor),
          psumReread: c.psum_reread,
          unitTileMax: c.unit_tile_max.map(perTensor),
          arrayTileMax: perTensor(c.array_tile_max),
          runtimePrefetch: c.runtime_prefetch,
          runtimeExposed: c.runtime_exposed,
          drain: c.drain,
        }
      : null,
  }
}
