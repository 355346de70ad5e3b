// The sentences and tables that terminal and page share.

import { type Layer, macsOf, TENSORS } from "../../src/maestro/layer.ts"
import type { LayerReport } from "../../src/maestro/report.ts"
import type { LevelView, LoopView, Piece, Range, StepView } from "../../src/physical/explain.ts"
import type { Refusal } from "../../src/physical/refusal.ts"
import type { Reuse } from "../../src/physical/reuse.ts"
import type { CostTableText } from "../cost/cost-view.ts"
import { profileText, profileWords } from "../profile-options.ts"
import type { Anatomy, Explanation } from "./explanation.ts"

/** A number in full: thousands apart, four digits after a point at most, six significant ones below 1. */
export function exact(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const text = Math.abs(value) < 1 ? String(Number(value.toPrecision(4))) : String(Number(value.toFixed(2)))
  const [whole, fraction] = text.split(".")
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",")
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}

/** A ratio for reading: two digits after the point unless it is whole. */
const ratio = (value: number) => exact(Number(value.toFixed(2)))
export const plural = (n: number, one: string, many = `${one}s`) => `${exact(n)} ${n === 1 ? one : many}`
const list = (sizes: readonly { readonly axis: string; readonly size: number }[]) =>
  sizes.map(({ axis, size }) => `${axis} ${size}`).join(" · ")

/** "CONV: K 8 · C 8 · Y 10 · X 10 · R 3 · S 3, 36,864 MACs". */
export function layerText(layer: Layer): string {
  const sizes = layer.dimensions.map(d => `${d.name} ${d.size}${d.stride > 1 ? ` (stride ${d.stride})` : ""}`)
  return `${layer.kind}: ${sizes.join(" · ")}, ${plural(macsOf(layer), "MAC")}`
}

/** "maestro beside physical (inner fill prefetch, …)". */
export function profilesText({ choices }: Explanation): string {
  const { constants: _, ...physical } = choices
  const settings = { profile: "physical", physical } as const
  const presumed =
    profileWords(settings, "physical").length === 0 ? "" : "; deviations are told for the default choices"
  return `maestro beside ${profileText(settings)}${presumed}`
}

/** What the units of a level are. */
function unitsText(levels: readonly LevelView[], i: number): string {
  const inside = levels.slice(i + 1).reduce((product, level) => product * level.units, 1)
  return i === levels.length - 1
    ? plural(levels[i].units, "PE")
    : `${plural(levels[i].units, "cluster")} of ${plural(inside, "PE")}`
}

/** "Level 0: 4 clusters of 4 PEs share K 8 · C 8 · …"; below it: "Level 1: 4 PEs of a cluster share …". */
export function levelTitle(levels: readonly LevelView[], i: number): string {
  const whose = i === 0 ? "" : " of a cluster"
  return `Level ${i}: ${unitsText(levels, i)}${whose} share ${list(levels[i].chunk)}`
}

/** The other chunks of a level; empty without any. */
export function smallerText({ chunk, smaller }: LevelView): string {
  if (smaller.length === 0) return ""
  const shown = smaller.slice(0, 3).map(sizes => list(sizes.filter((s, axis) => s.size !== chunk[axis].size)))
  const more = smaller.length > shown.length ? `, and ${smaller.length - shown.length} more` : ""
  return `at edges also on ${shown.join("; ")}${more}`
}

/** What a directive does to the chunk. */
export function loopText(loop: LoopView): string {
  const { axis, size, tile, step, steps, last, spatial, units, lastUnits } = loop
  const rest = (whole: number) => (last % whole === 0 ? "" : `, the last one with ${last % whole}`)
  if (loop.diagonal)
    return `diagonal: unit u holds the rows that meet tap piece u${steps > 1 ? `, ${steps} steps` : ""}`
  if (tile >= size) return spatial ? `one piece: all ${axis} ${size} in unit 0` : `all ${axis} ${size} at once`
  if (spatial && step > tile) {
    if (steps === 1) return `unit u: ${axis} piece u of ${tile}; ${units} units at work${rest(tile)}`
    const end = last === step ? "" : `; the last fold ${plural(lastUnits, "unit")}${rest(tile)}`
    return `unit u: ${axis} piece u of ${tile}; ${steps} folds of ${plural(units, "unit")}${end}`
  }
  return `${axis} in ${steps} steps of ${tile}${last === step ? "" : `, the last of ${last}`}`
}

