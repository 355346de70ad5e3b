// One policy, every backend: the same greedy actions; probabilities and gradients to rounding.
//
// Sampling is plain JavaScript and does not know the backend: equal weights give equal actions to the bit. What may
// differ is the graph. float32 numbers carry 6e-8; sums of up to 32 products in another order, exp and tanh by another
// method, and a few layers of them stay below 1e-5 of the largest number.

import { describe, expect, test } from "vitest"
import { loadBackend } from "../../agents/backend.ts"
import { PRESENT } from "./present-backends.ts"
import { TINY_LEARNERS, type TinyState } from "./tiny-learners.ts"

const TOLERANCE = 1e-5
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7]

/** What a policy in a given state does and thinks on a backend; null: as it is after 20 updates there. */
async function findings(backend: string, kind: string, state: TinyState | null) {
  const { tf } = await loadBackend(backend)
  const learner = TINY_LEARNERS[kind](tf)
  if (state === null) for (let i = 0; i < 20; i++) learner.update()
  else learner.restore(state)
  const batch = SEEDS.map(seed => learner.greedy(seed).trajectory)
  const [probabilities, entropies] = tf.tidy(() => {
    const { logProb, entropy } = learner.evaluate(batch)
    return [logProb.dataSync().slice().map(Math.exp), entropy.dataSync().slice()]
  })
  const found = {
    state: learner.save(),
    actions: batch.map(({ actions }) => actions),
    numbers: { probabilities, entropies, gradient: learner.gradient(batch) },
  }
  learner.dispose()
  return found
}

/** Largest difference as a share of the largest number, or of 1 where that is less. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  const scale = Math.max(1, ...Array.from(b, Math.abs))
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]))) / scale
}

describe.each(Object.keys(TINY_LEARNERS))("%s", kind => {
  test("a trained policy carried to another backend", async () => {
    const home = await findings("wasm", kind, null)
    expect(new Set(home.actions.flat().map(String)).size).toBeGreaterThan(1)
    for (const backend of PRESENT) {
      const there = await findings(backend, kind, home.state)
      expect(there.actions, backend).toEqual(home.actions)
      for (const key of ["probabilities", "entropies", "gradient"] as const) {
        expect(distance(there.numbers[key], home.numbers[key]), `${key} on ${backend}`).toBeLessThan(TOLERANCE)
      }
    }
  })

  test("a policy trained on another backend from the same seed", async () => {
    const home = await findings("wasm", kind, null)
    for (const backend of PRESENT) expect((await findings(backend, kind, null)).actions, backend).toEqual(home.actions)
  })
})
