// Random damage to texts, for fuzzing the readers: bytes, tokens and lines removed, repeated, swapped,
// replaced by words of the notation, by numbers at the edges of integers, and by nonsense.

import type { Rng } from "../../../src/core/rng.ts"

const WORDS = [
  ..."{ } ( ) , ; : // - > Sz P L K C R S Y X Y' X' N G M".split(" "),
  ..."Network Layer Constant Accelerator Type Stride Dimensions Dataflow".split(" "),
  ..."CONV DSCONV NGCONV GEMM TRCONV FC TemporalMap SpatialMap Cluster".split(" "),
  ..."0 1 2 3 7 16 4096 65536 2147483647 2147483648 4294967295 4294967296 9999999999999999999999 4.7 1e9 0x10".split(
    " ",
  ),
  ..."\n \t \r\n \u0000 é 𝔘 __proto__ constructor toString num_pes noc_bw_cstr l1_size_cstr NoC_NumHops".split(" "),
]

/** A damaged copy of a text: one mutation half of the time, up to six otherwise. */
export function mutate(text: string, rng: Rng): string {
  let damaged = text
  for (let n = rng.int(2) === 0 ? 1 : 1 + rng.int(6); n > 0; n--) damaged = once(damaged, rng)
  return damaged
}

function once(text: string, rng: Rng): string {
  switch (rng.int(8)) {
    case 0:
      return splice(text, rng, 1, "")
    case 1:
      return splice(text, rng, 0, String.fromCharCode(rng.int(256)))
    case 2:
      return splice(text, rng, 1, String.fromCharCode(rng.int(128)))
    case 3:
      return splice(text, rng, rng.int(40), "")
    case 4:
      return inLines(text, rng)
    case 5:
      return splice(text, rng, 0, ` ${word(rng)} `)
    default:
      return replaceToken(text, rng)
  }
}

function word(rng: Rng): string {
  return WORDS[rng.int(WORDS.length)]
}

function splice(text: string, rng: Rng, remove: number, insert: string): string {
  const at = rng.int(text.length + 1)
  return text.slice(0, at) + insert + text.slice(at + remove)
}

/** One token becomes a word, another token, or nothing. */
function replaceToken(text: string, rng: Rng): string {
  const tokens = [...text.matchAll(/[^\s,():;]+/g)]
  if (tokens.length === 0) return word(rng)
  const [target, other] = [tokens[rng.int(tokens.length)], tokens[rng.int(tokens.length)]]
  const by = [word(rng), other[0], ""][rng.int(3)]
  return text.slice(0, target.index) + by + text.slice(target.index + target[0].length)
}

/** One line is removed, repeated (a few times now and then) or swapped with another. */
function inLines(text: string, rng: Rng): string {
  const lines = text.split("\n")
  const [i, j] = [rng.int(lines.length), rng.int(lines.length)]
  const how = rng.int(3)
  if (how === 0) lines.splice(i, 1)
  else if (how === 1) lines.splice(j, 0, ...Array.from({ length: 1 + rng.int(3) }, () => lines[i]))
  else [lines[i], lines[j]] = [lines[j], lines[i]]
  return lines.join("\n")
}
