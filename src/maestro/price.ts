// Energy, area and power of an evaluated row.
//
// Source: specification "cost model", sections 4.2 and 4.4. Digits depend on the order of additions,
// so per-PE terms are added up PE by PE and accesses one kind at a time, as upstream.

import { type CostConstants, MAESTRO_CONSTANTS } from "./constants.ts"
import type { Hardware } from "./hardware.ts"
import { FILTER, INPUT, OUTPUT } from "./layer.ts"
import * as Row from "./row.ts"

/** The six L1 access counts that enter an energy: reads then writes of input, filter, output. */
function addL1(sum: number, row: ArrayLike<number>, at: number, perAccess: number): number {
  let e = sum
  for (let t = INPUT; t <= OUTPUT; t++) {
    e += row[at + Row.L1_READS + t] * perAccess
    e += row[at + Row.L1_WRITES + t] * perAccess
  }
  return e
}

/**
 * The reference's energy column in nJ (section 4.2).
 *
 * Quirk 17: a clustered mapping is charged the L1 accesses of the *previous* layer of its file
 * (`previous`, none for the first), a one-level mapping its own. L2 reads of the output and the MACs
 * are never charged.
 */
function energyOf(row: ArrayLike<number>, at: number, previous: ArrayLike<number> | null, c: CostConstants): number {
  const single = row[at + Row.SINGLE_RECORD] === 1
  let e = 0
  if (!single && previous !== null) e = addL1(e, previous, 0, c.l1Access)
  for (let t = INPUT; t <= FILTER; t++) {
    e += row[at + Row.L2_READS + t] * c.l2Access
    e += row[at + Row.L2_WRITES + t] * c.l2Access
  }
  e += row[at + Row.L2_WRITES + OUTPUT] * c.l2Access
  if (single) e = addL1(e, row, at, c.l1Access)
  return e * c.macEnergy
}

/** Bytes an SRAM is priced for: as a 32-bit integer, and never none. */
export function cellsOf(bytes: number): number {
  return (bytes | 0) === 0 ? 1 : bytes | 0
}

function cells(row: ArrayLike<number>, at: number): number {
  return cellsOf(row[at] + row[at + 1] + row[at + 2])
}

const busSize = (numPEs: number) => 14.662 * numPEs + 28.895
const arbiterSize = (numPEs: number) => 1.2886 * numPEs * numPEs + 5.5814 * numPEs - 23.711

/** Power of the network on chip in mW. */
export function nocPowerOf(numPEs: number, bandwidth: number, c: CostConstants): number {
  const arbiter = Math.max((c.arbiterPower * arbiterSize(numPEs)) / 1000, c.arbiterPower)
  return ((c.busPower * busSize(numPEs)) / 1000) * bandwidth + arbiter
}

/** Area of the network on chip in µm². */
export function nocAreaOf(numPEs: number, bandwidth: number, c: CostConstants): number {
  return c.busArea * busSize(numPEs) * bandwidth + Math.max(c.arbiterArea * arbiterSize(numPEs), c.arbiterArea)
}

/** Number of PEs from which on `sumOf` is faster than adding up. */
const MANY_PES = 192

const sumView = new Float64Array(1)
const sumBits = new Int32Array(sumView.buffer)

/** The power of two above x > 0. */
function powerAbove(x: number): number {
  sumView[0] = x
  sumBits[0] = 0
  sumBits[1] = (sumBits[1] & 0x7ff00000) + 0x00100000
  return sumView[0]
}

/**
 * 0 + term + term … n times, rounded after each addition, without making each: between two powers of two a sum
 * grows by the same amount every time, from the second sum there on. (Where it falls halfway between two numbers
 * it is rounded to the even one; the first sum may be odd, the second is even, and so are all that follow.)
 */
export function sumOf(term: number, n: number): number {
  let sum = 0
  let left = n
  if (!(term > 1e-100 && term < 1e100)) {
    for (; left > 0; left--) sum += term
    return sum
  }
  while (left > 1) {
    const first = sum + term
    const limit = powerAbove(first)
    sum = first + term
    left -= 2
    if (sum >= limit) continue
    const gain = sum + term - sum
    const equal = Math.min(left, Math.floor((limit - sum) / gain))
    sum += equal * gain
    left -= equal
  }
  return left > 0 ? sum + term : sum
}

/** Fills energy, area and power of a row (section 4.4: the mapping's needs are priced, not a configured size). */
export function priceInto(
  row: Float64Array,
  at: number,
  hardware: Hardware,
  previous: ArrayLike<number> | null = null,
  c: CostConstants = MAESTRO_CONSTANTS,
): void {
  const { numPEs, simdLanes, nocBandwidth } = hardware
  const l1 = cells(row, at + Row.L1_SIZE)
  const l2 = cells(row, at + Row.L2_SIZE)
  const pePower = c.macPower * simdLanes
  const l1Power = c.l1Power * l1
  const peArea = c.macArea * simdLanes + c.l1Area * l1
  const isLarge = numPEs >= MANY_PES
  let peSum = isLarge ? sumOf(pePower, numPEs) : 0
  let l1Sum = isLarge ? sumOf(l1Power, numPEs) : 0
  let areaSum = isLarge ? sumOf(peArea, numPEs) : 0
  let powerSum = isLarge ? sumOf(pePower + l1Power, numPEs) : 0
  for (let i = isLarge ? numPEs : 0; i < numPEs; i++) {
    peSum += pePower
    l1Sum += l1Power
    areaSum += peArea
    powerSum += pePower + l1Power
  }
  const nocPower = nocPowerOf(numPEs, nocBandwidth, c)
  const nocArea = nocAreaOf(numPEs, nocBandwidth, c)
  const l2Power = c.l2Power * l2
  row[at + Row.ENERGY] = energyOf(row, at, previous, c)
  row[at + Row.AREA] = areaSum + c.l2Area * l2 + nocArea
  row[at + Row.POWER] = powerSum + l2Power + nocPower
  row[at + Row.PE_POWER] = peSum
  row[at + Row.L1_POWER] = l1Sum
  row[at + Row.L2_POWER] = l2Power
  row[at + Row.NOC_POWER] = nocPower
}