/** "step 3: X' advances; C starts over". */
export function stepTitle(step: StepView, level: LevelView): string {
  const number = `step ${exact(step.index + 1)} of ${exact(level.steps)}`
  if (step.advanced === null) return number
  const at = level.loops.findIndex(loop => loop.axis === step.advanced)
  const inside = level.loops.slice(at + 1).filter(loop => loop.steps > 1)
  const over =
    inside.length === 0 ? "" : `, ${inside.map(loop => loop.axis).join(", ")} start${inside.length > 1 ? "" : "s"} over`
  return `${number}: ${step.advanced} advances${over}`
}

/** "K 0–3". */
export function rangeText(axis: string, [from, to]: Range): string {
  return to - from === 1 ? `${axis} ${from}` : `${axis} ${from}–${to - 1}`
}

/** Which axes of a tensor differ between the units shown. */
export function varyingAxes({ units }: StepView, tensor: number): boolean[] {
  const [first] = units
  return first.pieces[tensor].ranges.map(([from, to], axis) =>
    units.some(({ pieces }) => pieces[tensor].ranges[axis][0] !== from || pieces[tensor].ranges[axis][1] !== to),
  )
}

/** New, partly new or kept, as a sign. */
export function signOf({ fresh, elements }: Piece): string {
  return fresh === 0 ? "○" : fresh === elements ? "●" : "◐"
}
export const LEGEND = "● new   ◐ partly new   ○ kept from the step before"

/** What the array fetches of a tensor in a step. */
export function arrayText(step: StepView, tensor: number): string {
  const { fresh, elements } = step.array[tensor]
  const output = tensor === 2
  if (fresh === 0) return output && step.again ? "kept, sums go on" : "kept"
  const some = fresh === elements ? `${exact(elements)} new` : `${exact(fresh)} of ${exact(elements)} new`
  const notes = [
    ...(output && step.again ? ["sums return"] : []),
    ...(step.working > 1 && !output ? sharing(step, tensor) : []),
    ...(step.working > 1 && output && !varyingAxes(step, tensor).includes(true) ? ["summed over units"] : []),
  ]
  return [some, ...notes].join(", ")
}

function sharing(step: StepView, tensor: number): string[] {
  if (!varyingAxes(step, tensor).includes(true)) return [`one fetch for ${step.working} units`]
  const [a, b] = step.units.map(({ pieces }) => pieces[tensor].ranges)
  const overlap = b !== undefined && a.every(([, to], axis) => b[axis][0] < to)
  return overlap ? ["halo shared"] : []
}

/** Columns: the factors from L2 to the MACs; their product is the MACs per element. */
export function reuseTable({ reuse, levels }: Anatomy): CostTableText {
  const inner = levels
    .slice(1)
    .flatMap((_, i) => ["× fetched again", i + 1 === levels.length - 1 ? "× to PEs" : "× to clusters"])
  const header = [
    "tensor",
    "elements",
    "MACs per element",
    "= fetched from L2",
    levels.length === 1 ? "× to PEs" : "× to clusters",
    ...inner,
    "× MACs per L1 fill",
  ]
  const rows = reuse.map((r, t) => [
    TENSORS[t],
    exact(r.elements),
    ratio(r.uses),
    ...r.levels.flatMap(({ fetches, units }) => [ratio(fetches), ratio(units)]),
    ratio(r.perFill),
  ])
  return { header, rows, texts: 1 }
}

/** The reuse of a tensor in a sentence. */
export function reuseText(reuse: Reuse, tensor: number): string {
  const output = tensor === 2
  const copies = reuse.levels.reduce((product, level) => product * level.units, 1)
  const below = reuse.levels.slice(1).reduce((product, level) => product * level.fetches, 1)
  const again = below > 1 ? `${output ? "leaves" : "enters"} a cluster’s array ${ratio(below)} times` : ""
  const parts = [
    trafficText(reuse, output),
    copies > 1 ? `${output ? "summed over" : "multicast to"} ${ratio(copies)} units` : "",
    again,
    `${ratio(reuse.perFill)} ${reuse.perFill === 1 ? "MAC" : "MACs"} per ${output ? "stay" : "fill"} in L1`,
  ]
  return `${TENSORS[tensor]}: ${parts.filter(part => part !== "").join("; ")}`
}

