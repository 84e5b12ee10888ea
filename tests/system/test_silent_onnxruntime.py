from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from huoyan.system.silent_onnxruntime import silent_onnxruntime
from making import colour_artifact

SOURCE = Path(__file__).parents[2] / "src"
USE = """
import os, sys, time
from huoyan.api import load
before = dict(os.environ)
predictor = load(sys.argv[1], engine="onnxruntime", threads=1)
assert dict(os.environ) == before
time.sleep(1)
files = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
print([file for file in files if os.path.islink(file) and os.readlink(file).startswith("socket:")])
"""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system lists no open files under /proc")
def test_a_model_that_is_opened_leaves_no_identity_and_opens_no_socket(tmp_path: Path):
    colour_artifact(tmp_path / "run" / "model")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", USE, str(tmp_path / "run")],
        env={**os.environ, "TMPDIR": str(temporary)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("given", [None, "0"])
def test_the_environment_is_the_callers_afterwards(given: str | None, monkeypatch: pytest.MonkeyPatch):
    if given is None:
        monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    else:
        monkeypatch.setenv("ORT_DISABLE_TELEMETRY", given)
    assert silent_onnxruntime().InferenceSession
    assert os.environ.get("ORT_DISABLE_TELEMETRY") == given


def test_nothing_else_of_the_package_imports_onnxruntime_by_itself():
    importing = [
        path.name
        for path in SOURCE.rglob("*.py")
        if re.search(r"^\s*import onnxruntime\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert importing == ["silent_onnxruntime.py"]
