// Public entry of ts-gym: Gymnasium's contract in TypeScript.

export { admitsNothing, findActionMask } from "./action-mask.ts"
export { CHECK_ENV_DEFAULTS, type CheckEnvOptions, checkEnv } from "./check-env.ts"
export {
  Env,
  type Info,
  type Metadata,
  type ResetOptions,
  type ResetResult,
  type StepResult,
  Wrapper,
} from "./core.ts"
export { type EnvId, formatEnvId, parseEnvId } from "./env-id.ts"
export * from "./errors.ts"
export { setWarningSink, type WarningSink } from "./logger.ts"
export { type ChoiceOptions, Generator, type Items } from "./random/generator.ts"
export { PCG64, type PCG64State } from "./random/pcg64.ts"
export { SeedSequence } from "./random/seed-sequence.ts"
export { npRandom } from "./random/seeding.ts"
// All of it: a module that augments EnvRegistry names this entry.
export * from "./registry.ts"
export { Box } from "./spaces/box.ts"
export { Dict, type DictOptions, type DictSeed } from "./spaces/dict.ts"
export { Discrete, type DiscreteOptions } from "./spaces/discrete.ts"
export type { ArrayDtype, ArrayOf, Dtype } from "./spaces/dtype.ts"
export { spaceFromJSON } from "./spaces/from-json.ts"
export type { Mask } from "./spaces/mask.ts"
export { MultiBinary } from "./spaces/multi-binary.ts"
export { MultiDiscrete, type MultiDiscreteOptions } from "./spaces/multi-discrete.ts"
export { type ElementOf, Space, type SpaceJSON } from "./spaces/space.ts"
export type { EntryPoint, EnvKwargs, EnvSpec } from "./spec.ts"
export { concatenate } from "./vector/concatenate.ts"
export { SyncVectorEnv, type SyncVectorEnvOptions } from "./vector/sync-vector-env.ts"
export {
  AutoresetMode,
  VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector/vector-env.ts"
export { OrderEnforcing, type OrderEnforcingOptions } from "./wrappers/order-enforcing.ts"
export { PassiveEnvChecker } from "./wrappers/passive-env-checker.ts"
export {
  type EpisodeStatistics,
  RecordEpisodeStatistics,
  type RecordEpisodeStatisticsOptions,
} from "./wrappers/record-episode-statistics.ts"
export { TimeLimit } from "./wrappers/time-limit.ts"
