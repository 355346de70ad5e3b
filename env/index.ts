// Public entry of the environments; importing it registers them.

import "./registration.ts"

export { ALLOCATION_ENV_DEFAULTS, AllocationEnv, type AllocationEnvOptions } from "./allocation-env.ts"
export { ConfuciuXEnv, type ConfuciuXEnvOptions, type ConfuciuXInfo } from "./confuciux-env.ts"
export {
  FORMULATIONS,
  type Formulation,
  MAPPING_ENV_DEFAULTS,
  MappingEnv,
  type MappingEnvOptions,
} from "./mapping-env.ts"
export { MEASURED_COSTS_DEFAULTS, MeasuredCosts, type MeasuredCostsOptions } from "./measured-costs.ts"
export type { AllocationObservation } from "./observation.ts"
export type { AllocationKwargs, ConfuciuXKwargs, MappingKwargs } from "./registration.ts"
export { checkEnv, make } from "./ts-gym/index.ts"
