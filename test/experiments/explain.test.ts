// analects explain: the command with its files and options; what the text, the page and the JSON object say.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Command } from "commander"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { declare } from "../../experiments/commands/explain.ts"
import { explanationText } from "../../experiments/explain/explain-text.ts"
import { explain } from "../../experiments/explain/explanation.ts"
import { explanationJson } from "../../experiments/explain/explanation-json.ts"
import * as Words from "../../experiments/explain/words.ts"
import { renderExplainPage } from "../../experiments/report/explain-page.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import { HARDWARE_DEFAULTS } from "../../src/maestro/hardware.ts"
import { readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { goldenCases } from "../physical/golden.ts"
import { once, wrongUse } from "./cli.ts"

const FULL = "TemporalMap(Sz(R),Sz(R)) R; TemporalMap(Sz(S),Sz(S)) S;"
const MAPPING = `Network <b&'net {
Layer legal {
Type: CONV
Dimensions { K: 8, C: 6, Y: 10, X: 10, R: 3, S: 3 }
Dataflow { SpatialMap(1,1) K; TemporalMap(4,4) C; ${FULL} TemporalMap(3,1) Y; TemporalMap(3,1) X; Cluster(4, P); SpatialMap(1,1) C; ${FULL} }
}
Layer gaps {
Type: CONV
Dimensions { K: 2, C: 2, Y: 10, X: 10, R: 3, S: 3 }
Dataflow { SpatialMap(1,1) K; TemporalMap(5,5) X; TemporalMap(4,3) Y; ${FULL} }
}
Layer hopeless {
Type: GEMM
Dimensions { M: 4, N: 4, K: 4 }
Dataflow { SpatialMap(1,1) M; SpatialMap(1,1) N; }
}
}
`
const HARDWARE = "num_pes: 16\nl1_size_cstr: 50\nl2_size_cstr: 300\nnoc_bw_cstr: 4\noffchip_bw_cstr: 2\n"

let folder: string
let stdout = ""
let stderr = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "analects-explain-"))
  writeFileSync(join(folder, "m.m"), MAPPING)
  writeFileSync(join(folder, "hw.m"), HARDWARE)
  writeFileSync(join(folder, "none.m"), "Network n { }\n")
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  stdout = stderr = ""
  vi.spyOn(process.stdout, "write").mockImplementation(text => Boolean((stdout += String(text))))
  vi.spyOn(process.stderr, "write").mockImplementation(text => Boolean((stderr += String(text))))
})
afterEach(() => vi.restoreAllMocks())

/** Runs `explain` with file names inside the folder. */
async function run(...args: string[]): Promise<void> {
  const program = new Command("analects").exitOverride()
  declare(program.command("explain"))
  const own = args.map(a => (/\.(m|html)$/.test(a) ? join(folder, a) : a))
  await program.parseAsync(["explain", ...own], { from: "user" })
}

const [legal, gaps] = readMapping(MAPPING).layers
const hardware = { ...HARDWARE_DEFAULTS, numPEs: 16 }

test("loops, steps, reuse and both profiles in the terminal", async () => {
  await run("m.m", "--hardware", "hw.m")
  expect(stderr).toBe("")
  expect(stdout).toContain("layer 1 of 3: legal")
  expect(stdout).toContain("16 PEs × 1 MAC lane · network on chip 4 elements/cycle")
  expect(stdout).toContain("Level 0: 4 clusters of 4 PEs share K 8 · C 6 · R 3 · S 3 · Y' 8 · X' 8")
  expect(stdout).toMatch(
    /SpatialMap\(1,1\) K +unit u: K piece u of 1; 2 folds of 4 units\n {2}TemporalMap\(4,4\) C +C in 2 steps of 4, the last of 2\n/,
  )
  expect(stdout).toContain("step 9 of 256: Y' advances, X' starts over")
  expect(stdout).toMatch(/filter C 0–3 {2}R 0–2 {2}S 0–2 +○ K 0 +○ K 1 +○ K 2 +○ K 3 +│ kept\n/)
  expect(stdout).toMatch(/output Y' 0 {2}X' 0 .*│ 4 new, sums return\n/)
  expect(stdout).toContain("filter: fetched from L2 once; 64 MACs per fill in L1")
  expect(stdout).toMatch(/\ninput L2 reads +3,804 +2,880 +× 1.32 +D11 D12\?\n/)
  expect(stdout).toMatch(/\nD14 partial sums never read back: /)
  expect(Math.max(...stdout.split("\n").map(line => line.length))).toBeLessThanOrEqual(130)
})

