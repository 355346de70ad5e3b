// Tokens of mapping and hardware text, with their places.
//
// Source: specification "cost model", section 2.1. Only separators split: blank, tab, comma, - > ( ) : ;
// so a brace is a token of its own only when it stands between separators. A token that starts with //
// ends its line.

/** A token and where it stands. */
export interface Token {
  readonly text: string
  /** Line and column from 1, columns in UTF-16 units. */
  readonly line: number
  readonly column: number
  /** The line number the reference prints (quirk 19: every line with a comment counts twice). */
  readonly referenceLine: number
  /** Whether a minus sign stands directly before it (it is a separator, so "-4" reads as 4). */
  readonly minus: boolean
}

/** The tokens of a text, and the place behind its last line. */
export interface TokenStream {
  readonly tokens: readonly Token[]
  readonly end: Token
}

const TOKEN = /[^ \t,\->():;]+/g

/** Splits a text into tokens. */
export function tokenize(text: string): TokenStream {
  const tokens: Token[] = []
  const lines = text.split("\n")
  if (lines[lines.length - 1] === "") lines.pop()
  let referenceLine = 1
  for (const [i, line] of lines.entries()) {
    for (const match of line.matchAll(TOKEN)) {
      if (match[0].startsWith("//")) {
        referenceLine++
        break
      }
      const minus = match.index > 0 && line[match.index - 1] === "-"
      tokens.push({ text: match[0], line: i + 1, column: match.index + 1, referenceLine, minus })
    }
    referenceLine++
  }
  const end = { text: "", line: lines.length + 1, column: 1, referenceLine, minus: false }
  return { tokens, end }
}

/** Separates braces that are glued to other text, and says where they were. (For people: to the reference they are part of the token.) */
export function splitBraces(stream: TokenStream): { stream: TokenStream; glued: Token[] } {
  const glued = stream.tokens.filter(t => t.text.length > 1 && /[{}]/.test(t.text))
  if (glued.length === 0) return { stream, glued }
  const tokens = stream.tokens.flatMap(token =>
    token.text.length > LONGEST_GLUED
      ? [token]
      : [...token.text.matchAll(/[{}]|[^{}]+/g)].map(piece => ({
          ...token,
          text: piece[0],
          column: token.column + piece.index,
        })),
  )
  return { stream: { tokens, end: stream.end }, glued }
}

/** Text without a blank that is longer is no mapping with glued braces, and stays in one piece. */
const LONGEST_GLUED = 1000

/**
 * A number as C's atoi reads it: leading digits, anything behind them ignored, 0 when there are none;
 * out of range it saturates at 64 bits and keeps the lower 32.
 */
export function readInteger(text: string): number {
  const digits = /^[\v\f\r]*\+?(\d+)/.exec(text)?.[1]
  if (digits === undefined) return 0
  if (digits.length <= 15) return Number(digits) | 0
  const value = BigInt(digits)
  return value >= 2n ** 63n ? -1 : Number(BigInt.asIntN(32, value))
}

/** Whether the whole text is the decimal integer that `readInteger` makes of it. */
export function isPlainInteger(text: string): boolean {
  return /^\d+$/.test(text) && readInteger(text) === Number(text)
}
