// A run without the bridge: results of the actions given, as JSON on standard output; after an end, a reset.
//
// Usage: node trajectory.mjs '{"id":…,"kwargs":…,"numEnvs":…,"seed":…,"actions":[…]}'

import "../../../../dist/env/index.js"
import { make, makeVec, setWarningSink } from "../../../../dist/env/ts-gym/index.js"

setWarningSink(() => {})
const { id, kwargs, numEnvs, seed, actions, autoresetMode } = JSON.parse(process.argv[2])
const plain = x => JSON.parse(JSON.stringify(x, (_, v) => (ArrayBuffer.isView(v) ? Array.from(v) : v)))
const env =
  numEnvs === 0 ? make(id, kwargs) : makeVec(id, kwargs, { numEnvs, vectorKwargs: { autoresetMode, copy: true } })
const results = [plain(env.reset({ seed }))]
for (const action of actions) {
  const result = env.step(numEnvs === 0 ? action : Int32Array.from(action))
  results.push(plain(result))
  if (numEnvs === 0 && (result[2] || result[3])) results.push(plain(env.reset()))
}
process.stdout.write(JSON.stringify(results))
