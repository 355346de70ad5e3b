// Energy, area and power constants, and the sets that are published.
//
// Source: MAESTRO 4eb08d1 (specification "cost model", sections 4.1 and 7). Upstream gives no source for
// them. Energy is relative to one MAC; area in µm², power in mW.

import { checkName, checkNumber, unknownName } from "../core/check.ts"
import { InputError } from "../core/errors.ts"

/** Technology constants of the cost model. */
export interface CostConstants {
  /** nJ per MAC. */
  readonly macEnergy: number
  /** Energy of one L1 access in MACs. */
  readonly l1Access: number
  /** Energy of one L2 access in MACs. */
  readonly l2Access: number
  /** Per MAC lane. */
  readonly macArea: number
  readonly macPower: number
  /** Per byte (element) of L1, the buffer of one PE. */
  readonly l1Area: number
  readonly l1Power: number
  /** Per byte (element) of L2, the shared buffer. */
  readonly l2Area: number
  readonly l2Power: number
  /** Units that the scaled size of bus and arbiter is multiplied with. */
  readonly busArea: number
  readonly busPower: number
  readonly arbiterArea: number
  readonly arbiterPower: number
}

/** The constants of the released program. */
export const MAESTRO_CONSTANTS: CostConstants = {
  macEnergy: 0.00023,
  l1Access: 1.68,
  l2Access: 18.61,
  macArea: 283,
  macPower: 1.2223,
  l1Area: 0.104,
  l1Power: 0.00345,
  l2Area: 0.104,
  l2Power: 0.00345,
  busArea: 101.7938,
  busPower: 0.8,
  arbiterArea: 395.473,
  arbiterPower: 0.34,
}

/**
 * The older set that the program keeps commented out, with the access energies of its unfinished
 * design-space engine. It prices SRAM by blocks, 64 bytes for L1 and 32 KiB for L2; here per byte of those.
 */
export const MAESTRO_OLDER_CONSTANTS: CostConstants = {
  ...MAESTRO_CONSTANTS,
  macEnergy: 0.904,
  l1Access: 2.91,
  l2Access: 32.2,
  macArea: 4470.9,
  l1Area: 4505.2 / 64,
  l1Power: 0.2208 / 64,
  l2Area: 4161.5 / 32768,
  l2Power: 4 / 32768,
}

/** Sets that can be chosen by name. */
export const CONSTANT_SETS: Readonly<Record<string, CostConstants>> = {
  maestro: MAESTRO_CONSTANTS,
  "maestro-older": MAESTRO_OLDER_CONSTANTS,
}

/** The set of a name. @throws InputError for an unknown one */
export function constantsNamed(name: string): CostConstants {
  return CONSTANT_SETS[checkName("constants", name, Object.keys(CONSTANT_SETS))]
}

/**
 * Constants from a JSON value: an object whose `base` names a published set (default "maestro") and whose
 * other fields override its values.
 *
 * @param where the file, for messages
 * @throws InputError for unknown fields and values that are not numbers of at least 0
 */
export function readConstants(value: unknown, where: string): CostConstants {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`${where}: expected a JSON object of constants`)
  }
  const { base = "maestro", ...fields } = value as Record<string, unknown>
  const constants: Record<string, number> = { ...constantsNamed(String(base)) }
  for (const [name, given] of Object.entries(fields)) {
    if (!Object.hasOwn(constants, name)) {
      throw new InputError(`${where}: ${unknownName("constant", name, Object.keys(constants))}`)
    }
    if (typeof given !== "number")
      throw new InputError(`${where}: ${name} is ${JSON.stringify(given)}, expected a number`)
    constants[name] = checkNumber(`${where}: ${name}`, given, 0)
  }
  return constants as unknown as CostConstants
}
