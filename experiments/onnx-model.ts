// ONNX models from files: what is read of the disk, and what is said of nodes that are no layers.

import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from "node:fs"
import { basename, dirname, join, sep } from "node:path"
import { AnalectsError, InputError } from "../src/core/errors.ts"
import type { Network } from "../src/workloads/network.ts"
import {
  type ExternalReader,
  type ImportedModel,
  importOnnx,
  networkOfModel,
  type OpenDims,
  type Reason,
} from "../src/workloads/onnx/import.ts"
import { readBytes, reasonOf } from "./files.ts"
import { note } from "./terminal/io.ts"

/** Largest model file: the limit of the format itself. Larger models keep their weights in other files, which are not read. */
const MAX_MODEL_BYTES = 2 ** 31 - 1

/** Reasons that leave MACs out, or may. */
export const LEAVES_OUT: ReadonlySet<Reason> = new Set(["unknown operator", "unknown shape", "unknown number of turns"])

export const isOnnxFile = (path: string): boolean => /\.onnx$/i.test(path)

/** A network's name from its file. */
export const modelName = (path: string): string => basename(path).replace(/\.onnx$/i, "")

/** The model in a file. @throws InputError when it cannot be read or is not sound */
export function loadModel(path: string, dims: OpenDims = {}): ImportedModel {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found !== undefined && !found.isFile() && !found.isDirectory()) throw new InputError(`${path} is no plain file`)
  if (found !== undefined && found.size > MAX_MODEL_BYTES) {
    throw new InputError(`${path} has ${found.size} bytes, at most ${MAX_MODEL_BYTES} are allowed`)
  }
  return importOnnx(readBytes(path), { ...dims, source: path, external: readerBeside(path) })
}

/** Reads parts of files in the model's folder and below it, and of no other, whatever links say. */
function readerBeside(model: string): ExternalReader {
  return (location, offset, length) => {
    try {
      const folder = realpathSync(dirname(model))
      const path = realpathSync(join(folder, location))
      if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
        throw new InputError(`its data at "${location}" are outside the model's folder`)
      }
      return readPart(path, offset, length)
    } catch (error) {
      if (error instanceof AnalectsError) throw error
      throw new InputError(`its data at "${location}" cannot be read: ${reasonOf(error)}`)
    }
  }
}

/** `length` bytes of a plain file. A pipe or device is refused without waiting for it. */
function readPart(path: string, offset: number, length: number): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const info = fstatSync(file)
    if (!info.isFile()) throw new InputError(`${path} is no plain file`)
    if (offset + length > info.size) {
      throw new InputError(`${path} has ${info.size} bytes, expected ${length} from byte ${offset}`)
    }
    const bytes = new Uint8Array(length)
    readSync(file, bytes, 0, length, offset)
    return bytes
  } finally {
    closeSync(file)
  }
}

/** A model as a network, batch 1. What is left out of it is said on stderr. */
export function loadOnnxNetwork(path: string): Network {
  const model = loadOrExplain(path)
  const left = leftOut(model)
  if (left.length > 0) note(`${path}: not costed: ${left.join("; ")} (analects import ${path} lists all)`)
  return networkOfModel(modelName(path), model)
}

/** A command that takes a network has no options for open dimensions; `import` does. */
function loadOrExplain(path: string): ImportedModel {
  try {
    return loadModel(path)
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== "open-dimension") throw error
    throw new InputError(`${error.message} to analects import with --csv FILE.csv, and take that file as the network`)
  }
}

/** Nodes that may stand for MACs that are in no layer, in words. */
export function leftOut({ uncosted }: ImportedModel): string[] {
  return uncosted.flatMap(u => {
    if (!LEAVES_OUT.has(u.reason)) return []
    return [`${u.op} × ${u.nodes} (${u.reason}${u.detail === "" || u.detail === u.op ? "" : `: ${u.detail}`})`]
  })
}
