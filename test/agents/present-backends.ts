// The TF.js backends of this machine: wasm and cpu everywhere, tensorflow where its library is.

import { BACKENDS, type BackendName, loadBackend } from "../../agents/backend.ts"

const present: BackendName[] = []
for (const name of BACKENDS) {
  const loads = await loadBackend(name).then(
    () => true,
    () => false,
  )
  if (loads) present.push(name)
}

/** Those that load. Which one is active afterwards is not said: load the one you need. */
export const PRESENT: readonly BackendName[] = present
