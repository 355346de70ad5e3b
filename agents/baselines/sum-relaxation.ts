// The relaxation of a sum: every layer by itself takes its entry of least value plus price times cost.

import type { Relaxed } from "./lagrangian.ts"
import type { PricedEntries } from "./priced-entries.ts"

/** The relaxed problem at the present weights of the entries. */
export function sumRelaxation(entries: PricedEntries): Relaxed {
  const { layers, start, value, price } = entries
  return {
    unit: spread(value) / (spread(price) || 1) || 1,
    minimiser(lambda) {
      return Int32Array.from({ length: layers }, (_, l) => {
        let best = start[l]
        for (let e = start[l] + 1; e < start[l + 1]; e++) {
          if (value[e] + lambda * price[e] < value[best] + lambda * price[best]) best = e
        }
        return best
      })
    },
    fill(chosen) {
      for (let upgrade = bestUpgrade(entries, chosen); upgrade !== null; upgrade = bestUpgrade(entries, chosen)) {
        chosen[upgrade.layer] = upgrade.entry
      }
    },
  }
}

/** The change of one layer that keeps the budgets and gains most per cost; null when none gains. */
function bestUpgrade(entries: PricedEntries, chosen: Int32Array): { layer: number; entry: number } | null {
  const { layers, start, value, price } = entries
  let best: { layer: number; entry: number } | null = null
  let most = 0
  for (let layer = 0; layer < layers; layer++) {
    const now = chosen[layer]
    for (let entry = start[layer]; entry < start[layer + 1]; entry++) {
      const gain = value[now] - value[entry]
      if (gain <= 0) continue
      const added = price[entry] - price[now]
      const ratio = added > 0 ? gain / added : Number.POSITIVE_INFINITY
      if (ratio <= most || !entries.fitWith(chosen, layer, entry)) continue
      most = ratio
      best = { layer, entry }
    }
  }
  return best
}

function spread(table: Float64Array): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const x of table) {
    least = Math.min(least, x)
    most = Math.max(most, x)
  }
  return most - least
}
