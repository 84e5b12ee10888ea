"""Programs of `programs/` that are run by a python of its own, whose libraries clash with ours."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = Path(__file__).parent / "programs"


def python_of(variable: str, needs: str) -> str:
    """The python that a variable of the environment names; without one the test is skipped."""
    python = os.environ.get(variable, "")
    if not python:
        pytest.skip(f"{variable} names no python with {needs}")
    return python


def told_by(python: str, program: str, given: dict[str, Any]) -> Any:
    """What the program prints as JSON."""
    done = subprocess.run(
        [python, str(PROGRAMS / program)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
