// Writes the messages of gym.proto as JSON for the Python package, which makes its classes from it: so any version of
// protobuf's Python library will do. The file is in version control; a test says when it is out of date.
//
// Usage: node env/ts-gym/bridge/python-protocol.mjs

import { execFileSync } from "node:child_process"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

const pbjs = createRequire(import.meta.url).resolve("protobufjs-cli/bin/pbjs")
const path = name => fileURLToPath(new URL(name, import.meta.url))
const out = path("../python/analects_gym/protocol.json")
execFileSync(process.execPath, [pbjs, "--target", "json", "--keep-case", "--out", out, path("gym.proto")])
