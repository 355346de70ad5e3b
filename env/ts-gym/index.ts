// Public entry of ts-gym: Gymnasium's contract in TypeScript.

export { admitsNothing, findActionMask } from "./action-mask.ts"
export { CHECK_ENV_DEFAULTS, type CheckEnvOptions, checkEnv } from "./check-env.ts"
export { CHECK_SPACE_DEFAULTS, type CheckSpaceOptions, checkSpace } from "./check-space.ts"
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
export {
  type ChoiceOptions,
  Generator,
  type IntegersOptions,
  type Items,
  type RandomOptions,
} from "./random/generator.ts"
export type { IntegerDtype, IntegersOf } from "./random/integers.ts"
export { PCG64, type PCG64State } from "./random/pcg64.ts"
export { SeedSequence } from "./random/seed-sequence.ts"
export { npRandom } from "./random/seeding.ts"
// All of it: a module that augments EnvRegistry names this entry.
export * from "./registry.ts"
export { batchSpace } from "./spaces/batch-space.ts"
export { Box } from "./spaces/box.ts"
export { concatenate } from "./spaces/concatenate.ts"
export { createEmptyArray } from "./spaces/create-empty-array.ts"
export { Dict, type DictOptions } from "./spaces/dict.ts"
export { Discrete, type DiscreteDtype, type DiscreteOptions } from "./spaces/discrete.ts"
export type { ArrayDtype, ArrayOf, Dtype, IntegerArrayDtype } from "./spaces/dtype.ts"
export { flatdim } from "./spaces/flat-dim.ts"
export { flatten } from "./spaces/flatten.ts"
export { flattenSpace } from "./spaces/flatten-space.ts"
export { spaceFromJSON } from "./spaces/from-json.ts"
export { Graph, type GraphInstance, type GraphMask, type GraphSampleOptions } from "./spaces/graph.ts"
export { iterate } from "./spaces/iterate.ts"
export type { Mask } from "./spaces/mask.ts"
export { MultiBinary } from "./spaces/multi-binary.ts"
export { MultiDiscrete, type MultiDiscreteOptions } from "./spaces/multi-discrete.ts"
export { OneOf } from "./spaces/one-of.ts"
export { Sequence, type SequenceMask, type SequenceOptions } from "./spaces/sequence.ts"
export { type ElementOf, type Seed, Space, type SpaceJSON } from "./spaces/space.ts"
export { ALPHANUMERIC, Text, type TextMask, type TextOptions } from "./spaces/text.ts"
export { Tuple } from "./spaces/tuple.ts"
export { unflatten } from "./spaces/unflatten.ts"
export type { EntryPoint, EnvKwargs, EnvSpec } from "./spec.ts"
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
