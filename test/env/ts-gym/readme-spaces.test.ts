// The spaces example of the README is the file beside this one, and prints what it says.

import { readFileSync } from "node:fs"
import { expect, test, vi } from "vitest"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

test("the README shows spaces-example.ts", () => {
  const example = read("spaces-example.ts").split("// README starts here\n")[1]
  const published = example.replace("../../../env/ts-gym/index.ts", "analects/ts-gym")
  expect(read("../../../env/ts-gym/README.md")).toContain(`\`\`\`ts\n${published}\`\`\``)
})

test("which runs", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  await import("./spaces-example.ts")
  expect(log.mock.calls).toEqual([
    [".gear is 3, expected an integer in [0, 3)"],
    [0],
    [true, true],
    [true],
    ...Array.from({ length: 4 }, () => [true]),
  ])
})
