// The relaxation of a maximum: a threshold that no layer may exceed, against the least cost of keeping it.

import type { Relaxed } from "./lagrangian.ts"
import type { PricedEntries } from "./priced-entries.ts"

/** The relaxed problem at the present weights of the entries. */
export function bottleneckRelaxation(entries: PricedEntries): Relaxed {
  const { value } = entries
  const { thresholds, costs } = thresholdCosts(entries)
  const last = thresholds.length - 1
  return {
    unit: (thresholds[last] - thresholds[0]) / (costs[0] - costs[last] || 1) || 1,
    minimiser(lambda) {
      let best = 0
      for (let i = 1; i <= last; i++) {
        if (thresholds[i] + lambda * costs[i] < thresholds[best] + lambda * costs[best]) best = i
      }
      return cheapestWithin(entries, thresholds[best])
    },
    fill(chosen) {
      for (;;) {
        const slowest = chosen.reduce((layer, e, l) => (value[e] > value[chosen[layer]] ? l : layer), 0)
        const faster = cheapestFaster(entries, chosen, slowest)
        if (faster < 0) return
        chosen[slowest] = faster
      }
    },
  }
}

/** Every threshold that some layer can meet exactly and all can keep, rising, and the least price of keeping it. */
function thresholdCosts(entries: PricedEntries): { thresholds: number[]; costs: number[] } {
  const { layers, start, value, price } = entries
  const layerOf = new Int32Array(value.length)
  for (let l = 0; l < layers; l++) layerOf.fill(l, start[l], start[l + 1])
  const order = Int32Array.from(value.keys()).sort((a, b) => value[a] - value[b])
  const least = new Float64Array(layers).fill(Number.POSITIVE_INFINITY)
  const thresholds: number[] = []
  const costs: number[] = []
  let missing = layers
  for (const e of order) {
    const layer = layerOf[e]
    if (least[layer] === Number.POSITIVE_INFINITY) missing--
    least[layer] = Math.min(least[layer], price[e])
    if (missing > 0) continue
    if (thresholds.at(-1) === value[e]) {
      thresholds.pop()
      costs.pop()
    }
    thresholds.push(value[e])
    costs.push(least.reduce((sum, cost) => sum + cost, 0))
  }
  return { thresholds, costs }
}

/** Per layer the entry of least price among those of value up to the threshold. */
function cheapestWithin({ layers, start, value, price }: PricedEntries, threshold: number): Int32Array {
  return Int32Array.from({ length: layers }, (_, l) => {
    let best = -1
    for (let e = start[l]; e < start[l + 1]; e++) {
      if (value[e] <= threshold && (best < 0 || price[e] < price[best])) best = e
    }
    return best
  })
}

/** The cheapest entry that makes a layer faster and keeps the budgets; −1 for none. */
function cheapestFaster(entries: PricedEntries, chosen: Int32Array, layer: number): number {
  const { start, value, price } = entries
  let best = -1
  for (let e = start[layer]; e < start[layer + 1]; e++) {
    if (value[e] >= value[chosen[layer]] || !entries.fitWith(chosen, layer, e)) continue
    if (best < 0 || price[e] < price[best]) best = e
  }
  return best
}