test("a mapping that is not legal: reason, place, repairs and what they give", async () => {
  await run("m.m", "--layer", "2", "--pes", "16")
  expect(stdout).toContain("Not a legal mapping (gap, level 0, directive 2)")
  expect(stdout.replaceAll(/\n +/g, " ")).toContain(
    "Repair: directive 2: TemporalMap(5,3) X instead of TemporalMap(5,5) X; directive 3: TemporalMap(4,2) Y instead of TemporalMap(4,3) Y.",
  )
  expect(stdout).toContain("the reference says 1,296 MACs (the layer has 2,304) in 648 cycles; verdict lost-macs")
  expect(stdout).toMatch(/\nMACs +2,304 +2,304 +=\n/)
})

test("the repaired mapping's figures are those of the profile", () => {
  const { anatomy, refused: why } = explain(gaps.layer, gaps.closed, hardware)
  expect(why?.changes.map(change => change.directive)).toEqual([2, 3])
  const physical = analyzePhysical(gaps.layer, anatomy?.dataflow ?? [], hardware)
  expect([anatomy?.physical.runtime, anatomy?.physical.energy]).toEqual([physical.runtime, physical.energy])
})

test("a mapping without a known repair is explained as far as it goes", async () => {
  await run("m.m", "--layer", "3", "--pes", "16")
  expect(stdout).toContain("Not a legal mapping (pair, level 0, directive 1)")
  expect(stdout).toContain("No change is known that makes it legal.")
  expect(stdout).not.toContain("Level 0:")
})

test("--json: one object with ranges, reuse, profiles and deviations", async () => {
  await run("m.m", "--json", "--pes", "16")
  const { name, of, legal: isLegal, refused: why, mapping } = JSON.parse(stdout)
  expect([name, of, isLegal, why]).toEqual(["legal", 3, true, null])
  expect(mapping.tensorAxes.input).toEqual(["C", "Y", "X"])
  const [first, second] = mapping.levels[0].shown
  expect(first.units[1].filter.ranges).toEqual([[1, 2], [0, 4], [0, 3], [0, 3]]) // biome-ignore format: one line
  expect([second.advanced, second.units[0].input.fresh, second.units[0].input.elements]).toEqual(["X'", 12, 36])
  expect(mapping.profiles.physical.macs).toBe(27_648)
  expect(mapping.profiles.maestro.tensors.input.l2Reads).toBe(3_804)
  expect(mapping.deviations.map((d: { id: string }) => d.id)).toContain("D14")
})

test("modelling choices and constants are those of cost", async () => {
  await run("m.m", "--pes", "16", "--l2", "streaming", "--inner-fill", "exposed", "--cluster-access", "2")
  expect(stdout).toContain(
    "physical (inner fill exposed, L2 streaming, off-chip floor, cluster buffers at 2 MACs an access); deviations are",
  )
  stdout = ""
  writeFileSync(join(folder, "own.json"), JSON.stringify({ macEnergy: 10 }))
  const own = ["--constants", join(folder, "own.json")]
  await run("m.m", "--json", "--pes", "16", "--l2", "streaming", "--inner-fill", "exposed", ...own)
  const { choices, hardware: on, mapping } = JSON.parse(stdout)
  expect(choices).toMatchObject({ l2: "streaming", innerFill: "exposed", constants: { macEnergy: 10 } })
  const { runtime, energy, offchipTraffic } = analyzePhysical(legal.layer, legal.closed, on, choices)
  expect(mapping.profiles.physical).toMatchObject({ runtime, energy, offchipTraffic })
  const plain = analyzePhysical(legal.layer, legal.closed, on)
  expect(energy).not.toBe(plain.energy)
  expect(runtime).not.toBe(plain.runtime)
  const reference = analyze(legal.layer, legal.closed, on, { constants: choices.constants })
  expect(mapping.profiles.maestro.energy).toBe(reference.energy)
})

