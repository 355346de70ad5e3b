// An exported policy in the page: loads its files, and decides with the probabilities of the model.

import type { LayersModel } from "@tensorflow/tfjs"
import type { Actor } from "../../agents/policy.ts"
import type { ChoiceObservation } from "../../agents/scorer-network.ts"
import { InputError } from "../../src/core/errors.ts"
import type { Rng } from "../../src/core/rng.ts"

/** TF.js, which a script before this one defines. */
declare const tf: typeof import("@tensorflow/tfjs")

/** The two files of an export: model.json, parsed, and weights.bin. */
export interface PolicyFiles {
  readonly model: {
    readonly modelTopology: object
    readonly weightsManifest: readonly { readonly weights: readonly object[] }[]
    readonly userDefinedMetadata?: Readonly<Record<string, string>>
  }
  readonly weights: ArrayBuffer
}

/** A loaded policy. */
export interface LoadedPolicy {
  readonly actor: Actor<ChoiceObservation, number>
  readonly metadata: Readonly<Record<string, string>>
}

/** @throws InputError for a policy that does not score choices; what TF.js throws for files that are none */
export async function loadPolicy({ model, weights }: PolicyFiles): Promise<LoadedPolicy> {
  await tf.setBackend("cpu") // for networks of this size the quickest
  const metadata = model.userDefinedMetadata ?? {}
  if (metadata.kind !== "scorer")
    throw new InputError(`this policy is of kind ${metadata.kind}, the page needs a scorer`)
  const weightSpecs = model.weightsManifest.flatMap(group => group.weights) as never
  const artifacts = { modelTopology: model.modelTopology, weightSpecs, weightData: weights }
  const layers = await tf.loadLayersModel({ load: async () => artifacts })
  return { actor: new ModelActor(layers), metadata }
}

class ModelActor implements Actor<ChoiceObservation, number> {
  readonly #model: LayersModel

  constructor(model: LayersModel) {
    this.#model = model
  }

  begin(): void {}

  act({ choices, situation, action_mask }: ChoiceObservation, rng: Rng | null): number {
    const n = action_mask.length
    const p = tf.tidy(() => {
      const inputs = [
        tf.tensor(choices, [1, n, choices.length / n]),
        tf.tensor(situation, [1, situation.length]),
        tf.tensor(Float32Array.from(action_mask), [1, n]),
      ]
      return (this.#model.predict(inputs) as ReturnType<typeof tf.tensor>).dataSync()
    })
    if (rng !== null) return rng.categorical(p, n)
    return p.indexOf(Math.max(...p))
  }
}
