// Where the designs of a space end, and what was done to know.

/** Where a design ends, in the order in which it is decided; the sum of all is the number of designs. */
export const OUTCOMES = [
  /** Every design of the PE count breaks the area budget, or else the power budget. */
  "pesArea",
  "pesPower",
  /** Every design of the setting does. */
  "settingArea",
  "settingPower",
  /** The mapping is refused. */
  "refused",
  /** L1 or L2 is smaller than the mapping needs. */
  "buffers",
  "energy",
  /** Buffers make area or power too large. */
  "buffersArea",
  /** The model's numbers are not physically possible. */
  "impossible",
  "latency",
  "valid",
] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Number of designs per outcome, and work done. */
export type Counts = Record<Outcome, number> & {
  /** Mapping analyses, and run times worked out, both per layer. */
  analyses: number
  runtimes: number
  /** Designs whose costs were all worked out: one per mapping point and setting left. */
  evaluated: number
}

/** Zero counts. */
export function noCounts(): Counts {
  const zeros = OUTCOMES.map(name => [name, 0] as const)
  return { ...(Object.fromEntries(zeros) as Record<Outcome, number>), analyses: 0, runtimes: 0, evaluated: 0 }
}

/** Adds counts to others. */
export function addCounts(to: Counts, from: Counts): void {
  for (const name of Object.keys(from) as (keyof Counts)[]) to[name] += from[name]
}