test("--html: a page with pictures of both levels, nothing to load or run, everything escaped", async () => {
  await run("m.m", "--html", "page.html", "--pes", "16")
  const page = readFileSync(join(folder, "page.html"), "utf8")
  expect(page.match(/<svg /g)).toHaveLength(2)
  expect(page).toContain("&lt;b&amp;&#39;net, layer 1 of 3: legal")
  expect(page).not.toMatch(/<script|<b&|https?:/)
  expect(page).not.toMatch(/NaN|Infinity|undefined/)
  expect(page).toContain('class="t0 kept"')
  expect(stderr).toContain("page written to")
})

test("the picture draws what is new apart from what is kept", () => {
  const { anatomy } = explain(legal.layer, legal.closed, hardware)
  const step = anatomy?.levels[0].shown[1]
  if (step === undefined) throw new Error("no second step")
  expect(step.units[0].pieces[0].ranges[2]).toEqual([1, 4])
  expect(step.units[0].pieces[0].kept[2]).toEqual([1, 3])
  expect(Words.arrayText(step, 0)).toBe("12 of 36 new, one fetch for 4 units")
  expect(Words.arrayText(step, 1)).toBe("kept")
})

test.each([
  [0, "0"],
  [1234567, "1,234,567"],
  [1234.567, "1,234.57"],
  [0.0123456, "0.01235"],
  [-1500, "-1,500"],
  [Number.NaN, "NaN"],
])("exact(%d) is %s", (value, text) => expect(Words.exact(value)).toBe(text))

test.each([
  [["m.m", "--layer", "4"], "m.m is 4, expected an integer in [1, 3]"],
  [["m.m", "--layer", "x"], '--layer is "x"'],
  [["none.m"], "none.m holds no layer"],
  [["absent.m"], "absent.m cannot be read: there is no such file"],
  [["m.m", "--hardware", "absent.m"], "absent.m cannot be read"],
  [["m.m", "--pes", "0"], "--pes is 0"],
])("%j: %s", async (args, message) => {
  await expect(run(...args)).rejects.toThrow(message)
  expect(stdout).toBe("")
})

test("bad input ends with 3 and the place in the file, wrong use with 2", async () => {
  const files = { "bad.m": "Network n {\nLayer a {\nType: CONF\n}\n}\n" }
  const [bad, wrong] = await Promise.all([
    once(["explain", "bad.m"], files),
    once(["explain", "bad.m", "--layers"], files),
  ])
  expect(bad).toEqual({
    code: 3,
    signal: null,
    stdout: "",
    stderr: expect.stringMatching(/^analects: bad\.m:3:7: .*CONV/),
    added: [],
  })
  expect(wrong).toEqual(wrongUse("--layers"))
})

test("a third of the recorded cases is explained in every form", () => {
  for (const { id, layer, dataflow, hardware: given } of goldenCases().filter((_, i) => i % 3 === 0)) {
    const explanation = explain(layer, dataflow, given)
    const text = explanationText(explanation, id) + renderExplainPage(explanation, id)
    const json = JSON.stringify(explanationJson(explanation, { network: "n", layer: 1, of: 1 }))
    expect(`${text}${json}`, id).not.toMatch(/NaN|undefined|\bnull (?:PE|unit|step)/)
  }
})
