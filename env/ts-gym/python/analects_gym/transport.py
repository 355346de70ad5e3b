"""Bytes to and from a server: a process of our own, or a port of this machine."""

import os
import shutil
import shlex
import socket
import subprocess
from pathlib import Path
from typing import Sequence

from analects_gym.errors import ConnectionLost

#: Command that starts a server, in place of those that are looked for.
ENVIRONMENT_VARIABLE = "ANALECTS_GYM_SERVER"

_CLI = Path("dist", "experiments", "cli.js")
_SERVE = ["gym-serve", "--stdio"]
_PIECE = 1 << 16
_HOST = "127.0.0.1"
_PATIENCE = 5.0  # seconds that a server has to end


def default_command() -> list[str]:
    """How a server is started unless told otherwise.

    The command in ANALECTS_GYM_SERVER; the build that this package is part of; the npm package in a node_modules
    of this or an outer folder; `analects` on the PATH.
    """
    given = os.environ.get(ENVIRONMENT_VARIABLE)
    if given:
        return shlex.split(given)
    here = Path(__file__).resolve()
    folders = [*here.parents, *(Path.cwd() / "_").parents]
    for folder in folders:
        for root in (folder, folder / "node_modules" / "analects"):
            if (root / _CLI).is_file() and (root / "package.json").is_file():
                return [shutil.which("node") or "node", str(root / _CLI), *_SERVE]
    found = shutil.which("analects")
    if found:
        return [found, *_SERVE]
    raise ConnectionLost(
        "no server found: install the npm package (npm install analects), give server=PORT of a running "
        f"`analects gym-serve --port`, or a command by server=[...] or the variable {ENVIRONMENT_VARIABLE}"
    )


class ProcessTransport:
    """A server that ends with this process: it reads our end of a pipe."""

    def __init__(self, command: Sequence[str]):
        # A session of its own, so that Ctrl-C interrupts Python alone; the end of the pipe ends the server.
        detached = {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x00000200}
        self.name = shlex.join(command)
        try:
            self._process = subprocess.Popen(
                list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, **detached
            )
        except OSError as error:
            raise ConnectionLost(f"the server cannot be started: {self.name}: {error}") from error

    def send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) :]

    def receive(self) -> bytes:
        return os.read(self._process.stdout.fileno(), _PIECE)

    def reason(self) -> str:
        """Why nothing comes any more."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        return f"its process ended with {f'exit code {code}' if code >= 0 else f'signal {-code}'}"

    def close(self) -> None:
        process = self._process
        try:
            process.stdin.close()
        except OSError:
            pass
        for end in (lambda: None, process.terminate, process.kill):
            end()
            try:
                process.wait(_PATIENCE)
                break
            except subprocess.TimeoutExpired:
                continue
        process.stdout.close()


class SocketTransport:
    """A server that listens on a port of this machine."""

    def __init__(self, port: int):
        self.name = f"{_HOST}:{port}"
        try:
            self._socket = socket.create_connection((_HOST, port), timeout=_PATIENCE)
        except OSError as error:
            raise ConnectionLost(f"no server at {self.name}: {error}") from error
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def receive(self) -> bytes:
        return self._socket.recv(_PIECE)

    def reason(self) -> str:
        return "it closed the connection"

    def close(self) -> None:
        self._socket.close()
