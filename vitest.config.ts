import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

export default defineConfig({
  // vitest leaves a core idle; on two cores that is half of the machine.
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000, // some run a command
    pool: "forks",
    maxWorkers: availableParallelism(),
  },
})
