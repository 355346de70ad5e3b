// Energy, area and power constants.
//
// Source: MAESTRO 4eb08d1 (specification "cost model", section 4.1). Upstream gives no source for them.
// Energy is relative to one MAC; area in µm², power in mW.

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
  /** Per byte (element) of L1 or L2. */
  readonly sramArea: number
  readonly sramPower: number
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
  sramArea: 0.104,
  sramPower: 0.00345,
  busArea: 101.7938,
  busPower: 0.8,
  arbiterArea: 395.473,
  arbiterPower: 0.34,
}
