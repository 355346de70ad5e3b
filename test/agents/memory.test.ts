// Learning keeps its memory: not one tensor or byte more after hundreds of updates. `npm run bench -- memory` makes
// 10,000 of every policy.

import { describe, expect, test } from "vitest"
import { loadBackend } from "../../agents/backend.ts"
import { PRESENT } from "./present-backends.ts"
import { TINY_LEARNERS } from "./tiny-learners.ts"

const UPDATES = 300

describe.each(PRESENT)("on %s", backend => {
  test.each(Object.keys(TINY_LEARNERS))("tensors and bytes are flat over 300 updates: %s", async kind => {
    const { tf } = await loadBackend(backend)
    const held = () => {
      const { numTensors, numBytes, numDataBuffers } = tf.memory()
      return { numTensors, numBytes, numDataBuffers }
    }
    const before = held()
    const learner = TINY_LEARNERS[kind](tf)
    const made = held()
    expect(made.numTensors).toBeGreaterThan(before.numTensors)
    for (let i = 1; i <= UPDATES; i++) {
      learner.update()
      if (i % 100 === 0) learner.restore(learner.save())
      expect(held(), `after ${i} updates`).toEqual(made)
    }
    learner.answer()
    expect(held()).toEqual(made)
    learner.dispose()
    expect(held()).toEqual(before)
  })
})