/** How often a tensor passes between L2 and the array, and why more than once. */
function trafficText({ levels, again }: Reuse, output: boolean): string {
  const verb = output ? "written to L2" : "fetched from L2"
  const { fetches } = levels[0]
  if (fetches === 1) return `${verb} once`
  const loops = again.map(({ axis, steps }) => `each of ${steps} ${axis} steps`)
  const expected = again.reduce((product, { steps }) => product * steps, 1)
  const why = [
    ...(loops.length > 0 ? [`anew in ${loops.join(" and ")}`] : []),
    ...(output ? ["partial sums return"] : fetches > expected ? ["tiles overlap in their windows"] : []),
    ...(fetches < expected ? ["less what is still held"] : []),
  ]
  return `${verb} ${ratio(fetches)} times (${why.join(", ")})`
}

/** A row of the comparison: both values, their ratio, and why they differ. */
function comparison(name: string, a: number | null, b: number, why: string): string[] {
  const relation = a === null || b === 0 ? "–" : `× ${exact(Number((a / b).toPrecision(3)))}`
  return [name, a === null ? "–" : exact(a), exact(b), a === b ? "=" : relation, why]
}

/** Both profiles side by side, and why they differ. */
export function comparisonTable({ differences, physical, reference }: Anatomy): CostTableText {
  const report = typeof reference === "string" ? null : reference
  const rows = differences.map(({ quantity, reference: a, physical: b, causes }) => {
    const ids = causes.map(({ id, certainty }) => (certainty === "certain" ? id : `${id}?`)).join(" ")
    const equal = a === null || Math.abs(a - b) <= 1e-9 * Math.abs(b)
    return comparison(quantity, a, b, equal ? "" : ids === "" ? "not recognised" : ids)
  })
  const at = differences.findIndex(d => d.quantity.startsWith("energy")) + 1
  rows.splice(at, 0, comparison("energy, complete", report?.ownEnergy ?? null, physical.energy, "the counts above"))
  if (report !== null && report.ownEnergy === physical.energy) rows[at][4] = ""
  rows.push(["verdict", report?.verdict ?? "–", physical.verdict, "", ""])
  return { header: ["", "maestro", "physical", "maestro / physical", "why"], rows, texts: 1 }
}

/** Deviations at work, certain ones first in words. */
export function findingTexts({ findings, differences }: Anatomy): { id: string; title: string; text: string }[] {
  return findings.map(({ deviation }) => {
    const causes = differences.flatMap(d => d.causes.filter(cause => cause.id === deviation.id))
    const sure = causes.some(cause => cause.certainty === "certain")
    const { id, title, where, effect } = deviation
    return { id, title, text: `${sure ? "" : "likely: "}${where}. ${capital(effect)}.` }
  })
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1)

/** Why a mapping is not legal, what to change, and what the reference makes of it. */
export function refusedTexts({ refused, anatomy }: Explanation): string[] {
  if (refused === null) return []
  const { refusal, changes, reference } = refused
  const changed = changes.map(({ directive, from, to }) =>
    to === null ? `leave out directive ${directive}, ${from}` : `directive ${directive}: ${to} instead of ${from}`,
  )
  const repair =
    anatomy === null
      ? [`No change is known that makes it legal${changed.length === 0 ? "" : `; tried: ${changed.join("; ")}`}.`]
      : [`Repair: ${changed.join("; ")}. What follows is the repaired mapping.`]
  return [`${reasonText(refusal)}: ${refusal.message}.`, ...repair, saidOfIllegal(reference)]
}

function reasonText({ reason, level, directive }: Refusal): string {
  const where = [...(level < 0 ? [] : [`level ${level}`]), ...(directive < 0 ? [] : [`directive ${directive + 1}`])]
  return `Not a legal mapping (${[reason, ...where].join(", ")})`
}

function saidOfIllegal(reference: LayerReport | string): string {
  if (typeof reference === "string") return `The reference does not cost it as written: ${reference}.`
  const { macs, trueMacs, runtime, verdict } = reference
  const judged = verdict === "ok" ? "passes the verdict" : `verdict ${verdict}`
  return `Of the mapping as written the reference says ${exact(macs)} MACs (the layer has ${exact(trueMacs)}) in ${exact(runtime)} cycles; ${judged}.`
}
