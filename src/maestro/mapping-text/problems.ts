// What is wrong in a text, in words for people and in the reference program's own.

import { nearestName } from "../../core/check.ts"
import { InputError } from "../../core/errors.ts"
import { printable } from "../../core/printable.ts"
import type { Token } from "./tokens.ts"

/** How the reference program ends at a problem; null when only people are told. */
export interface ReferenceEnd {
  /** What it prints on standard output before it ends. */
  readonly output: string
  /** Exit code as a shell sees it: 255 rejected, 134 aborted, 136 division by zero, 139 segmentation fault. */
  readonly exitCode: number
}

/** One problem of a text. */
export interface TextProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The text there; empty at the end of the file. */
  readonly found: string
  /** What should stand there, or what is wrong with what does. */
  readonly message: string
}

/** `file:line:column: message`, printable. */
export function formatProblem(p: TextProblem): string {
  return printable(`${p.file}:${p.line}:${p.column}: ${p.message}`)
}

/** An error with every problem of a file, the first ones in its message. */
export class TextError extends InputError {
  readonly problems: readonly TextProblem[]
  constructor(problems: readonly TextProblem[]) {
    const first = problems.slice(0, MOST_SHOWN).map(formatProblem)
    const more = problems.length - first.length
    const least = problems.length < MOST_KEPT ? "" : "at least "
    super(first.join("\n") + (more > 0 ? `\n… and ${least}${more} more` : ""), "bad-text")
    this.problems = problems
  }
}

/** Problems printed at most. */
const MOST_SHOWN = 20

/** Problems, and warnings, after which a text is not read on or warned about any more: it is something else. */
const MOST_KEPT = 1000

/** The reference's rejection of a line: `before`, then its parse error message. */
export function parseError(token: Token, file: string, before = ""): ReferenceEnd {
  const line = `[MAESTRO Parser] Parse error at line number ${token.referenceLine} in target file ${file}\n`
  return { output: before + line, exitCode: 255 }
}

/** Thrown inside a strict reader at the first problem that ends the reference program. */
export class ReaderStop extends Error {
  readonly end: ReferenceEnd
  readonly problem: TextProblem
  constructor(end: ReferenceEnd, problem: TextProblem) {
    super(problem.message)
    this.end = end
    this.problem = problem
  }
}

/** Tokens one by one, and the problems found on the way. */
export class Reader {
  readonly file: string
  readonly problems: TextProblem[] = []
  readonly warnings: TextProblem[] = []
  readonly #tokens: readonly Token[]
  readonly #end: Token
  readonly #strict: boolean
  #at = 0

  constructor(stream: { tokens: readonly Token[]; end: Token }, file: string, strict: boolean) {
    this.#tokens = stream.tokens
    this.#end = stream.end
    this.#strict = strict
    this.file = file
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  /** The next token, not consumed; at the end an empty one behind the last line. */
  peek(): Token {
    return this.#tokens[this.#at] ?? this.#end
  }

  /** Consumes the next token. At the end it reports that `expected` is missing. */
  next(expected: string): Token {
    const token = this.peek()
    if (this.done) {
      this.fail(token, `the file ends where ${expected} is expected`)
      throw new EndOfText()
    }
    this.#at++
    return token
  }

  /** Takes the next token if it reads `text`. */
  accept(text: string): boolean {
    if (this.done || this.peek().text !== text) return false
    this.#at++
    return true
  }

  /**
   * Reports a problem at a token; a strict reader ends there, as the reference does (a parse error unless given),
   * any other throws EndOfText when it has far more of them than anyone mends.
   */
  fail(token: Token, message: string, end: ReferenceEnd | null = parseError(token, this.file)): void {
    const problem = this.#problem(token, message)
    if (this.#strict && end !== null) throw new ReaderStop(end, problem)
    this.problems.push(problem)
    if (!this.#strict && this.problems.length >= MOST_KEPT) throw new EndOfText()
  }

  /** Notes something legal that is probably not meant. The message is only made if it is kept. */
  warn(token: Token, message: () => string): void {
    if (this.warnings.length < MOST_KEPT) this.warnings.push(this.#problem(token, message()))
    else if (this.warnings.length === MOST_KEPT) this.warnings.push(this.#problem(token, "… and more from here on"))
  }

  get strict(): boolean {
    return this.#strict
  }

  #problem(token: Token, message: string): TextProblem {
    return { file: this.file, line: token.line, column: token.column, found: token.text, message }
  }
}

/** Thrown where reading ends: by `next` at the end of the text, after the problem was noted, or after too many. */
export class EndOfText extends Error {}

/** Text of a file as a message quotes it: what is too long to be a word is cut. */
export function shown(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`
}

const LONGEST_SHOWN = 60

/** `found "x", expected y`. */
export function unexpected(token: Token, expected: string): string {
  return token.text === ""
    ? `the file ends where ${expected} is expected`
    : `found "${shown(token.text)}", expected ${expected}`
}

/** `; did you mean x?`, or nothing when no candidate is near. */
export function didYouMean(token: Token, candidates: Iterable<string>): string {
  const near = nearestName(shown(token.text), candidates)
  return near === null ? "" : `; did you mean ${near}?`
}
