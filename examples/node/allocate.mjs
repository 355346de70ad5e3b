// Allocates a built-in network with a policy that `analects export --format onnx` wrote, in ONNX Runtime.
//
// Usage: node allocate.mjs POLICY.onnx [NETWORK] [BUDGET]

import { readFileSync } from "node:fs"
import { namedProblem, solveExact } from "analects"
import { AllocationEnv } from "analects/env"
import * as ort from "onnxruntime-web" // onnxruntime-node has the same interface

const [path, network = "resnet18", budget = "0.1"] = process.argv.slice(2)
ort.env.wasm.numThreads = 1
const session = await ort.InferenceSession.create(readFileSync(path))

const { problem } = namedProblem({ network, platform: "mobile", budget: Number(budget) })
const env = new AllocationEnv(problem)
const width = env.observationSpace.spaces.choices.shape[1]
let [observation, info] = env.reset({ seed: 0 })
for (let done = false; !done; ) {
  const { choices, situation, action_mask } = observation
  const { action } = await session.run({
    choices: new ort.Tensor("float32", choices, [1, action_mask.length, width]),
    situation: new ort.Tensor("float32", situation, [1, situation.length]),
    action_mask: new ort.Tensor("uint8", action_mask, [1, action_mask.length]),
  })
  ;[observation, , done, , info] = env.step(Number(action.data[0]))
}
const optimum = solveExact(problem).allocation.objective
console.log(
  `${network}: ${info.objective} cycles, optimum ${optimum}, gap ${(100 * (info.objective / optimum - 1)).toFixed(3)} %`,
)
await session.release()
