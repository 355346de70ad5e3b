// FrameStackObservation: the latest observations together.
//
// Source: Gymnasium 1.4.0, wrappers/stateful_observation.py.

import { type Env, ObservationWrapper, type ResetOptions, type ResetResult } from "../core.ts"
import { ValueError } from "../errors.ts"
import { batchSpace } from "../spaces/batch-space.ts"
import { concatenate } from "../spaces/concatenate.ts"
import { createEmptyArray } from "../spaces/create-empty-array.ts"
import type { Space } from "../spaces/space.ts"
import { createZeroArray } from "./create-zero-array.ts"

/** What FrameStackObservation may be given. */
export interface FrameStackObservationOptions<Obs> {
  /** What stands for observations before the first: that of the reset, zeros, or a given one. Default "reset". */
  paddingType?: "reset" | "zero" | Obs
}

/** Shows the latest `stackSize` observations as one batch, oldest first. */
export class FrameStackObservation<Act, InnerObs = unknown> extends ObservationWrapper<unknown, Act, InnerObs> {
  /** Observations together, ≥ 1. */
  readonly stackSize: number
  readonly #padding: "reset" | { readonly value: InnerObs }
  #queue: InnerObs[] = []

  /** @throws ValueError unless stackSize is a positive integer and a given padding is an observation */
  constructor(env: Env<InnerObs, Act>, stackSize: number, options: FrameStackObservationOptions<InnerObs> = {}) {
    if (!(Number.isSafeInteger(stackSize) && stackSize > 0))
      throw new ValueError(`FrameStackObservation: stackSize is ${stackSize}, expected a positive integer`)
    const inner = env.observationSpace as Space
    super(env, batchSpace(inner, stackSize), [FrameStackObservation, stackSize, options])
    const { paddingType = "reset" } = options
    this.stackSize = stackSize
    if (paddingType === "reset") this.#padding = "reset"
    else if (paddingType === "zero") this.#padding = { value: createZeroArray(inner) as InnerObs }
    else {
      const reason = inner.explain(paddingType)
      if (reason !== null) throw new ValueError(`FrameStackObservation: paddingType ${reason}, or "reset" or "zero"`)
      this.#padding = { value: paddingType as InnerObs }
    }
  }

  override reset(options?: ResetOptions): ResetResult<unknown> {
    this.#queue = []
    return super.reset(options)
  }

  override observation(observation: InnerObs): unknown {
    const padding = this.#padding === "reset" ? observation : this.#padding.value
    while (this.#queue.length < this.stackSize) this.#queue.push(padding)
    this.#queue.shift()
    this.#queue.push(observation)
    const space = this.env.observationSpace as Space
    return concatenate(space, this.#queue, createEmptyArray(space, this.stackSize))
  }
}
