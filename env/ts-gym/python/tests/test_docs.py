"""The examples of the README run."""

import os
import re
import subprocess
import sys

import pytest
from conftest import HERE

BLOCKS = re.findall(r"```python\n(.*?)```", (HERE.parent / "README.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS, ids=["single", "vector", "stable-baselines3"])
def test_example(code):
    if "stable_baselines3" in code:
        pytest.importorskip("stable_baselines3")
    program = f"import sys; sys.path.insert(0, {str(HERE.parent)!r})\n{code}"
    # One thread: tiny networks on shared cores are slower with more.
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env)
    assert (run.returncode, run.stderr if run.returncode else "") == (0, "")
