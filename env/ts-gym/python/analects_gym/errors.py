"""What goes wrong, as exceptions of Gymnasium or beside them."""

import gymnasium.error


class BridgeError(gymnasium.error.Error):
    """Raised for an error of the server or of one of its environments.

    `name` is its class there, `stack` where it arose, if it is nobody's intention.
    """

    name = ""
    stack = ""


class InvalidArgument(BridgeError, ValueError):
    """Raised for an argument, seed, option or action that is outside what is accepted."""


class ConnectionLost(BridgeError):
    """Raised when there is no server (any more)."""


_CLASSES = {
    "ValueError": InvalidArgument,
    "InputError": InvalidArgument,
    "MalformedId": InvalidArgument,
    "ClosedEnvironment": gymnasium.error.ClosedEnvironmentError,
    **{
        name: getattr(gymnasium.error, name)
        for name in ("NamespaceNotFound", "NameNotFound", "VersionNotFound", "DeprecatedEnv", "ResetNeeded")
        if hasattr(gymnasium.error, name)
    },
}


def error_of(failure) -> Exception:
    """The exception for a Failure message."""
    error = _CLASSES.get(failure.name, BridgeError)(failure.message)
    if isinstance(error, BridgeError):
        error.name, error.stack = failure.name, failure.stack
        if type(error) is BridgeError:
            error.args = (f"{failure.name}: {failure.message}",)
    return error
