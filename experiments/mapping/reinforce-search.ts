// A mapping search by REINFORCE in Mapping-v0, layer by layer.

import type { LayerResult } from "../../src/mapping/search-layer.ts"
import type { NetworkSearch } from "./network-search.ts"

/** Placeholder until Mapping-v0. */
export async function searchWithReinforce(_search: NetworkSearch, _quiet: boolean): Promise<LayerResult[]> {
  throw new Error("not there yet")
}
