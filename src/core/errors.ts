// Errors that are the user's to mend, as opposed to bugs.
//
// Exit codes of the command line: 2 wrong use, 3 bad input, 1 a bug (any other
// exception, printed with its stack). An infeasible allocation is a result, not an error.

/** Base of every error the library raises on purpose. `code` is stable, `message` is for people. */
export class AnalectsError extends Error {
  override readonly name: string = "AnalectsError"
  readonly code: string
  readonly exitCode: number
  constructor(code: string, message: string, exitCode: number) {
    super(message)
    this.code = code
    this.exitCode = exitCode
  }
}

/** Raised when the content of a file, an option's value or an argument is not acceptable. */
export class InputError extends AnalectsError {
  override readonly name = "InputError"
  constructor(message: string, code = "bad-input") {
    super(code, message, 3)
  }
}

/** Raised when a command is called with words it does not have. */
export class UsageError extends AnalectsError {
  override readonly name = "UsageError"
  constructor(message: string) {
    super("wrong-use", message, 2)
  }
}
