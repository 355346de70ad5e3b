// Everything `analects explain` says about one layer of a mapping file, before it is laid out.

import { InputError } from "../../src/core/errors.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import type { Dataflow } from "../../src/maestro/dataflow.ts"
import type { Hardware } from "../../src/maestro/hardware.ts"
import type { Layer } from "../../src/maestro/layer.ts"
import type { LayerReport } from "../../src/maestro/report.ts"
import { analyzePhysical, type PhysicalReport } from "../../src/physical/analyze.ts"
import { factsOf } from "../../src/physical/deviation-facts.ts"
import { type Certainty, deviationsIn, type Finding } from "../../src/physical/deviations.ts"
import { explainLevels, type LevelView, tensorAxes } from "../../src/physical/explain.ts"
import { checkMapping, type LegalMapping } from "../../src/physical/legality.ts"
import { PHYSICAL_DEFAULTS, type PhysicalChoices } from "../../src/physical/options.ts"
import { QUANTITIES, type Quantity, valueOf } from "../../src/physical/quantities.ts"
import { applyRepair, directiveText, isRefusal, type Refusal } from "../../src/physical/refusal.ts"
import { type Reuse, reuseOf } from "../../src/physical/reuse.ts"

/** One change on the way to a legal mapping. */
export interface Change {
  /** Place in the file's list of directives, from 1. */
  readonly directive: number
  readonly from: string
  /** Null when the directive is left out. */
  readonly to: string | null
  /** Why. */
  readonly message: string
}

/** One quantity under both profiles. */
export interface Difference {
  readonly quantity: Quantity
  /** Null when the reference does not cost the mapping. */
  readonly reference: number | null
  readonly physical: number
  /** Deviations at work on it, by number; empty when the values are equal or nothing is recognised. */
  readonly causes: readonly { readonly id: string; readonly certainty: Certainty }[]
}

/** A legal mapping taken apart. */
export interface Anatomy {
  readonly dataflow: Dataflow
  readonly levels: readonly LevelView[]
  /** Names of the axes of input, filter and output. */
  readonly axes: readonly (readonly string[])[]
  readonly reuse: readonly Reuse[]
  readonly physical: PhysicalReport
  /** What the reference says, or why it does not. */
  readonly reference: LayerReport | string
  readonly differences: readonly Difference[]
  /** Deviations at work on a quantity that differs. */
  readonly findings: readonly Finding[]
}

/** A layer's mapping, explained. */
export interface Explanation {
  readonly layer: Layer
  readonly hardware: Hardware
  /** Modelling choices of profile `physical`; its constants price both profiles. */
  readonly choices: PhysicalChoices
  readonly written: Dataflow
  /** Why the mapping is not legal, and the changes that make it so; null for a legal one. */
  readonly refused: {
    readonly refusal: Refusal
    readonly changes: readonly Change[]
    /** What the reference says of the mapping as it is written. */
    readonly reference: LayerReport | string
  } | null
  /** The mapping as written, or as changed; null when no change is known that makes it legal. */
  readonly anatomy: Anatomy | null
}

/** What a layer is costed on. */
type Setting = Pick<Explanation, "layer" | "hardware" | "choices">

/** Explains a mapping. @throws InputError for directives that mean nothing in either profile */
export function explain(
  layer: Layer,
  written: Dataflow,
  hardware: Hardware,
  given: Partial<PhysicalChoices> = {},
): Explanation {
  const setting = { layer, hardware, choices: { ...PHYSICAL_DEFAULTS, ...given } }
  const mapping = checkMapping(layer, written, hardware.numPEs)
  if (!isRefusal(mapping)) return { ...setting, written, refused: null, anatomy: anatomyOf(setting, written, mapping) }
  const { changes, dataflow, legal } = repaired(layer, written, hardware, mapping)
  const reference = referenceOf(setting, written)
  return {
    ...setting,
    written,
    refused: { refusal: mapping, changes, reference },
    anatomy: legal === null ? null : anatomyOf(setting, dataflow, legal),
  }
}

/** Applies repairs until the mapping is legal, or no more is known; as many as there are directives at most. */
function repaired(layer: Layer, written: Dataflow, { numPEs }: Hardware, first: Refusal) {
  const changes: Change[] = []
  let dataflow = written
  let found: Refusal | LegalMapping = first
  while (isRefusal(found) && found.repair !== null && changes.length < 2 * written.length) {
    const { directive, replacement } = found.repair
    const from = dataflow[directive]
    if (from.kind === "cluster") break
    changes.push({
      directive: directive + 1,
      from: directiveText(from),
      to: replacement === null ? null : directiveText(replacement),
      message: found.message,
    })
    dataflow = applyRepair(dataflow, found.repair)
    found = checkMapping(layer, dataflow, numPEs)
  }
  return { changes, dataflow, legal: isRefusal(found) ? null : found }
}

function anatomyOf(setting: Setting, dataflow: Dataflow, mapping: LegalMapping): Anatomy {
  const physical = analyzePhysical(setting.layer, dataflow, setting.hardware, setting.choices)
  const reference = referenceOf(setting, dataflow)
  const report = typeof reference === "string" ? null : reference
  const findings = deviationsIn(factsOf(mapping, physical, report))
  const differences = QUANTITIES.map(quantity => differenceOf(quantity, report, physical, findings))
  const named = new Set(differences.flatMap(d => d.causes.map(cause => cause.id)))
  return {
    dataflow,
    levels: explainLevels(mapping),
    axes: mapping.axes.tensors.map((_, t) => tensorAxes(mapping.axes, t)),
    reuse: reuseOf(mapping, physical.levels),
    physical,
    reference,
    differences,
    findings: findings.filter(finding => named.has(finding.deviation.id)),
  }
}

/** What the reference's model says, or in a sentence why it says nothing. */
function referenceOf({ layer, hardware, choices }: Setting, dataflow: Dataflow): LayerReport | string {
  try {
    return analyze(layer, dataflow, hardware, { constants: choices.constants })
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}

/** Differences below this share are rounding. */
const EQUAL = 1e-9

function differenceOf(
  quantity: Quantity,
  report: LayerReport | null,
  physicalReport: PhysicalReport,
  findings: readonly Finding[],
): Difference {
  const physical = valueOf(quantity, physicalReport)
  const reference = report === null ? null : valueOf(quantity, report)
  const equal = reference === null || Math.abs(reference - physical) <= EQUAL * Math.abs(physical)
  const causes = findings.flatMap(({ deviation, quantities }) => {
    const certainty = quantities.get(quantity)
    return equal || certainty === undefined ? [] : [{ id: deviation.id, certainty }]
  })
  return { quantity, reference, physical, causes }
}
