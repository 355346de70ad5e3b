import { expect, test } from "vitest"
import { loadBackend } from "../../agents/backend.ts"
import { InputError } from "../../src/core/errors.ts"

test("each portable backend computes, says who it is, and leaves the process's error handlers alone", async () => {
  const before = process.listeners("uncaughtException").length
  for (const wanted of ["wasm", "cpu", "wasm"]) {
    const { tf, name } = await loadBackend(wanted)
    expect(name).toBe(wanted)
    expect(tf.getBackend()).toBe(wanted)
    expect([...tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync())]).toEqual([11])
  }
  expect(process.listeners("uncaughtException").length).toBe(before)
})

test("auto takes wasm, the fastest for our sizes, which loads everywhere", async () => {
  const { tf, name } = await loadBackend()
  expect(name).toBe("wasm")
  expect(tf.getBackend()).toBe(name)
})

test("an unknown name is refused with the nearest one", async () => {
  await expect(loadBackend("wsam")).rejects.toThrow(InputError)
  await expect(loadBackend("wsam")).rejects.toThrow('Did you mean "wasm"?')
})

test("one that is not installed is refused in one line", async () => {
  const found = await loadBackend("tensorflow").catch((error: unknown) => error)
  const message = found instanceof InputError ? found.message : "backend tensorflow does not load here: it does"
  expect(message).toMatch(/^backend tensorflow does not load here: [^\n]+$/)
})
