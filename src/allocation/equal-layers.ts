// Which layers of a problem are the same: equal allowed choices with equal values and costs.
// Networks repeat their blocks (MobileNetV2: 52 layers, 27 shapes), and what is computed per layer
// need be computed once per distinct layer.

import { type AllocationProblem, limitsOf } from "./problem.ts"

/** All tables that tell layers apart. */
function tablesOf(problem: AllocationProblem): Float64Array[] {
  return [...problem.values, ...limitsOf(problem).map(limit => limit.cost)]
}

/** 32-bit hash of the allowed entries of a layer: choice index and the bits of every number (FNV-1a over words). */
function hashLayer(problem: AllocationProblem, words: readonly Int32Array[], layer: number): number {
  let h = 0x811c9dc5
  for (let k = 0, e = layer * problem.choices; k < problem.choices; k++, e++) {
    if (problem.allowed[e] === 0) continue
    h = Math.imul(h ^ k, 0x01000193)
    for (const w of words) {
      // The halves of a double are mixed with a rotation between them: round numbers have a low half of zero.
      h = Math.imul(h ^ w[2 * e], 0x01000193)
      h = Math.imul(((h << 13) | (h >>> 19)) ^ w[2 * e + 1], 0x01000193)
    }
  }
  return h
}

/** Whether two layers have the same allowed entries. Numbers of disallowed entries are not read. */
function sameLayer(problem: AllocationProblem, a: number, b: number): boolean {
  const { choices, allowed } = problem
  const tables = tablesOf(problem)
  for (let k = 0, i = a * choices, j = b * choices; k < choices; k++, i++, j++) {
    if ((allowed[i] === 0) !== (allowed[j] === 0)) return false
    if (allowed[i] === 0) continue
    for (const table of tables) if (table[i] !== table[j]) return false
  }
  return true
}

/** For every layer the index of the first layer that equals it (itself when it is the first of its kind). */
export function equalLayers(problem: AllocationProblem): Int32Array {
  const words = tablesOf(problem).map(t => new Int32Array(t.buffer, t.byteOffset, 2 * t.length))
  const byHash = new Map<number, number[]>()
  return Int32Array.from({ length: problem.layers }, (_, layer) => {
    const hash = hashLayer(problem, words, layer)
    const firsts = byHash.get(hash)
    if (firsts === undefined) {
      byHash.set(hash, [layer])
      return layer
    }
    const first = firsts.find(f => sameLayer(problem, f, layer))
    if (first === undefined) firsts.push(layer)
    return first ?? layer
  })
}
