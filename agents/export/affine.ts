// The weights of a policy file as affine maps, y = x · kernel + bias, whatever form training keeps them in.

import { InputError } from "../../src/core/errors.ts"
import { type PolicyFile, policyTensor } from "../../src/formats/policy-file.ts"

/** y = x · kernel + bias. */
export interface Affine {
  readonly inputs: number
  readonly outputs: number
  /** [inputs, outputs], row-major. */
  readonly kernel: Float32Array
  /** [outputs]; null for none. */
  readonly bias: Float32Array | null
}

/** The map with kernel `name` [inputs, outputs] of a file, without bias. @throws InputError for a tensor that does not fit */
export function kernelOf(file: PolicyFile, name: string, inputs: number, outputs: number): Affine {
  return { inputs, outputs, kernel: policyTensor(file, name, [inputs, outputs]), bias: null }
}

/** The map that `Dense` keeps as tensors `weight` [outputs, inputs] and `bias` [outputs]. @throws as kernelOf */
export function denseOf(file: PolicyFile, weight: string, bias: string, inputs: number, outputs: number): Affine {
  const turned = policyTensor(file, weight, [outputs, inputs])
  return { inputs, outputs, kernel: transposed(turned, outputs, inputs), bias: policyTensor(file, bias, [outputs]) }
}

/** [rows, columns] to [columns, rows]. */
function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: matrix.length }, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)])
}

/** Rows first … first + count − 1 of a map as a map of `count` inputs, without bias. */
export function rowsOf({ outputs, kernel }: Affine, first: number, count: number): Affine {
  return { inputs: count, outputs, kernel: kernel.slice(first * outputs, (first + count) * outputs), bias: null }
}

/** Outputs first … first + count − 1 of a map. */
export function columnsOf({ inputs, outputs, kernel, bias }: Affine, first: number, count: number): Affine {
  const part = new Float32Array(inputs * count)
  for (let i = 0; i < inputs; i++)
    part.set(kernel.subarray(i * outputs + first, i * outputs + first + count), i * count)
  return { inputs, outputs: count, kernel: part, bias: bias?.slice(first, first + count) ?? null }
}

/** Maps of parts of one input of `width` numbers, side by side: map k reads the input from position `at[k]` on. */
export function sideBySide(maps: readonly Affine[], at: readonly number[], width: number): Affine {
  const outputs = maps.reduce((sum, map) => sum + map.outputs, 0)
  const kernel = new Float32Array(width * outputs)
  const bias = new Float32Array(outputs)
  let column = 0
  for (const [k, map] of maps.entries()) {
    for (let i = 0; i < map.inputs; i++) {
      kernel.set(map.kernel.subarray(i * map.outputs, (i + 1) * map.outputs), (at[k] + i) * outputs + column)
    }
    if (map.bias !== null) bias.set(map.bias, column)
    column += map.outputs
  }
  return { inputs: width, outputs, kernel, bias }
}

/** What scales the inputs of a group, x ↦ (x − offset) / scale; null where they go in as they are. */
export function scalingOf(file: PolicyFile, group: string, width: number): Scaling | null {
  const features = file.features.filter(f => f.group === group)
  if (features.length !== width) {
    throw new InputError(`the policy has ${features.length} features of group "${group}", its network takes ${width}`)
  }
  if (features.every(({ offset, scale }) => offset === 0 && scale === 1)) return null
  return { offset: features.map(f => f.offset), scale: features.map(f => f.scale) }
}

/** One number per input. */
export interface Scaling {
  readonly offset: readonly number[]
  readonly scale: readonly number[]
}
