// Every design of a space evaluated on its own with `analyze` or `analyzePhysical`: what a sweep is held to.
//
// Shares with src/dse the list of settings and parameters by name, and nothing that counts, skips, prices or compares.

import type { Metric } from "../../src/dse/metrics.ts"
import { directivesFor, parametersOf, type Space, settingsOf, shapesOf, valuesAt } from "../../src/dse/space.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import type { CostConstants } from "../../src/maestro/constants.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import { priceInto } from "../../src/maestro/price.ts"
import * as Row from "../../src/maestro/row.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"

/** A valid design: place, sizes and costs. */
export type Valid = readonly [
  mapping: number,
  setting: number,
  l1: number,
  l2: number,
  runtime: number,
  energy: number,
  area: number,
  power: number,
]

interface LayerCost {
  readonly runtime: number
  readonly energy: number
  readonly l1: number
  readonly l2: number
  readonly isPossible: boolean
}

/** Area and power of hardware with buffers of given sizes, through price.ts. */
function priceOf(hardware: Hardware, l1: number, l2: number, constants: CostConstants): [number, number] {
  const row = new Float64Array(Row.ROW_SIZE)
  row[Row.L1_SIZE] = l1
  row[Row.L2_SIZE] = l2
  priceInto(row, 0, hardware, null, constants)
  return [row[Row.AREA], row[Row.POWER]]
}

/** All valid designs, in the order of the space. `memo`: designs that differ in their buffers alone share an analysis. */
export function bruteForce(space: Space, memo = true): Valid[] {
  const settings = settingsOf(space)
  const valid: Valid[] = []
  let mapping = 0
  for (const shape of shapesOf(space)) {
    for (const pes of space.pes) {
      for (let c = 0; c < shape.clusters; c++) {
        const cluster = shape.clustered ? (space.clusters?.[c] ?? null) : null
        for (let tile = 0; tile < shape.tiles; tile++, mapping++) {
          for (let s = 0; s < settings.count; s++) {
            const known = new Map<string, LayerCost | null>()
            for (const l1 of space.l1 ?? [0]) {
              for (const l2 of space.l2 ?? [0]) {
                const costs: (LayerCost | null)[] = space.layers.map(({ layer }, l) => {
                  const key = `${l}/${space.l2Decides ? l2 : 0}`
                  const found = memo ? known.get(key) : undefined
                  if (found !== undefined) return found
                  const values = { ...parametersOf(layer, pes, cluster), ...valuesAt(shape, tile) }
                  const directives = directivesFor(space, shape.dataflow, layer.kind)
                  const levels = 1 + directives.filter(d => d.kind === "cluster").length
                  const link = (bandwidth: number) => ({ bandwidth, latency: space.nocLatency })
                  const inner = Array.from({ length: levels - 1 }, () => link(settings.inner[s]))
                  const hardware: Hardware = {
                    numPEs: pes,
                    simdLanes: settings.lanes[s],
                    nocBandwidth: settings.noc[s],
                    nocLatency: space.nocLatency,
                    offchipBandwidth: settings.offchip[s],
                    ...(space.innerBandwidth === null ? {} : { nocByHeight: [...inner, link(settings.noc[s])] }),
                  }
                  const made = costOf(space, layer, { directives, values, hardware, l2 })
                  known.set(key, made)
                  return made
                })
                const design = designOf(space, costs, [l1, l2], pes, cluster ?? pes, s, settings)
                if (design !== null) valid.push([mapping, s, ...design])
              }
            }
          }
        }
      }
    }
  }
  return valid
}

