// The legality of a mapping: every point of the layer computed exactly once.
//
// Source: specification "physical", section 2. The levels are walked with the chunk sizes that occur;
// a mapping is accepted iff every level has a regular form for each of them.

import type { Dataflow } from "../maestro/dataflow.ts"
import type { Layer } from "../maestro/layer.ts"
import { type Form, formOf } from "./form.ts"
import { type Structure, structureOf } from "./levels.ts"
import { isRefusal, type Refusal } from "./refusal.ts"

/** A legal mapping, with the regular forms that the test found. */
export interface LegalMapping extends Structure {
  /** Per level the chunk sizes that occur; the first one is the whole piece of the level above. */
  readonly chunks: readonly (readonly (readonly number[])[])[]
  /** Regular form of a level for chunk sizes that occur there. */
  form(level: number, sizes: readonly number[]): Form
}

/**
 * Checks a mapping and prepares its evaluation.
 *
 * Accepts no illegal mapping. Refuses, as `joint`, a few legal ones whose outputs and taps advance
 * together, so that units see skewed ranges; they have no product form (specification, section 2.3).
 *
 * @throws InputError for a size or offset that is no positive integer
 */
export function checkMapping(layer: Layer, dataflow: Dataflow, numPEs: number): LegalMapping | Refusal {
  const structure = structureOf(layer, dataflow, numPEs)
  if (isRefusal(structure)) return structure
  const forms: Map<string, Form>[] = []
  const occurring: (readonly (readonly number[])[])[] = []
  let chunks = new Map([[structure.axes.sizes.join(), structure.axes.sizes]])
  for (const [index, level] of structure.levels.entries()) {
    const ofLevel = new Map<string, Form>()
    const below = new Map<string, readonly number[]>()
    for (const [key, sizes] of chunks) {
      const form = formOf(level, index, structure.axes, sizes)
      if (isRefusal(form)) return form
      ofLevel.set(key, form)
      for (const piece of piecesOf(form, sizes)) below.set(piece.join(), piece)
    }
    forms.push(ofLevel)
    occurring.push([...chunks.values()])
    chunks = below
  }
  const form = (level: number, sizes: readonly number[]) => forms[level].get(sizes.join()) as Form
  return { ...structure, chunks: occurring, form }
}

/** Why a mapping is refused, or null for a legal one. */
export function findRefusal(layer: Layer, dataflow: Dataflow, numPEs: number): Refusal | null {
  const result = checkMapping(layer, dataflow, numPEs)
  return isRefusal(result) ? result : null
}

/** Sizes of a unit's pieces: per axis the full one and, if there is one, the last, smaller one. */
function piecesOf(form: Form, sizes: readonly number[]): (readonly number[])[] {
  const out: (readonly number[])[] = [form.pieces]
  for (const [axis, piece] of form.pieces.entries()) {
    const rest = sizes[axis] % piece
    if (rest > 0) for (const full of out.slice()) out.push(full.with(axis, rest))
  }
  return out
}
