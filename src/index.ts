// Public entry of the library: cost models, networks, allocation problems and their solvers.

export { type Limit } from "./allocation/budget.ts"
export {
  type Budget,
  buildProblem,
  CONSTRAINTS,
  type Constraint,
  cornerTotals,
  DEPLOYMENTS,
  type Deployment,
  type FurtherConstraint,
  OBJECTIVES,
  type Objective,
  type ProblemOptions,
} from "./allocation/build.ts"
export { type ExactOptions, type ExactSolution, solveExact } from "./allocation/exact.ts"
export { type FrontOptions, type FrontPoint, paretoFront } from "./allocation/front.ts"
export { solveGreedy } from "./allocation/greedy.ts"
export {
  MEASUREMENT_DEFAULTS,
  type MeasurementOptions,
  type MeasurementReport,
  Meter,
  withModelError,
} from "./allocation/measured.ts"
export { type NamedProblemOptions, namedProblem } from "./allocation/named.ts"
export { PLATFORMS, type Platform, platformNamed } from "./allocation/platforms.ts"
export {
  type Aggregation,
  type Allocation,
  type AllocationProblem,
  costsOf,
  evaluateAllocation,
  limitsOf,
  requirePlain,
  smallestBudget,
} from "./allocation/problem.ts"
export { type ChoiceGrid, COARSE_GRID, FINE_GRID, peOf, tileOf } from "./core/choices.ts"
export { AnalectsError, InputError, UsageError } from "./core/errors.ts"
export { Rng } from "./core/rng.ts"
export { buildCostTable, type CostTable, type TableModel } from "./costs/cost-table.ts"
export { PROFILE_DATAFLOWS, PROFILES, type Profile } from "./costs/profile.ts"
export { type PolicyFile, readPolicy, writePolicy } from "./formats/policy-file.ts"
export { type AnalyzeOptions, analyze } from "./maestro/analyze.ts"
export { analyzeNetwork, type MappedLayer, NetworkError, type NetworkReport } from "./maestro/analyze-mapping.ts"
export { CONSTANT_SETS, type CostConstants, constantsNamed, readConstants } from "./maestro/constants.ts"
export { CSV_HEADER, csvRow } from "./maestro/csv.ts"
export { cluster, type Dataflow, type Directive, type OpenDataflow, spatial, temporal } from "./maestro/dataflow.ts"
export * as GridRow from "./maestro/grid/grid-row.ts"
export { HARDWARE_DEFAULTS, type Hardware, type TableHardware } from "./maestro/hardware.ts"
export { Kernel } from "./maestro/kernel.ts"
export { convolution, depthwise, gemm, type Layer, layerOf, macsOf } from "./maestro/layer.ts"
export type { Mapping, MappingLayer } from "./maestro/mapping-text/mapping.ts"
export { TextError, type TextProblem } from "./maestro/mapping-text/problems.ts"
export { type HardwareText, readHardware } from "./maestro/mapping-text/read-hardware.ts"
export { type ReadMapping, readMapping } from "./maestro/mapping-text/read-mapping.ts"
export { writeMapping } from "./maestro/mapping-text/write-mapping.ts"
export { parseFlags, type ReferenceFlags } from "./maestro/reference/flags.ts"
export { type ReferenceInputs, type ReferenceOutput, runReference } from "./maestro/reference/run.ts"
export type { LayerReport, TensorReport } from "./maestro/report.ts"
export * as Row from "./maestro/row.ts"
export { DATAFLOW_NAMES, templateFor } from "./maestro/templates.ts"
export { runtimeOf, type Timing } from "./maestro/timing.ts"
export { decode, encode } from "./mapping/decode.ts"
export { type Limits, MappingEvaluator } from "./mapping/evaluate.ts"
export { readGammaText, writeGammaText } from "./mapping/gamma-text.ts"
export { Dimensions, type Genome } from "./mapping/genome.ts"
export { type Goal, MAPPING_OBJECTIVES, type MappingObjective, parseGoal } from "./mapping/objectives.ts"
export { hypervolume, ParetoArchive } from "./mapping/pareto.ts"
export { PRESET_NAMES, presetNamed } from "./mapping/presets.ts"
export { runSearch, type SearchMethod, type SearchOutcome } from "./mapping/search.ts"
export { type LayerJob, type LayerResult, SEARCH_METHODS, searchLayer } from "./mapping/search-layer.ts"
export { MapSpace } from "./mapping/space.ts"
export type { SpaceRules } from "./mapping/space-rules.ts"
export { analyzePhysical, type LevelReport, type PhysicalOptions, type PhysicalReport } from "./physical/analyze.ts"
export {
  analyzePhysicalNetwork,
  type PhysicalNetworkReport,
  type RefusedLayer,
} from "./physical/analyze-network.ts"
export { findRefusal } from "./physical/legality.ts"
export { PHYSICAL_DEFAULTS, type PhysicalChoices } from "./physical/options.ts"
export { PhysicalKernel } from "./physical/packed/kernel.ts"
export { applyRepair, MappingError, type Reason, type Refusal, type Repair } from "./physical/refusal.ts"
export { PHYSICAL_DATAFLOW_NAMES, physicalParameters, physicalTemplate } from "./physical/templates.ts"
export { builtInNetwork, NETWORK_NAMES } from "./workloads/built-in.ts"
export type { Network } from "./workloads/network.ts"
export { parseNetworkCsv } from "./workloads/network-csv.ts"
export { type ImportedModel, type ImportOptions, importOnnx, networkOfModel } from "./workloads/onnx/import.ts"
