// The classic environments, registered by importing this file.

import { register } from "../registry.ts"
import { CartPoleEnv, type CartPoleOptions } from "./cart-pole.ts"
import { FrozenLakeEnv, type FrozenLakeOptions } from "./frozen-lake.ts"
import { MountainCarEnv, type MountainCarOptions } from "./mountain-car.ts"
import { TaxiEnv, type TaxiOptions } from "./taxi.ts"

export { CartPoleEnv, type CartPoleOptions } from "./cart-pole.ts"
export {
  FROZEN_LAKE_MAPS,
  FrozenLakeEnv,
  type FrozenLakeOptions,
  generateRandomMap,
  type RandomMapOptions,
} from "./frozen-lake.ts"
export { MountainCarEnv, type MountainCarOptions } from "./mountain-car.ts"
export { decodeTaxi, encodeTaxi, TaxiEnv, type TaxiOptions, taxiActionMask } from "./taxi.ts"

declare module "../registry.ts" {
  interface EnvRegistry {
    "CartPole-v0": { env: CartPoleEnv; kwargs: CartPoleOptions }
    "CartPole-v1": { env: CartPoleEnv; kwargs: CartPoleOptions }
    "MountainCar-v0": { env: MountainCarEnv; kwargs: MountainCarOptions }
    "Taxi-v3": { env: TaxiEnv; kwargs: Pick<TaxiOptions, "isRainy" | "ficklePassenger" | "renderMode"> }
    "Taxi-v4": { env: TaxiEnv; kwargs: Omit<TaxiOptions, "version"> }
    "FrozenLake-v1": { env: FrozenLakeEnv; kwargs: FrozenLakeOptions }
    "FrozenLake8x8-v1": { env: FrozenLakeEnv; kwargs: FrozenLakeOptions }
  }
}

const cartPole = {
  entryPoint: (options: CartPoleOptions) => new CartPoleEnv(options),
  accepts: ["suttonBartoReward", "renderMode"],
}
register({ id: "CartPole-v0", ...cartPole, maxEpisodeSteps: 200, rewardThreshold: 195 })
register({ id: "CartPole-v1", ...cartPole, maxEpisodeSteps: 500, rewardThreshold: 475 })
register({
  id: "MountainCar-v0",
  entryPoint: (options: MountainCarOptions) => new MountainCarEnv(options),
  accepts: ["goalVelocity", "renderMode"],
  maxEpisodeSteps: 200,
  rewardThreshold: -110,
})
register({
  id: "Taxi-v3",
  entryPoint: (options: TaxiOptions) => new TaxiEnv({ ...options, version: 3 }),
  accepts: ["isRainy", "ficklePassenger", "renderMode"],
  maxEpisodeSteps: 200,
  rewardThreshold: 8,
})
register({
  id: "Taxi-v4",
  entryPoint: (options: TaxiOptions) => new TaxiEnv(options),
  accepts: ["isRainy", "ficklePassenger", "rainyProbability", "fickleProbability", "renderMode"],
  maxEpisodeSteps: 200,
  rewardThreshold: 8,
})
const frozenLake = {
  entryPoint: (options: FrozenLakeOptions) => new FrozenLakeEnv(options),
  accepts: ["desc", "mapName", "isSlippery", "successRate", "rewardSchedule", "renderMode"],
}
register({ id: "FrozenLake-v1", ...frozenLake, kwargs: { mapName: "4x4" }, maxEpisodeSteps: 100, rewardThreshold: 0.7 })
register({
  id: "FrozenLake8x8-v1",
  ...frozenLake,
  kwargs: { mapName: "8x8" },
  maxEpisodeSteps: 200,
  rewardThreshold: 0.85,
})
