"""The tests run against the build of the repository they are in: `npm run build` first."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

ROOT = HERE.parents[3]
COMMAND = ["node", str(ROOT / "dist" / "experiments" / "cli.js"), "gym-serve", "--stdio"]


@pytest.fixture(scope="session")
def server():
    """A server with the environments of echo.mjs."""
    from analects_gym import Connection

    with Connection([*COMMAND, "--module", str(HERE / "echo.mjs")]) as connection:
        yield connection


@pytest.fixture
def own_server():
    """One for a test alone, that may break it."""
    from analects_gym import Connection

    with Connection([*COMMAND, "--module", str(HERE / "echo.mjs")]) as connection:
        yield connection
