// The example of vector environments in the README is the file beside this one, and prints what it says.

import { readFileSync } from "node:fs"
import { expect, test, vi } from "vitest"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

test("the README shows vector-example.ts", () => {
  const example = read("vector-example.ts").split("// README starts here\n")[1]
  const published = example.replace("../../../env/ts-gym/index.ts", "analects/ts-gym")
  expect(read("../../../env/ts-gym/README.md")).toContain(`\`\`\`ts\n${published}\`\`\``)
})

test("which runs", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  await import("./vector-example.ts")
  expect(log.mock.calls).toEqual([
    ["<NormalizeObservation<TimeLimit<OrderEnforcing<PassiveEnvChecker<CartPoleEnv<CartPole-v1>>>>>>"],
    [Int32Array.of(386, 324, 61)],
    [[200, 200, 200]],
  ])
})
