"""A connection to a server: requests and their answers, one at a time.

Environments share connections: those of one process with the same server have one.
"""

import atexit
import os
import struct
import threading
import weakref
from typing import Sequence, Union

from analects_gym.errors import BridgeError, ConnectionLost, error_of
from analects_gym.messages import PROTOCOL, Request, Response
from analects_gym.transport import ProcessTransport, SocketTransport, default_command

#: What a server is given as: none for one of our own, a port, a command, a connection.
Server = Union[None, int, str, Sequence[str], "Connection"]

_LENGTH = struct.Struct("<I")
#: Until the server says what it takes.
_MAX_MESSAGE = 1 << 20


class Connection:
    """Holds environments of a server; `with Connection(7777) as server: …` closes them."""

    def __init__(self, server: Union[None, int, str, Sequence[str]] = None):
        """Starts a server (None: the default command; a command), or connects to one (a port)."""
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._received = bytearray()
        self._number = 0
        self._max_message = _MAX_MESSAGE
        self._broken = ""
        self._closed = False
        #: Closed by garbage collection, at a moment when nothing may be sent.
        self._dropped: list[int] = []
        self._envs: set[int] = set()
        #: Whether it ends with its last environment.
        self.shared = False
        if isinstance(server, int):
            self._transport = SocketTransport(server)
        else:
            command = default_command() if server is None else [server] if isinstance(server, str) else server
            self._transport = ProcessTransport(command)
        _open.add(self)
        try:
            request = Request()
            request.hello.protocol = PROTOCOL
            welcome = self.request(request).welcome
        except BaseException:
            self.close()
            raise
        self._max_message = welcome.max_message_bytes
        #: Name and version of the server.
        self.server = welcome.server
        #: Ids it can make.
        self.env_ids = tuple(welcome.env_ids)

    def request(self, request):
        """The answer to a request; its `id` is set here. An answer that is a failure is raised."""
        if os.getpid() != self._pid:
            raise ConnectionLost("the environment was made in another process; make it in the one that uses it")
        with self._lock:
            while self._dropped:
                number = self._dropped.pop()
                self._exchange(_close_request(number))
                self._envs.discard(number)
            return self._exchange(request)

    def add(self, env: int) -> None:
        """Notes that an environment was made."""
        self._envs.add(env)

    def drop(self, env: int) -> None:
        """Has an environment closed at the next request; for the garbage collector."""
        self._dropped.append(env)

    def remove(self, env: int) -> None:
        """Closes an environment, and a shared connection with its last one."""
        if os.getpid() != self._pid or env not in self._envs:
            return
        self._envs.discard(env)
        try:
            if self.usable:
                self.request(_close_request(env))
        except ConnectionLost:
            # Then it is closed as well.
            pass
        finally:
            if self.shared and not self._envs:
                self.close()

    def close(self) -> None:
        """Ends the connection with its environments, and the server if it was started here."""
        if self._closed or os.getpid() != self._pid:
            return
        self._closed = True
        _open.discard(self)
        self._transport.close()

    @property
    def usable(self) -> bool:
        """Whether requests can be made."""
        return not (self._closed or self._broken)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __deepcopy__(self, memo: dict) -> "Connection":
        """Itself: `gymnasium.make` copies the arguments it keeps."""
        return self

    def __repr__(self) -> str:
        return f"Connection({self._transport.name})"

    def _exchange(self, request):
        if self._closed:
            raise ConnectionLost(f"{self} is closed")
        if self._broken:
            raise ConnectionLost(self._broken)
        self._number += 1
        request.id = self._number
        message = request.SerializeToString()
        if len(message) > self._max_message:
            raise BridgeError(f"a message of {len(message)} bytes is too large, the server takes {self._max_message}")
        try:
            self._transport.send(_LENGTH.pack(len(message)) + message)
        except BaseException as error:
            # Half a message may have gone.
            self._broken = f"the server of {self} cannot be written to: {error!r}"
            if isinstance(error, OSError):
                self._broken = f"the server of {self} is gone: {self._transport.reason()}"
                raise ConnectionLost(self._broken) from error
            raise
        return self._answer()

    def _answer(self):
        while True:
            response = Response.FromString(self._frame())
            failed = response.WhichOneof("kind") == "failure"
            # Lower numbers answer a request whose waiting was interrupted.
            if response.id == self._number or (failed and response.failure.fatal):
                break
        if not failed:
            return response
        if response.failure.fatal:
            self._broken = f"the server of {self} ended the connection: {response.failure.message}"
            raise ConnectionLost(self._broken)
        raise error_of(response.failure)

    def _frame(self) -> bytes:
        self._read(_LENGTH.size)
        (length,) = _LENGTH.unpack_from(self._received)
        if length > self._max_message:
            self._broken = f"{self} does not speak the protocol; is it `analects gym-serve`?"
            raise ConnectionLost(self._broken)
        end = _LENGTH.size + length
        self._read(end)
        message = bytes(self._received[_LENGTH.size : end])
        del self._received[:end]
        return message

    def _read(self, count: int) -> None:
        while len(self._received) < count:
            try:
                piece = self._transport.receive()
            except OSError:
                piece = b""
            if not piece:
                self._broken = f"the server of {self} is gone: {self._transport.reason()}"
                raise ConnectionLost(self._broken)
            self._received += piece


def _close_request(env: int):
    request = Request()
    request.close.env = env
    return request


_open: "weakref.WeakSet[Connection]" = weakref.WeakSet()
_shared: dict = {}


def connection_to(server: Server) -> Connection:
    """The connection given, or the one that environments of this process share with that server."""
    if isinstance(server, Connection):
        return server
    key = (os.getpid(), server if isinstance(server, (int, str)) or server is None else tuple(server))
    connection = _shared.get(key)
    if connection is None or not connection.usable:
        connection = _shared[key] = Connection(server)
        connection.shared = True
    return connection


@atexit.register
def _close_all() -> None:
    for connection in list(_open):
        connection.close()
