// analects report: the page of a run, or of all runs below a folder, made anew from what is in there.

import { join } from "node:path"
import type { Command } from "commander"
import { writeFileAtomic } from "../files.ts"
import { RUN_FILES } from "../runs/run-dir.ts"
import { out } from "../terminal/io.ts"
import { pageOf } from "../training/run-page.ts"

/** Declares options and action. */
export function declare(command: Command): void {
  command
    .argument("<dir>", "a run directory, finished or not, or a folder of runs, which are compared")
    .option("--out <file>", `where to write the page (default: ${RUN_FILES.report} in the directory)`)
    .action(async (dir: string, { out: file = join(dir, RUN_FILES.report) }: { out?: string }) => {
      const page = await pageOf(dir)()
      writeFileAtomic(file, page)
      out(`report  ${file}`)
    })
}
