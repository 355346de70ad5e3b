// What an exported model says about itself: kind, meaning of inputs and actions, origin.

import type { PolicyFile } from "../../src/formats/policy-file.ts"

/** Text by key: the provenance, and under names of their own the kind, the features (group: names) and, where there is one, the
 * action table as JSON. */
export function metadataOf({ kind, features, actionTable, provenance }: PolicyFile): Record<string, string> {
  const groups = [...new Set(features.map(f => f.group))]
  const names = groups.map(group => [group, features.filter(f => f.group === group).map(f => f.name)])
  return {
    ...provenance,
    kind,
    features: JSON.stringify(Object.fromEntries(names)),
    ...(actionTable.length > 0 ? { actionTable: JSON.stringify(actionTable) } : {}),
  }
}
