// Networks by name or from files.

import { basename } from "node:path"
import { builtInNetwork } from "../src/workloads/built-in.ts"
import type { Network } from "../src/workloads/network.ts"
import { parseNetworkCsv } from "../src/workloads/network-csv.ts"
import { readText } from "./files.ts"
import { isOnnxFile, loadOnnxNetwork } from "./onnx-model.ts"

/** Whether a file is meant, not a built-in network: anything with a dot or a slash. */
export function isNetworkFile(nameOrFile: string): boolean {
  return /[./\\]/.test(nameOrFile)
}

/** A built-in network by name, or a file: an ONNX model, or CSV. */
export function loadNetwork(nameOrFile: string): Network {
  if (!isNetworkFile(nameOrFile)) return builtInNetwork(nameOrFile)
  if (isOnnxFile(nameOrFile)) return loadOnnxNetwork(nameOrFile)
  return parseNetworkCsv(readText(nameOrFile), basename(nameOrFile).replace(/\.csv$/i, ""), nameOrFile)
}
