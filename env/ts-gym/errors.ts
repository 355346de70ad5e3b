// The errors of this library, one class per cause.
//
// Source: Gymnasium 1.4.0, error.py, for the names. `ValueError` and `CheckError` stand for Python's ValueError and
// AssertionError.

/** Base of every error raised on purpose. */
export class GymError extends Error {
  constructor(message: string) {
    super(message)
    this.name = new.target.name
  }
}

/** Raised when an argument is outside what a function accepts. */
export class ValueError extends GymError {}

/** Raised when an environment breaks a rule of the contract. */
export class CheckError extends GymError {}

/** Raised when `step` or `render` is called before the first `reset`. */
export class ResetNeeded extends GymError {}

/** Raised when an id does not have the form `[namespace/]name[-vN]`. */
export class MalformedId extends GymError {}

/** Raised when no registered environment matches an id. */
export class UnregisteredEnv extends GymError {}

/** Raised when no registered environment has the namespace. */
export class NamespaceNotFound extends UnregisteredEnv {}

/** Raised when the namespace has no environment of the name. */
export class NameNotFound extends UnregisteredEnv {}

/** Raised when the name has no such version, and the version is newer than all there are. */
export class VersionNotFound extends UnregisteredEnv {}

/** Raised when the version asked for is older than the registered ones. */
export class DeprecatedEnv extends GymError {}

/** Raised when an environment cannot be registered under its id. */
export class RegistrationError extends GymError {}

/** Raised when a closed vector environment is asked for something. */
export class ClosedEnvironment extends GymError {}

/** Raised when a call is made while another is still under way. */
export class AlreadyPendingCall extends GymError {}

/** Raised when a call is waited for that was never made. */
export class NoAsyncCall extends GymError {}

/** Raised when a worker of a vector environment threw, died or took too long; the vector environment is then closed. */
export class WorkerFailed extends GymError {}
