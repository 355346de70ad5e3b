// What the Python package says of the protocol and the environments, without Python.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import protobuf from "protobufjs"
import { expect, test } from "vitest"
import "../../../../env/index.ts"
import { PROTOCOL } from "../../../../env/ts-gym/bridge/messages.ts"
import { registry } from "../../../../env/ts-gym/index.ts"

const tsGym = join(import.meta.dirname, "../../../../env/ts-gym")
const read = (path: string) => readFileSync(join(tsGym, path), "utf8")

test("its messages are those of gym.proto; if not: node env/ts-gym/bridge/python-protocol.mjs", () => {
  const { root } = protobuf.parse(read("bridge/gym.proto"), { keepCase: true })
  // Through text: the parser's own objects have fields that are not set.
  const parsed = JSON.parse(JSON.stringify(root.toJSON()))
  const { nested } = JSON.parse(read("python/analects_gym/protocol.json"))
  expect(withoutOptions(nested)).toEqual(withoutOptions(parsed.nested))
  expect(read("python/analects_gym/messages.py")).toContain(`PROTOCOL = ${PROTOCOL}\n`)
})

/** What the two writers say of themselves (the edition) does not matter. */
function withoutOptions(json: unknown): unknown {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return json
  const entries = Object.entries(json).filter(([key]) => key !== "options" && key !== "edition")
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutOptions(value)]))
}

test("it registers the environments there are", () => {
  const list = /BUILT_IN = \(([^)]*)\)/.exec(read("python/analects_gym/registration.py"))?.[1] ?? ""
  expect([...list.matchAll(/"([^"]+)"/g)].map(([, id]) => id)).toEqual([...registry.keys()].toSorted())
})
