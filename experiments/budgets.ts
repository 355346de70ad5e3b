// Constraints and budgets as they are typed: "area,power" within "0.2,150mW".

import {
  type Budget,
  CONSTRAINT_UNITS,
  CONSTRAINTS,
  type Constraint,
  type FurtherConstraint,
} from "../src/allocation/build.ts"
import { checkName, nearestName } from "../src/core/check.ts"
import { InputError, UsageError } from "../src/core/errors.ts"

/** Units of a constraint, in its own unit. The first one without special letters is what messages name. */
const UNITS: Readonly<Record<Constraint, Readonly<Record<string, number>>>> = {
  area: { um2: 1, mm2: 1e6, µm2: 1, "µm²": 1, "mm²": 1e6 },
  power: { uW: 1e-3, mW: 1, W: 1e3, µW: 1e-3 },
  l1: { B: 1, KiB: 1024, MiB: 1024 ** 2 },
  l2: { B: 1, KiB: 1024, MiB: 1024 ** 2 },
}

/** The constraints' own units as they are typed. */
const PLAIN_UNITS: Readonly<Record<Constraint, string>> = { area: "um2", power: "mW", l1: "B", l2: "B" }

/** Budget where none is given. */
export const BUDGET_DEFAULT = 0.5

/** One line on budgets, for help texts. */
export const BUDGET_HELP =
  "per constraint: 0 to 1 or 0% to 100%, a fraction between the smallest and largest corner totals; an amount with a unit " +
  "(um2, mm2; uW, mW, W; B, KiB, MiB); or a number above 1 in um2, mW or bytes"

/** Collects the values of an option that may be repeated. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** The items of a repeatable option that also takes lists with commas. */
function itemsOf(texts: readonly string[] | undefined): string[] {
  return (texts ?? []).flatMap(text => text.split(",")).map(item => item.trim())
}

/** The constraints by name; "l2_size" is l2. Default area. */
export function parseConstraints(texts: readonly string[] | undefined): Constraint[] {
  const names = itemsOf(texts).map(item =>
    checkName("constraint", item.toLowerCase().replace(/_size$/, ""), CONSTRAINTS),
  )
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) throw new InputError(`constraint ${twice} is named twice, expected each at most once`)
  return names.length === 0 ? ["area"] : names
}

/**
 * A budget for each constraint: as many as there are constraints, or one fraction for all of them.
 *
 * @throws UsageError when the numbers do not match, InputError for a budget that is none
 */
export function parseBudgets(
  constraints: readonly Constraint[],
  texts: readonly string[] | undefined,
): FurtherConstraint[] {
  const items = itemsOf(texts)
  if (items.length === 0) return constraints.map(constraint => ({ constraint, budget: BUDGET_DEFAULT }))
  if (items.length === constraints.length) {
    return constraints.map((constraint, i) => ({ constraint, budget: parseBudget(items[i], constraint) }))
  }
  const one = items.length === 1 ? constraints.map(constraint => parseBudget(items[0], constraint)) : []
  if (one.length > 0 && one.every(isFraction))
    return constraints.map((constraint, i) => ({ constraint, budget: one[i] }))
  throw new UsageError(
    `--constraint names ${constraints.length} (${constraints.join(", ")}), --budget gives ${items.length} ` +
      `(${items.join(", ")}): expected as many, or one fraction for all`,
  )
}

function isFraction(budget: Budget): boolean {
  return typeof budget === "number" && budget <= 1
}

/** A budget from its text: a number as the library takes it, or an amount in the constraint's unit. */
export function parseBudget(text: string, constraint: Constraint): Budget {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i.exec(text)
  if (match === null) throw new InputError(`budget is "${text}", expected a number, with or without a unit`)
  const [, digits, unit] = match
  const number = Number(digits)
  if (!(number >= 0 && Number.isFinite(number)))
    throw new InputError(`budget is ${text}, expected a number of at least 0`)
  if (unit === "") return number
  if (unit === "%") {
    if (number <= 100) return number / 100
    throw new InputError(`budget is ${text}, expected at most 100%`)
  }
  const known = UNITS[constraint]
  const name = Object.keys(known).find(u => u.toLowerCase() === unit.replace("μ", "µ").toLowerCase())
  if (name !== undefined) return { amount: number * known[name] }
  throw unknownUnit(text, unit, constraint)
}

/** The text that `parseBudget` reads as this budget. */
export function budgetText({ constraint, budget }: FurtherConstraint): string {
  return typeof budget === "number" ? String(budget) : `${budget.amount}${PLAIN_UNITS[constraint]}`
}

function unknownUnit(text: string, unit: string, constraint: Constraint): InputError {
  const names = Object.keys(UNITS[constraint]).filter(u => /^[\w]+$/.test(u))
  const near = nearestName(unit, names)
  const others = CONSTRAINTS.filter(c => unit.toLowerCase() in lowered(UNITS[c]))
  const hint = others.length > 0 ? ` ${unit} is a unit of ${others.join(", ")}.` : ""
  return new InputError(
    `budget "${text}" of ${constraint} has unit "${unit}"; allowed: ${names.join(", ")}, %, or none (0 to 1: a fraction, ` +
      `above 1: ${CONSTRAINT_UNITS[constraint]}).${hint}${hint === "" && near !== null ? ` Did you mean "${near}"?` : ""}`,
    "unknown-unit",
  )
}

function lowered(units: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(units).map(([name, factor]) => [name.toLowerCase(), factor]))
}
