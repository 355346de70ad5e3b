// Map spaces by name: machines whose wiring fixes some genes, and the classes of flexibility between them.
//
// Source: specification "mapping and DSE", section 1.11 (the constraints shipped with GAMMA, and the four axes order, parallel
// dimension, cluster size (shape) and tiles). A machine's outer order and tiles, its spatial dimensions and its cluster size are
// fixed; a class frees some of the four, in the outer level, as published. ShiDianNao is ours, after the dataflow shi.

import { checkName } from "../core/check.ts"
import type { LevelRule, SpaceRules } from "./space-rules.ts"

/** Names of the machines. */
export const MACHINES = ["nvdla", "eyeriss", "tpu", "shidiannao"] as const
export type Machine = (typeof MACHINES)[number]

/** A machine's two levels with everything fixed that its wiring fixes. */
const LEVELS: Readonly<Record<Machine, readonly [LevelRule, LevelRule]>> = {
  nvdla: [
    {
      parallel: ["K"],
      order: ["K", "C", "Y", "X", "R", "S"],
      tiles: { K: 1, C: 64, Y: { follow: "R" }, X: { follow: "S" } },
    },
    {
      parallel: ["C"],
      cluster: 16,
      order: ["C", "Y", "X", "R", "S", "K"],
      tiles: { K: 1, C: 1, Y: { follow: "R" }, X: { follow: "S" } },
    },
  ],
  eyeriss: [
    {
      parallel: ["Y"],
      order: ["K", "C", "Y", "X", "R", "S"],
      tiles: { K: 1, C: 1, Y: 1, X: 1 },
    },
    // Filter rows over units, each with its input row.
    { parallel: ["R"], rows: "Y", cluster: { atMost: "R" }, tiles: { K: 1, C: 1, Y: 1, R: 1 } },
  ],
  tpu: [
    { parallel: ["K"], order: ["K", "C", "Y", "X", "R", "S"], tiles: { K: 1, C: 16, Y: 1, X: 1 } },
    { parallel: ["C"], cluster: 16, tiles: { K: 1, C: 1, Y: 1, X: 1 } },
  ],
  shidiannao: [
    { parallel: ["Y"], order: ["K", "C", "Y", "X", "R", "S"], tiles: { K: 1, C: 1, Y: 1, X: 8 } },
    { parallel: ["X"], cluster: 8, tiles: { K: 1, C: 1, Y: 1, X: 1 } },
  ],
}

/** The 16 codes, four bits: order, parallel dimension, cluster size, tiles; 1 is free. */
const CODES = Array.from({ length: 16 }, (_, code) => code.toString(2).padStart(4, "0"))

/** Names of all spaces: "free", every machine, and every machine's classes as "nvdla-0101". */
export const PRESET_NAMES: readonly string[] = [
  "free",
  ...MACHINES,
  ...MACHINES.flatMap(machine => CODES.map(code => `${machine}-${code}`)),
]

/** The rules of a named space. A machine by itself is its class 0001: wiring fixed, outer tiles free. @throws InputError */
export function presetNamed(name: string): Partial<SpaceRules> {
  checkName("space", name, PRESET_NAMES)
  if (name === "free") return {}
  const [machine, code = "0001"] = name.split("-") as [Machine, string | undefined]
  return flexible(machine, code)
}

/** A machine with some axes freed. */
function flexible(machine: Machine, code: string): Partial<SpaceRules> {
  const [order, parallel, shape, tiles] = [...code].map(bit => bit === "1")
  const [outer, inner] = LEVELS[machine]
  const { order: outerOrder, tiles: outerTiles, parallel: outerParallel, ...rest } = outer
  const { cluster, parallel: innerParallel, ...innerRest } = inner
  // Freed spatial dimensions lose the diagonal, which is made for R alone.
  const { rows: _, ...withoutRows } = innerRest
  return {
    minLevels: 2,
    maxLevels: 2,
    levels: [
      {
        ...rest,
        ...(order ? {} : { order: outerOrder }),
        ...(parallel ? {} : { parallel: outerParallel }),
        ...(tiles ? {} : { tiles: outerTiles }),
      },
      {
        ...(parallel ? withoutRows : { ...innerRest, parallel: innerParallel }),
        ...(shape ? {} : { cluster }),
      },
    ],
  }
}
