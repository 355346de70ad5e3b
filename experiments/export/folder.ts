// Writing a folder of files as a whole: it appears under its name once everything in it is written and found right.

import { renameSync, rmdirSync, rmSync, statSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { InputError } from "../../src/core/errors.ts"
import { makeFolders, namesIn, reasonOf, writeFileAtomic } from "../files.ts"

/** Text or bytes by path below the folder. */
export type FolderFiles = Readonly<Record<string, string | Uint8Array>>

/**
 * Writes `files` to a temporary folder, lets `check` look at it and name further files, and gives it its name.
 *
 * @param out new, or an empty folder
 * @throws InputError when it is in use or cannot be written; whatever `check` throws. Nothing is left behind then.
 */
export async function writeFolder(
  out: string,
  files: FolderFiles,
  check: (folder: string) => FolderFiles | Promise<FolderFiles>,
): Promise<void> {
  checkFree(out)
  const target = resolve(out)
  const temporary = join(dirname(target), `.${basename(target)}.tmp`)
  try {
    guarded(out, () => {
      rmSync(temporary, { recursive: true, force: true })
      makeFolders(temporary)
    })
    writeAll(temporary, files)
    writeAll(temporary, await check(temporary))
    guarded(out, () => {
      if (statSync(target, { throwIfNoEntry: false }) !== undefined) rmdirSync(target)
      renameSync(temporary, target)
    })
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
}

/** @throws InputError unless there is nothing of the name, or an empty folder */
export function checkFree(out: string): void {
  if (namesIn(out).length > 0) throw new InputError(`${out} exists; choose another --out`)
}

function writeAll(folder: string, files: FolderFiles): void {
  for (const [name, data] of Object.entries(files)) {
    const path = join(folder, name)
    guarded(path, () => makeFolders(dirname(path)))
    writeFileAtomic(path, data)
  }
}

/** Runs a file operation; a system error becomes an InputError. */
function guarded<T>(path: string, operation: () => T): T {
  try {
    return operation()
  } catch (error) {
    throw new InputError(`${path} cannot be written: ${reasonOf(error)}`)
  }
}
