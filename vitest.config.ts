import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Files of a minute; one of them at the end would run alone. */
const LONGEST = /(docs|resume)\.test\.ts$/
/** Tests of src, which is pure functions of their inputs: a file leaves nothing behind for the next. */
const PURE = "test/{allocation,core,costs,dse,formats,maestro,mapping,physical,reference,workloads}/**/*.test.ts"
/** Tests of commands, dozens of which run in one process anyway: they share TF.js and the plots' libraries, which take long to load. */
const COMMANDS = "test/experiments/**/*.test.ts"

/** The longest first, then projects one after another: a process that files share ends where the next file is of another project. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = ["rest", "commands", "src"]
    const rank = ({ moduleId, project }: TestSpecification) =>
      LONGEST.test(moduleId) ? -1 : order.indexOf(project.name)
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
      { extends: true, test: { name: "commands", include: [COMMANDS], isolate: false } },
      { extends: true, test: { name: "rest", include: ["test/**/*.test.ts"], exclude: [PURE, COMMANDS] } },
    ],
  },
})
