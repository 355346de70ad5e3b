import { expect, test } from "vitest"
import type { ReaderStop, TextError } from "../../../src/maestro/mapping-text/problems.ts"
import { HARDWARE_TEXT_DEFAULTS, readHardware } from "../../../src/maestro/mapping-text/read-hardware.ts"
import { thrown } from "../compat.ts"

test("keys in any line structure; absent ones take the file's defaults", () => {
  const { values, emptyLines } = readHardware(
    "num_pes: 64, noc_bw_cstr: 8; NoC_NumHops 5 // x\nnum_pes: 16\nl1_size_cstr: 9",
  )
  expect(values).toEqual({ ...HARDWARE_TEXT_DEFAULTS, numPEs: 16, nocBandwidth: 8, nocLatency: 5, l1Size: 9 })
  expect(emptyLines).toBe(1)
})

test("all problems at once for people", () => {
  const text = "num_pe: 4\nnoc_bw_cstr: x\nl2_size_cstr:"
  const error = thrown(() => readHardware(text, { file: "hw.m" })) as TextError
  expect(error.problems.map(p => `${p.line}:${p.column} ${p.message}`)).toEqual([
    '1:1 found "num_pe", expected one of num_pes, l1_size_cstr, l2_size_cstr, noc_bw_cstr, NoC_NumHops, ' +
      "offchip_bw_cstr; did you mean num_pes?",
    '2:14 found "x", expected an integer',
    "4:1 the file ends where the value of l2_size_cstr is expected",
  ])
})

test("the reference reads words as 0, and prints an empty line per L1 size before it rejects a key", () => {
  expect(readHardware("num_pes: abc", { strict: true }).values.numPEs).toBe(0)
  const text = "l1_size_cstr: 1\nL1_size: 2"
  const { end } = thrown(() => readHardware(text, { file: "hw.m", strict: true })) as ReaderStop
  expect(end).toEqual({
    output: "\n[MAESTRO Parser] Parse error at line number 2 in target file hw.m\n",
    exitCode: 255,
  })
})
