import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Files of a minute; one of them at the end would run alone. */
const LONGEST = /(docs|resume)\.test\.ts$/
/** Tests of src, which is pure functions of their inputs: a file leaves nothing behind for the next. */
const PURE = "test/{allocation,core,costs,dse,formats,maestro,mapping,physical,reference,workloads}/**/*.test.ts"

/** The longest first, then all others, then those that share processes: a process is given up when the next file needs its own. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification) => (LONGEST.test(file.moduleId) ? 0 : file.project.config.isolate ? 1 : 2)
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
      { extends: true, test: { name: "src", include: [PURE], isolate: false } },
      { extends: true, test: { name: "rest", include: ["test/**/*.test.ts"], exclude: [PURE] } },
    ],
  },
})
