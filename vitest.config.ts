import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Files of a minute; one of them at the end would run alone. */
const LONGEST = /(docs|resume)\.test\.ts$/
/**
 * Tests that leave nothing behind for the next file: functions of their inputs, learners that choose their backend, commands, dozens
 * of which run in one process anyway. They share processes, as TF.js and the plots' libraries take long to load. Tests of env
 * do not: they have a registry.
 */
const SHARING = [
  "test/{agents,allocation,core,costs,dse,experiments,formats,maestro,mapping,physical,reference,workloads}/**/*.test.ts",
]

const rank = ({ moduleId, project }: TestSpecification) => (LONGEST.test(moduleId) ? 0 : project.config.isolate ? 1 : 2)

/** The longest first, then those with a process of their own: a shared one ends where the next file is none of the sharing. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  // vitest leaves a core idle; on two cores that is half of the machine.
  test: {
    // Ends what hangs; nothing is timed, and commands and browsers are slow on a busy machine.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: "forks",
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // What is compiled runs as it is.
    server: { deps: { external: [/\/dist\/(src|env|agents|experiments)\/.*\.js$/] } },
    projects: [
      { extends: true, test: { name: "alone", include: ["test/**/*.test.ts"], exclude: SHARING } },
      { extends: true, test: { name: "sharing", include: SHARING, isolate: false } },
    ],
  },
})
