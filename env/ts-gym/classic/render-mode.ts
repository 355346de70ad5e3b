// What all environments here do when `render` is called without a render mode.

import type { Env } from "../core.ts"
import { warn } from "../logger.ts"

/** Says that nothing is drawn, and how to have it drawn. */
export function warnNoRenderMode(env: Env): null {
  const id = env.spec?.id ?? env.constructor.name
  warn(`${id}: render() without a render mode shows nothing; make it with { renderMode: … }, see metadata.renderModes`)
  return null
}
