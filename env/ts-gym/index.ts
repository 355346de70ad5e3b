// Public entry of ts-gym: Gymnasium's contract in TypeScript.

export { admitsNothing, findActionMask } from "./action-mask.ts"
export { type CheckContractOptions, checkEnvContract, checkWrapper } from "./check-contract.ts"
export { CHECK_ENV_DEFAULTS, type CheckEnvOptions, checkEnv } from "./check-env.ts"
export { CHECK_SPACE_DEFAULTS, type CheckSpaceOptions, checkSpace } from "./check-space.ts"
export { type CheckVectorEnvOptions, checkVectorEnv } from "./check-vector-env.ts"
export * from "./classic/index.ts"
export {
  ActionWrapper,
  Env,
  type Frame,
  type Info,
  type Made,
  type Metadata,
  ObservationWrapper,
  type ResetOptions,
  type ResetResult,
  RewardWrapper,
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
export type { EntryPoint, EnvKwargs, EnvSpec, VectorEntryPoint, WrapperClass, WrapperSpec } from "./spec.ts"
export type { WorkerEnv } from "./vector/async-protocol.ts"
export { AsyncVectorEnv, type AsyncVectorEnvOptions } from "./vector/async-vector-env.ts"
export { type MakeVecOptions, makeVec, type VectorizationMode } from "./vector/make-vec.ts"
export { SyncVectorEnv, type SyncVectorEnvOptions } from "./vector/sync-vector-env.ts"
export {
  type Actions,
  AutoresetMode,
  type Batch,
  type EnvFn,
  VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector/vector-env.ts"
export { listOfInfos, type VectorInfo } from "./vector/vector-info.ts"
export {
  VectorActionWrapper,
  VectorObservationWrapper,
  VectorRewardWrapper,
  VectorWrapper,
} from "./vector/vector-wrapper.ts"
export { VectorClipAction } from "./vector/wrappers/clip-action.ts"
export { VectorClipReward } from "./vector/wrappers/clip-reward.ts"
export { DictInfoToList } from "./vector/wrappers/dict-info-to-list.ts"
export { VectorFlattenObservation } from "./vector/wrappers/flatten-observation.ts"
export { VectorNormalizeObservation } from "./vector/wrappers/normalize-observation.ts"
export { VectorNormalizeReward } from "./vector/wrappers/normalize-reward.ts"
export { VectorRecordEpisodeStatistics } from "./vector/wrappers/record-episode-statistics.ts"
export { VectorRescaleAction } from "./vector/wrappers/rescale-action.ts"
export { VectorTransformAction } from "./vector/wrappers/transform-action.ts"
export { VectorTransformObservation } from "./vector/wrappers/transform-observation.ts"
export { VectorTransformReward } from "./vector/wrappers/transform-reward.ts"
export { VectorizeTransformAction } from "./vector/wrappers/vectorize-action.ts"
export { VectorizeTransformObservation } from "./vector/wrappers/vectorize-observation.ts"
export { Autoreset } from "./wrappers/autoreset.ts"
export type { Bins } from "./wrappers/bins.ts"
export { ClipAction } from "./wrappers/clip-action.ts"
export { ClipReward } from "./wrappers/clip-reward.ts"
export { createZeroArray } from "./wrappers/create-zero-array.ts"
export { DelayObservation } from "./wrappers/delay-observation.ts"
export { DiscretizeAction } from "./wrappers/discretize-action.ts"
export { DiscretizeObservation, type DiscretizeOptions } from "./wrappers/discretize-observation.ts"
export { DtypeObservation } from "./wrappers/dtype-observation.ts"
export { type FilterKeys, FilterObservation } from "./wrappers/filter-observation.ts"
export { FlattenObservation } from "./wrappers/flatten-observation.ts"
export { FrameStackObservation, type FrameStackObservationOptions } from "./wrappers/frame-stack-observation.ts"
export { NormalizeObservation, type NormalizeObservationOptions } from "./wrappers/normalize-observation.ts"
export { NormalizeReward, type NormalizeRewardOptions } from "./wrappers/normalize-reward.ts"
export { OrderEnforcing, type OrderEnforcingOptions } from "./wrappers/order-enforcing.ts"
export { PassiveEnvChecker } from "./wrappers/passive-env-checker.ts"
export {
  type EpisodeStatistics,
  RecordEpisodeStatistics,
  type RecordEpisodeStatisticsOptions,
} from "./wrappers/record-episode-statistics.ts"
export { RepeatAction } from "./wrappers/repeat-action.ts"
export { RescaleAction } from "./wrappers/rescale-action.ts"
export type { Bounds } from "./wrappers/rescale-box.ts"
export { RescaleObservation } from "./wrappers/rescale-observation.ts"
export { RunningMeanStd } from "./wrappers/running-mean-std.ts"
export { type RepeatDuration, StickyAction } from "./wrappers/sticky-action.ts"
export { TimeAwareObservation, type TimeAwareObservationOptions } from "./wrappers/time-aware-observation.ts"
export { TimeLimit } from "./wrappers/time-limit.ts"
export { TransformAction } from "./wrappers/transform-action.ts"
export { TransformObservation } from "./wrappers/transform-observation.ts"
export { TransformReward } from "./wrappers/transform-reward.ts"
