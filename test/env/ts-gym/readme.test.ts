// The example of the README is the file beside this one, and prints what it says.

import { readFileSync } from "node:fs"
import { expect, test, vi } from "vitest"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

test("the README shows corridor-env.ts", () => {
  const example = read("corridor-env.ts").split("// README starts here\n")[1]
  const published = example.replace("../../../env/ts-gym/index.ts", "analects/ts-gym")
  expect(read("../../../env/ts-gym/README.md")).toContain(`\`\`\`ts\n${published}\`\`\``)
})

test("which runs", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  await import("./corridor-env.ts")
  expect(log.mock.calls).toEqual([["return 1"]])
  expect(warn).not.toHaveBeenCalled()
})
