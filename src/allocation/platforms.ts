// Named hardware: what surrounds the PEs, the same for every layer's partition.
//
// Elements are one byte. `confuciux` is the published setting; the others have widths a chip could have.

import { unknownName } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import type { Profile } from "../costs/profile.ts"
import type { TableHardware } from "../maestro/hardware.ts"

/** Hardware around the PEs, the cost model that goes with it, and where its numbers come from. */
export interface Platform extends TableHardware {
  readonly name: string
  /** Cost model unless another is asked for: the published setting is costed as published, the others physically. */
  readonly profile: Profile
  /** One line for people: origin of the numbers. */
  readonly origin: string
}

/** Built-in platforms. */
export const PLATFORMS: readonly Platform[] = [
  {
    name: "confuciux",
    profile: "maestro",
    simdLanes: 1,
    nocBandwidth: 81_920_000,
    nocLatency: 1,
    offchipBandwidth: 70_000,
    origin: "ConfuciuX (2885eef): NoC wide open, so area and power depend on the PE count alone",
  },
  {
    name: "edge",
    profile: "physical",
    simdLanes: 1,
    nocBandwidth: 16,
    nocLatency: 2,
    offchipBandwidth: 8,
    origin: "128-bit on-chip bus; one 16-bit LPDDR4-3200 channel (6.4 GB/s) at 800 MHz",
  },
  {
    name: "mobile",
    profile: "physical",
    simdLanes: 1,
    nocBandwidth: 64,
    nocLatency: 2,
    offchipBandwidth: 32,
    origin: "512-bit on-chip bus; two 16-bit LPDDR5-6400 channels (25.6 GB/s) at 800 MHz",
  },
  {
    name: "cloud",
    profile: "physical",
    simdLanes: 1,
    nocBandwidth: 256,
    nocLatency: 4,
    offchipBandwidth: 1000,
    origin: "2048-bit on-chip bus; HBM of 700 GB/s at 700 MHz (TPU v2: Jouppi et al., CACM 2020)",
  },
]

/** A platform by name. @throws InputError with the nearest name. */
export function platformNamed(name: string): Platform {
  const found = PLATFORMS.find(p => p.name === name)
  if (found !== undefined) return found
  throw new InputError(
    unknownName(
      "platform",
      name,
      PLATFORMS.map(p => p.name),
    ),
    "unknown-platform",
  )
}
