"""A program beside this process ends with what it was started for, also where it does not want to."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from huoyan.system.child_program import running

STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).write_text("here")
time.sleep(600)
"""


def test_it_is_told_to_end():
    with running([sys.executable, "-c", "import time; time.sleep(600)"], patience_s=30) as process:
        assert process.poll() is None
    assert process.returncode == -signal.SIGTERM


def test_one_that_does_not_end_is_killed(tmp_path: Path):
    with running([sys.executable, "-c", STUBBORN, tmp_path / "here"], patience_s=0.2) as process:
        while not (tmp_path / "here").exists():
            time.sleep(0.02)
    assert process.returncode == -signal.SIGKILL


def test_it_ends_where_what_it_was_started_for_fails():
    with (
        pytest.raises(ZeroDivisionError),
        running([sys.executable, "-c", "import time; time.sleep(600)"], patience_s=30) as process,
    ):
        raise ZeroDivisionError
    assert process.returncode is not None


def test_one_that_has_ended_keeps_its_status():
    with running([sys.executable, "-c", "raise SystemExit(3)"], patience_s=30) as process:
        process.wait(30)
    assert process.returncode == 3


def test_it_says_nothing_and_has_the_environment_that_it_is_given(tmp_path: Path, capfd):
    code = "import os, pathlib, sys; print('out'); print('err', file=sys.stderr); "
    code += "pathlib.Path(sys.argv[1]).write_text(os.environ['HUOYAN_MARK'])"
    command = [sys.executable, "-c", code, tmp_path / "mark"]
    with running(command, 30, os.environ | {"HUOYAN_MARK": "seen"}) as process:
        process.wait(30)
    assert (tmp_path / "mark").read_text() == "seen"
    assert capfd.readouterr() == ("", "")
