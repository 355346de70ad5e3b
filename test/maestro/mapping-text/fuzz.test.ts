// Mutated texts never crash or hang the readers, the model or the drop-in command: every outcome is a result
// or an explained refusal. FUZZ_RUNS sets the number of texts, FUZZ_SEED the seed.

import { expect, test } from "vitest"
import { AnalectsError } from "../../../src/core/errors.ts"
import { Rng } from "../../../src/core/rng.ts"
import { analyzeNetwork } from "../../../src/maestro/analyze-mapping.ts"
import { readHardware } from "../../../src/maestro/mapping-text/read-hardware.ts"
import { type ReadMapping, readMapping } from "../../../src/maestro/mapping-text/read-mapping.ts"
import { writeMapping } from "../../../src/maestro/mapping-text/write-mapping.ts"
import { parseFlags } from "../../../src/maestro/reference/flags.ts"
import { runReference } from "../../../src/maestro/reference/run.ts"
import { readJsonLines } from "../recorded.ts"
import { mutate } from "./mutate.ts"

const RUNS = Number(process.env.FUZZ_RUNS ?? 4000)
const SEED = Number(process.env.FUZZ_SEED ?? 1)
const EXIT_CODES = new Set([0, 134, 136, 139, 255])
const HARDWARE = "num_pes: 64\nl1_size_cstr: 100\nnoc_bw_cstr: 8 // elements\nNoC_NumHops: 2\noffchip_bw_cstr: 50\n"

interface Recorded {
  readonly mapping: string
}

/** Texts to start from: short ones of all families, accepted and rejected. */
const bases = [
  ...readJsonLines<Recorded>("random-mappings.jsonl.gz"),
  ...readJsonLines<Recorded>("random-mappings-negative.jsonl.gz"),
]
  .map(c => c.mapping)
  .filter(text => text.length < 900)

/** What a part returns, or null when it refuses with an error meant for the user. */
function accepted<T>(part: () => T): T | null {
  try {
    return part()
  } catch (error) {
    if (error instanceof AnalectsError) return null
    throw error
  }
}

/** What both readers make of a text. */
function essence({ network, layers }: ReadMapping): string {
  return JSON.stringify([network, layers.map(l => [l.layer, l.closed])])
}

function insist(law: boolean, what: string): void {
  if (!law) throw new Error(what)
}

function check(mapping: string, hardware: string): "refused" | "analysed" | "read" {
  const flags = parseFlags(["--num_pes=64", "--noc_bw_cstr=8", "--Mapping_file=m.m"])
  const run = runReference(flags, { mapping, hardware: null, csvExists: false })
  insist(EXIT_CODES.has(run.exitCode), `exit code ${run.exitCode}`)
  insist(run.exitCode === 0 || run.stdout !== "" || run.stderr !== "", "ended without a word")
  insist(run.exitCode !== 0 || !/undefined|NaN|Infinity/.test(run.csv ?? ""), `row ${run.csv}`)
  accepted(() => readHardware(hardware))
  const withFile = parseFlags(["--HW_file=hw.m", "--bw_sweep=1", "--top_bw_only=1", "--min_noc_bw=512"])
  // A count of PEs near 2^31 is legal and only slow: PEs are added up one by one.
  if (!/num_pes\W*\d{6}/.test(hardware)) runReference(withFile, { mapping, hardware, csvExists: true })

  const read = accepted(() => readMapping(mapping))
  if (read === null) return "refused"
  const plain = !mapping.includes("\r") // carriage returns are for people only
  insist(!plain || essence(readMapping(mapping, { strict: true })) === essence(read), "the readers differ")
  const text = accepted(() => writeMapping(read))
  insist(text === null || essence(readMapping(text)) === essence(read), `the round trip changes it: ${text}`)
  const report = accepted(() => analyzeNetwork(read.layers, { numPEs: 64, nocBandwidth: 8 }))
  insist(!plain || run.exitCode !== 0 || report?.layers.length === read.layers.length, "the library refuses it")
  return report === null ? "read" : "analysed"
}

test("mutated mapping and hardware texts", { timeout: 24 * 3600_000 }, () => {
  const rng = Rng.fromSeed(SEED)
  const counts = { refused: 0, analysed: 0, read: 0 }
  for (let i = 0; i < RUNS; i++) {
    const mapping = mutate(bases[rng.int(bases.length)], rng)
    const hardware = mutate(HARDWARE, rng)
    try {
      counts[check(mapping, hardware)]++
    } catch (error) {
      throw new Error(
        `${(error as Error).message}\nmapping ${JSON.stringify(mapping)}\nhardware ${JSON.stringify(hardware)}`,
        {
          cause: error,
        },
      )
    }
  }
  expect(counts.refused + counts.analysed + counts.read).toBe(RUNS)
  expect(counts.analysed).toBeGreaterThan(RUNS / 20)
  expect(counts.refused).toBeGreaterThan(RUNS / 20)
  console.log(`fuzzed ${RUNS} texts: ${JSON.stringify(counts)}`)
})
