// Amounts with units, as budgets are written.

/** What an amount is of. */
export type Dimension = "area" | "power" | "energy" | "latency"

/** Units by dimension, and how much of the first one each is. */
const UNITS: Readonly<Record<Dimension, Readonly<Record<string, number>>>> = {
  area: { "µm²": 1, um2: 1, "mm²": 1e6, mm2: 1e6 },
  power: { mW: 1, W: 1000 },
  energy: { nJ: 1, µJ: 1e3, uJ: 1e3, mJ: 1e6, J: 1e9 },
  latency: { cycles: 1, kcycles: 1e3, Mcycles: 1e6, Gcycles: 1e9 },
}

/** An amount in the first unit of its dimension, or what is wrong with it. */
export function amountOf(given: string | number, dimension: Dimension): number | string {
  if (typeof given === "number") return given > 0 ? given : `is ${given}, expected a number above 0`
  const found = /^\s*([\d.,_]+(?:e[+-]?\d+)?)\s*(\S+)\s*$/i.exec(given)
  const units = Object.keys(UNITS[dimension])
  const factor = found === null ? undefined : UNITS[dimension][found[2]]
  const value = found === null ? Number.NaN : Number(found[1].replaceAll(/[,_]/g, ""))
  if (factor === undefined || !(value > 0)) {
    return `is "${given}", expected a number above 0 with a unit: ${units.join(", ")}`
  }
  return value * factor
}
