// The layers a space is for.

import { checkInteger } from "../core/check.ts"
import type { Layer } from "../maestro/layer.ts"
import type { Network } from "../workloads/network.ts"

/**
 * Distinct shapes of some layers of a network, with how often each occurs among them.
 *
 * @param numbers from 1; absent: all layers
 * @throws InputError for a number beyond the network
 */
export function distinctLayers(network: Network, numbers?: readonly number[]): { layer: Layer; count: number }[] {
  if (numbers === undefined) return network.distinct.map(({ layer, count }) => ({ layer, count }))
  const counts = new Map<number, number>()
  for (const number of numbers) {
    const shape = network.shapeOf[checkInteger(`layers (of ${network.name})`, number, 1, network.layers.length) - 1]
    counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  return [...counts].map(([shape, count]) => ({ layer: network.distinct[shape].layer, count }))
}
