// The best design met by each metric.

import { type Found, isBetter, PICKS } from "./found.ts"
import { type Metric, metricOf } from "./metrics.ts"

export class Picks {
  readonly #macs: number
  readonly #found: Partial<Record<Metric, Found>> = {}
  // Least values so far.
  #runtime = Infinity
  #energy = Infinity
  #edp = Infinity
  #area = Infinity
  #power = Infinity

  /** @param macs of all layers */
  constructor(macs: number) {
    this.#macs = macs
  }

  /** Whether nothing that costs at least this much in all four can be picked. */
  isHopeless(runtime: number, energy: number, area: number, power: number): boolean {
    return (
      runtime > this.#runtime &&
      energy > this.#energy &&
      energy * runtime > this.#edp &&
      area > this.#area &&
      power > this.#power
    )
  }

  offer(found: Found): void {
    for (const metric of PICKS) {
      const known = this.#found[metric]
      if (known !== undefined && !isBetter(metric, found, known, this.#macs)) continue
      this.#found[metric] = found
    }
    this.#runtime = Math.min(this.#runtime, found.runtime)
    this.#energy = Math.min(this.#energy, found.energy)
    this.#edp = Math.min(this.#edp, metricOf("edp", found, this.#macs))
    this.#area = Math.min(this.#area, found.area)
    this.#power = Math.min(this.#power, found.power)
  }

  data(): Readonly<Partial<Record<Metric, Found>>> {
    return { ...this.#found }
  }
}