/** What a layer costs; null where the mapping is refused. */
function costOf(
  space: Space,
  layer: Layer,
  at: {
    directives: ReturnType<typeof directivesFor>
    values: Readonly<Record<string, number>>
    hardware: Hardware
    l2: number
  },
): LayerCost | null {
  const { directives, values: parameters, hardware, l2 } = at
  const { constants } = space
  try {
    if (space.profile === "maestro") {
      const r = analyze(layer, directives, hardware, { constants, parameters })
      const energy = space.energy === "own" ? r.ownEnergy : r.energy
      return { runtime: r.runtime, energy, l1: r.l1Size, l2: r.l2Size, isPossible: r.verdict === "ok" }
    }
    const choices = { ...space.physical, constants, ...(space.l2Decides ? { l2: { capacity: l2 } } : {}) }
    const r = analyzePhysical(layer, directives, hardware, { ...choices, parameters })
    return { runtime: r.runtime, energy: r.energy, l1: r.l1Size, l2: r.l2Size, isPossible: r.verdict === "ok" }
  } catch {
    return null
  }
}

const kept = (value: number, budget: number | undefined) => budget === undefined || value <= budget

/** Sizes and costs of a design; null when it is not valid. */
function designOf(
  space: Space,
  costs: readonly (LayerCost | null)[],
  [ownL1, ownL2]: readonly [number, number],
  pes: number,
  cluster: number,
  s: number,
  settings: ReturnType<typeof settingsOf>,
): [number, number, number, number, number, number] | null {
  let [runtime, energy, need1, need2] = [0, 0, 0, 0]
  for (const [l, cost] of costs.entries()) {
    if (cost === null || !cost.isPossible) return null
    runtime += space.layers[l].count * cost.runtime
    energy += space.layers[l].count * cost.energy
    need1 = Math.max(need1, cost.l1)
    need2 = Math.max(need2, cost.l2)
  }
  const l1 = space.l1 === null ? need1 : ownL1
  const l2 = space.l2 === null ? need2 : ownL2
  if (l1 < need1 || l2 < need2) return null
  const hardware = (numPEs: number, nocBandwidth: number): Hardware => ({
    numPEs,
    simdLanes: settings.lanes[s],
    nocBandwidth,
    nocLatency: 0,
    offchipBandwidth: 1,
  })
  let [area, power] = priceOf(hardware(pes, settings.noc[s]), l1, l2, space.constants)
  if (space.network === "clustered") {
    // PEs and buffers without any network, and the networks without PEs and buffers.
    const noNetwork = { ...space.constants, busArea: 0, busPower: 0, arbiterArea: 0, arbiterPower: 0 }
    const { macArea: _a, macPower: _p, ...links } = space.constants
    const noPes = { ...links, macArea: 0, macPower: 0, l1Area: 0, l1Power: 0, l2Area: 0, l2Power: 0 }
    const clusters = Math.max(1, Math.floor(pes / cluster))
    const bare = priceOf(hardware(pes, 1), l1, l2, noNetwork)
    const top = priceOf(hardware(clusters, settings.noc[s]), 0, 0, noPes)
    const inner = priceOf(hardware(cluster, settings.inner[s]), 0, 0, noPes)
    area = bare[0] + (top[0] + clusters * inner[0])
    power = bare[1] + (top[1] + clusters * inner[1])
  }
  const { budgets } = space
  const isKept =
    kept(area, budgets.area) &&
    kept(power, budgets.power) &&
    kept(energy, budgets.energy) &&
    kept(runtime, budgets.latency)
  return isKept ? [l1, l2, runtime, energy, area, power] : null
}

/** Non-dominated vectors of the objectives, as sorted texts. */
export function frontOf(valid: readonly Valid[], objectives: readonly Metric[]): string[] {
  const vectors = new Map<string, number[]>()
  for (const [, , , , runtime, energy, area, power] of valid) {
    const of = { runtime, throughput: runtime, energy, edp: energy * runtime, area, power }
    const vector = objectives.map(metric => of[metric])
    vectors.set(vector.join(), vector)
  }
  // In lexicographic order a vector comes after those that beat it.
  const all = [...vectors.values()].sort(
    (a, b) => (a.find((x, k) => x !== b[k]) ?? 0) - (b.find((x, k) => x !== a[k]) ?? 0),
  )
  const front: number[][] = []
  for (const v of all) if (!front.some(w => w.every((x, k) => x <= v[k]))) front.push(v)
  return front.map(v => v.join()).sort()
}
