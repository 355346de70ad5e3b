// The mapping that a choice stands for: a template with the choice's numbers in it, as mapping text holds it.

import type { Directive, Extent, OpenDataflow } from "../maestro/dataflow.ts"
import type { Layer } from "../maestro/layer.ts"
import { templateFor } from "../maestro/templates.ts"
import { physicalParameters, physicalTemplate } from "../physical/templates.ts"
import { checkDataflowName, type Profile } from "./profile.ts"

/**
 * The dataflow of a layer for a choice of PE count and tile. Sizes of filter dimensions stay as Sz().
 *
 * @throws InputError for a dataflow that the profile does not have
 */
export function choiceMapping(
  profile: Profile,
  dataflow: string,
  layer: Layer,
  choice: { readonly pe: number; readonly tile: number },
): OpenDataflow {
  const name = checkDataflowName(profile, dataflow)
  const values: Readonly<Record<string, number>> = physicalParameters(layer, choice)
  const template = profile === "maestro" ? templateFor(name, layer.kind) : physicalTemplate(name, layer.kind)
  const extent = (e: Extent): Extent => (typeof e === "object" && "parameter" in e ? values[e.parameter] : e)
  return template.map((d): Directive<Extent> => {
    return d.kind === "cluster"
      ? { ...d, size: extent(d.size) }
      : { ...d, size: extent(d.size), offset: extent(d.offset) }
  })
}
