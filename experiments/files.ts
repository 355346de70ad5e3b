// Reading and writing whole files: a reader never sees half of one.

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { InputError } from "../src/core/errors.ts"

/**
 * Writes a file so that its name shows the old content or the new one, never a part: a temporary
 * file beside it, flushed to the disk, then renamed. Leftovers of a killed write are overwritten by
 * the next. A symbolic link stays, the file it leads to is written; what is there and is no file
 * (a device, a pipe) takes the data as they come. Throws InputError with the reason when the file
 * cannot be written.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  try {
    const there = statSync(path, { throwIfNoEntry: false })
    if (there === undefined || there.isFile()) replaceFile(targetOf(path), data)
    else writeFileSync(path, data)
  } catch (error) {
    throw new InputError(`${path} cannot be written: ${reasonOf(error)}`)
  }
}

function replaceFile(path: string, data: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`)
  try {
    const file = openSync(temporary, "w")
    try {
      writeFileSync(file, data)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    removeIfThere(temporary)
    throw error
  }
  flushFolder(dirname(path))
}

/** The file that a name leads to over symbolic links; it may not be there yet. */
function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
    const link = linkAt(path)
    return link === null ? path : targetOf(resolve(realpathSync(dirname(path)), link))
  }
}

/** What a symbolic link says; null where there is none. */
function linkAt(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

/** Removes a file; that it cannot be reached at all (a part of its path is a file) is no news to the caller. */
function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // What went wrong before is the message.
  }
}

/**
 * Makes a folder and those above it that are missing. Not by `mkdirSync`'s own recursion: Node 20 never returns where a file
 * system such as /proc admits no folder at all.
 *
 * @throws the system's error, EEXIST where a file is in the way
 */
export function makeFolders(path: string): void {
  if (isFolder(path)) return
  if (!existsSync(path)) makeFolders(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    if (!isFolder(path)) throw error // else another process was faster
  }
}

/**
 * Names in a folder that is to be written to; none where there is nothing yet.
 *
 * @throws InputError when a file has the name, or the system refuses
 */
export function namesIn(folder: string): string[] {
  try {
    const there = statSync(folder, { throwIfNoEntry: false })
    if (there === undefined) return []
    if (there.isDirectory()) return readdirSync(folder)
  } catch (error) {
    throw new InputError(`${folder} cannot be created: ${reasonOf(error)}`)
  }
  throw new InputError(`${folder} cannot be created: there is a file of that name`)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Makes a rename last through a power cut. Not every system lets a folder be opened; then the system decides when. */
function flushFolder(path: string): void {
  try {
    const folder = openSync(path, "r")
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // Windows: nothing to flush.
  }
}

/** The bytes of a file. Throws InputError with the reason when it cannot be read. */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new InputError(`${path} cannot be read: ${reasonOf(error)}`)
  }
}

/** The text of a UTF-8 file. Throws InputError when it cannot be read. */
export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path))
}

/** The value in a JSON file. Throws InputError when it cannot be read or is not JSON. */
export function readJson(path: string): unknown {
  const text = readText(path)
  try {
    return JSON.parse(text)
  } catch (error) {
    const what = text === "" ? "is empty" : `is not valid JSON (${(error as Error).message})`
    throw new InputError(`${path} ${what}; it may be damaged`)
  }
}

/** Writes a value as indented JSON with a final newline. */
export function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** System errors in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  EBUSY: "it is in use",
  ENOSPC: "the disk is full",
  EROFS: "the disk is read-only",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "a part of the path is not a folder", // from makeFolders; other files are replaced
}

/** Why a file operation failed. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return REASONS[code ?? ""] ?? message
}
