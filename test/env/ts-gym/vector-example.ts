// The example of vector environments in env/ts-gym/README.md, but for the import; readme-vector.test.ts runs it.

// README starts here
import { make, makeVec, NormalizeObservation, VectorRecordEpisodeStatistics } from "../../../env/ts-gym/index.ts"

const env = new NormalizeObservation(make("CartPole-v1", { suttonBartoReward: true }))
console.log(`${env}`) // <NormalizeObservation<TimeLimit<OrderEnforcing<PassiveEnvChecker<CartPoleEnv<CartPole-v1>>>>>>

const envs = new VectorRecordEpisodeStatistics(makeVec("Taxi-v4", {}, { numEnvs: 3 }))
let [observations, infos] = envs.reset({ seed: 42 }) // environment i has seed 42 + i
console.log(observations) // Int32Array(3) [ 386, 324, 61 ]
const masks = infos.actionMask as Uint8Array // three masks of six actions each
for (let t = 0; t < 200; t++) {
  const actions = [0, 1, 2].map(i => masks.indexOf(1, 6 * i) - 6 * i) // or a batch: envs.actionSpace.sample()
  ;[observations, , , , infos] = envs.step(actions)
  masks.set(infos.actionMask as Uint8Array)
}
console.log(envs.lengthQueue) // [ 200, 200, 200 ]
envs.close()
