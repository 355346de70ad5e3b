// What sums of doubles are known to, and what the solvers make of it.
//
// Costs are exact (budget.ts), values are sums of doubles as they come. A sum of n numbers ≥ 0, each rounded itself, is off by n · 2^-53
// of itself at most, and so is a product of two such factors by twice that. Everything proven rests on two rules: a computed
// lower bound is first lowered by its own error (`surely`), so that rounding never drops what is better; and a selection counts as better only
// when it is lower by more than `toleranceOf` of the total, which is above what bounds are lowered by: else what is exactly as good
// as the incumbent could not be dropped.

/** Largest relative error of a sum of so many numbers ≥ 0, with room for the few roundings around it. */
export function roundingOf(terms: number): number {
  return (terms + 16) * 2 ** -52
}

/** Factor that turns the computed sum of so many numbers ≥ 0 into a lower bound of the sum meant. */
export function surely(terms: number): number {
  return 1 - roundingOf(terms)
}

/**
 * Relative difference of totals that counts as none, in a problem of so many entries: four times their rounding. 1.6e-13 for 160 entries, 1.8e-11 for 20,000.
 */
export function toleranceOf(entries: number): number {
  return 4 * roundingOf(entries)
}
