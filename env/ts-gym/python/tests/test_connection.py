"""Servers that come and go, peers that break, errors by their classes."""

import gc
import os
import signal
import socket
import subprocess
import sys
import time

import gymnasium
import numpy as np
import pytest
from conftest import COMMAND, HERE

import analects_gym
from analects_gym.connection import connection_to

posix = pytest.mark.skipif(os.name != "posix", reason="signals")


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = f"/proc/{pid}/stat"
    return os.path.exists(state) and open(state).read().rsplit(")", 1)[1].split()[0] == "Z"


def until(holds, seconds=20.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        ({"env_id": "CartPol-v1"}, gymnasium.error.NameNotFound, 'Did you mean "CartPole"'),
        ({"env_id": "CartPole-v9"}, gymnasium.error.VersionNotFound, "v0, v1"),
        ({"env_id": "none/CartPole-v1"}, gymnasium.error.NamespaceNotFound, "none"),
        ({"env_id": "!"}, analects_gym.InvalidArgument, "malformed"),
        ({"env_id": "Allocation-v1", "netwrk": "x"}, ValueError, 'Did you mean "network"'),
        ({"env_id": "Allocation-v1", "network": "resnet81"}, ValueError, 'Did you mean "resnet18"'),
        ({"env_id": "CartPole-v1", "x": object()}, ValueError, "as JSON"),
    ],
)
def test_errors_have_gymnasiums_classes(server, make, error, message):
    with pytest.raises(error, match=message):
        analects_gym.make(server=server, **make)


def test_steps_before_a_reset_and_bad_seeds(server):
    env = analects_gym.make("CartPole-v1", server=server)
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step(0)
    for seed in (-1, 0.5, 2**53):
        with pytest.raises(analects_gym.InvalidArgument, match="expected an integer in"):
            env.reset(seed=seed)
    env.reset(seed=np.int64(3))


def test_a_bug_of_an_environment_is_told_and_the_server_lives(server):
    env = analects_gym.make("test/Failing-v0", server=server)
    env.reset()
    with pytest.raises(analects_gym.BridgeError, match="TypeError: a bug") as caught:
        env.step(1)
    assert "echo.mjs" in caught.value.stack
    env.step(0)


def test_a_server_that_ends_is_told(own_server):
    env = analects_gym.make("test/Failing-v0", server=own_server)
    env.reset()
    with pytest.raises(analects_gym.ConnectionLost, match="exit code 7"):
        env.step(2)
    with pytest.raises(analects_gym.ConnectionLost):
        env.reset()
    env.close()


@posix
def test_a_server_that_is_killed_is_told(own_server):
    env = analects_gym.make("CartPole-v1", server=own_server)
    env.reset()
    own_server._transport._process.kill()
    with pytest.raises(analects_gym.ConnectionLost, match="signal 9"):
        for _ in range(5):
            env.reset()


def test_environments_share_a_server_that_ends_with_the_last():
    a, b = analects_gym.make("CartPole-v1", server=COMMAND), analects_gym.make("CartPole-v1", server=COMMAND)
    connection = connection_to(COMMAND)
    process = connection._transport._process
    a.close()
    b.reset(seed=0)
    b.close()
    b.close()
    assert process.returncode == 0
    with pytest.raises(analects_gym.ConnectionLost, match="closed"):
        b.reset()
    c = analects_gym.make("CartPole-v1", server=COMMAND)
    c.reset(seed=0)
    c.close()


def test_forgotten_environments_are_closed(own_server):
    kept = analects_gym.make("CartPole-v1", server=own_server)
    for _ in range(3):
        analects_gym.make("CartPole-v1", server=own_server)
        analects_gym.make_vec("CartPole-v1", 2, server=own_server)
    gc.collect()
    kept.reset()
    assert own_server._envs == {kept._bridged._number}


def test_a_port_with_two_connections():
    command = [*COMMAND[:-1], "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        with analects_gym.Connection(port) as one, analects_gym.Connection(port) as two:
            a, b = (analects_gym.make("CartPole-v1", server=c) for c in (one, two))
            assert np.array_equal(a.reset(seed=3)[0], b.reset(seed=3)[0])
            one._transport._socket.shutdown(socket.SHUT_RDWR)
            with pytest.raises(analects_gym.ConnectionLost):
                a.reset()
            b.step(0)
        shared = analects_gym.make("CartPole-v1", server=port)
        shared.reset()
        shared.close()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


@pytest.mark.parametrize(
    ("server", "message"),
    [
        (["no-such-program"], "cannot be started"),
        ([sys.executable, "-c", "pass"], "exit code 0"),
        ([sys.executable, "-c", "print('hello, world')"], "does not speak the protocol"),
        ([*COMMAND, "--nonsense"], "exit code 2"),
        (1, "no server at 127.0.0.1:1"),
    ],
)
def test_servers_that_are_none(server, message, capfd):
    with pytest.raises(analects_gym.ConnectionLost, match=message):
        analects_gym.make("CartPole-v1", server=server)


@posix
def test_use_in_a_forked_process_is_refused(server):
    env = analects_gym.make("CartPole-v1", server=server)
    env.reset(seed=0)
    pid = os.fork()
    if pid == 0:
        try:
            env.reset()
        except analects_gym.ConnectionLost:
            os._exit(5)
        os._exit(6)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5
    env.step(0)


USER = """
import os, signal, sys
sys.path.insert(0, {package!r})
import analects_gym
env = analects_gym.make("CartPole-v1", server={command!r})
env.reset(seed=0)
print(env._bridged._connection._transport._process.pid, flush=True)
{end}
"""


@posix
@pytest.mark.parametrize(
    "end",
    ["pass", "sys.exit(3)", "1 / 0", "os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)",
     "os.kill(os.getpid(), signal.SIGINT)"],
)  # fmt: skip
def test_nothing_is_left_running(end):
    program = USER.format(package=str(HERE.parent), command=COMMAND, end=end)
    user = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    server = int(user.stdout.readline())
    user.wait(30)
    until(lambda: gone(server))


@posix
def test_an_interrupted_wait_does_not_mix_up_answers(own_server):
    env = analects_gym.make("Allocation-v1", server=own_server, network="alexnet")
    expected = env.reset(seed=1)[0]
    receive = own_server._transport.receive
    own_server._transport.receive = lambda: (_ for _ in ()).throw(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        env.step(0)
    own_server._transport.receive = receive
    observation, _ = env.reset(seed=1)
    assert all(np.array_equal(observation[key], expected[key]) for key in expected)
