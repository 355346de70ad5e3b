// analects doctor: does this installation work, and with what?

import type { Command } from "commander"
import { BACKENDS, loadBackend } from "../../agents/backend.ts"
import { importPolicy } from "../../agents/policy-export.ts"
import { solveExact } from "../../src/allocation/exact.ts"
import { namedProblem } from "../../src/allocation/named.ts"
import { platformNamed } from "../../src/allocation/platforms.ts"
import { Rng } from "../../src/core/rng.ts"
import { readPolicy, writePolicy } from "../../src/formats/policy-file.ts"
import { analyze } from "../../src/maestro/analyze.ts"
import { csvRow } from "../../src/maestro/csv.ts"
import { convolution } from "../../src/maestro/layer.ts"
import { templateFor } from "../../src/maestro/templates.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { physicalParameters, physicalTemplate } from "../../src/physical/templates.ts"
import { loadInstance } from "../full-options.ts"
import { out, outJson } from "../terminal/io.ts"
import { formatGap, formatSeconds } from "../terminal/text-table.ts"
import { makeLearner } from "../training/learner.ts"
import { checkTrainFlags } from "../training/train-settings.ts"
import { VERSION, versions } from "../version.ts"

interface DoctorFlags {
  readonly backend: string
  readonly json?: boolean
}

/** Declares options and action. */
export function declare(command: Command): void {
  command
    .option("--backend <name>", `TF.js backend to test: auto, ${BACKENDS.join(", ")}`, "auto")
    .option("--json", "print one JSON object; after a failed test nothing, with the reason on stderr")
    .action((flags: DoctorFlags) => doctor(flags))
}

/** Start of the reference's row for one layer (specification "cost model", vector V5). */
const RECORDED = "0,CONV,12,20793601,165263,10.3393,62562.8,1.70814e+12,1.34244e+07,1,1.17415,"

async function doctor({ backend: wanted, json = false }: DoctorFlags): Promise<void> {
  const began = performance.now()
  const used = await versions()
  const steps: { what: string; result: string }[] = []
  const step = (what: string, result: string) => {
    steps.push({ what, result })
    if (!json) out(`${what.padEnd(14)} ${result}`)
  }
  const { platform, arch } = process
  if (!json) out(`analects ${VERSION}, Node ${used.node}, TF.js ${used.tfjs}, ${platform} ${arch}`)
  const [major, minor] = process.versions.node.split(".").map(Number)
  if (major < 20 || (major === 20 && minor < 19)) fail("Node", "20.19 or later is needed")
  step("cost models", costModels())
  step("solver", solver())
  const { tf, name } = await loadBackend(wanted)
  step("TF.js backend", name)
  step("learning", learning(tf))
  const seconds = (performance.now() - began) / 1000
  if (json) outJson({ ...used, platform, arch, backend: name, steps, ok: true, seconds })
  else out(`OK (${formatSeconds(seconds)})`)
}

function fail(what: string, reason: string): never {
  throw new Error(`self-test failed: ${what}: ${reason}`)
}

function costModels(): string {
  const layer = convolution(128, 64, 56, 56, 3, 3)
  const hardware = { ...platformNamed("confuciux"), numPEs: 12 }
  const report = analyze(layer, templateFor("shi", "CONV"), hardware, { parameters: { pe: 12, tile: 7 } })
  const row = csvRow("0", report)
  if (!row.startsWith(RECORDED)) fail("profile maestro", `the row is ${row}`)
  const parameters = physicalParameters(layer, { pe: 12, tile: 7 })
  const { macs, trueMacs, verdict } = analyzePhysical(layer, physicalTemplate("rs", "CONV"), hardware, { parameters })
  if (macs !== trueMacs || verdict !== "ok") fail("profile physical", `${macs} of ${trueMacs} MACs, ${verdict}`)
  return "maestro prints the reference's digits, physical counts every MAC once"
}

function solver(): string {
  const { problem } = namedProblem({ network: "resnet18" })
  const { allocation, bound } = solveExact(problem)
  if (!(bound >= allocation.objective)) fail("solver", `bound ${bound} is below the optimum ${allocation.objective}`)
  return `resnet18 solved to proven optimality: ${allocation.objective} cycles`
}

/** A short run on a small network, and its policy written and read back. */
function learning(tf: Awaited<ReturnType<typeof loadBackend>>["tf"]): string {
  const settings = checkTrainFlags({
    network: "alexnet",
    deployment: "lp",
    dataflow: "dla",
    objective: "latency",
    constraint: ["area"],
    budget: ["0.3"],
    platform: "mobile",
    env: "Allocation-v1",
    observation: "priced",
    seed: "0",
    episodes: "64",
    generations: "0",
    backend: "auto",
  })
  const instance = loadInstance(settings, true)
  const learner = makeLearner(tf, instance, settings, Rng.fromSeed(0))
  while (!learner.done) learner.update()
  const answer = learner.answer()
  const optimum = solveExact(instance.problem).allocation.objective
  if (answer === null) return fail("learning", "no feasible episode")
  const gap = answer.objective / optimum - 1
  if (gap > 0.1) fail("learning", `gap ${formatGap(gap)} after 64 episodes`)
  importPolicy(tf, readPolicy(writePolicy(learner.policy({ analects: VERSION })))).dispose()
  return `64 episodes on alexnet, gap to the optimum ${formatGap(gap)}`
}
