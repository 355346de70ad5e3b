// The Python package's own tests, where there is a Python with what they need.
//
// ANALECTS_PYTHON names one; else `python3` is taken if it has the packages, and the tests are skipped if not.

import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"

const folder = join(import.meta.dirname, "../../env/ts-gym/python")
const given = process.env.ANALECTS_PYTHON
const python = given ?? "python3"
const { status } = spawnSync(python, ["-c", "import gymnasium, numpy, google.protobuf, pytest"], { stdio: "ignore" })
// A Python that was asked for has to do; without one there is nothing to run.
const skipped = given === undefined && status !== 0
if (skipped) {
  console.warn("skipped: python3 has no gymnasium, numpy, protobuf and pytest; ANALECTS_PYTHON may name another Python")
}

test.skipIf(skipped)("the Python package's tests pass", { timeout: 300_000 }, () => {
  const { status: code, stdout } = spawnSync(python, ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  })
  expect({ code, stdout: code === 0 ? "" : stdout }).toEqual({ code: 0, stdout: "" })
  expect(stdout).toMatch(/\d+ passed/)
})
