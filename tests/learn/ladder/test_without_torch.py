"""What needs no network is done without PyTorch: importing that takes longer than fitting a head."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from making import photos

# Scikit-learn and SciPy take most of a second; heads that need them import them where they fit.
HEAVY = ("torch", "torchvision", "timm", "sklearn", "scipy")
# What trains or exports a network, and is imported where one is.
OF_NETWORKS = {
    "huoyan.learn.plan.clip_plan",
    "huoyan.learn.plan.detector_plan",
    "huoyan.learn.plan.found_before",
    "huoyan.learn.plan.network_plan",
    "huoyan.learn.plan.sequence_plan",
    "huoyan.learn.tasks.validators",
}


def python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def modules(package: str) -> list[str]:
    found = pkgutil.walk_packages(import_module(package).__path__, f"{package}.")
    return [package, *(each.name for each in found)]


@pytest.mark.parametrize("room", ["heads", "head_training", "features", "ladder", "plan", "tasks", "train"])
def test_a_room_that_heads_are_trained_with_loads_no_heavy_package(room: str):
    if room == "train":
        names = ["huoyan.learn.train"]
    else:
        names = [name for name in modules(f"huoyan.learn.{room}") if name not in OF_NETWORKS]
    code = (
        "import sys\nfrom importlib import import_module\n"
        f"for name in {names}: import_module(name)\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert python(code).strip() == "[]"


def test_a_head_is_trained_proven_and_reported_without_torch(tmp_path: Path):
    code = (
        "import sys; from huoyan.cli import main\n"
        "code = main(['train', sys.argv[1], '--model', 'ridge', '--out', sys.argv[2], '--quiet'])\n"
        "print(code, 'torch' in sys.modules)"
    )
    run = tmp_path / "run"
    assert python(code, str(photos(tmp_path / "photos", range(60))), str(run)).split()[-2:] == ["0", "False"]
    assert (run / "report.html").is_file()


def test_the_first_head_of_a_ladder_is_told_before_torch_or_scikit_learn_is_imported(tmp_path: Path):
    code = (
        "import os, sys\nfrom huoyan.learn.train import train\nfrom huoyan.runs.events import Said\n"
        "def listen(event):\n"
        "    if isinstance(event, Said) and getattr(event.text, 'key', '') == 'ladder.tried':\n"
        "        print(event.text.values['model'], {'torch', 'sklearn'} & set(sys.modules), flush=True)\n"
        "        os._exit(0)\n"
        "train(sys.argv[1], out=sys.argv[2], listen=listen)"
    )
    told = python(code, str(photos(tmp_path / "photos", range(60))), str(tmp_path / "run"))
    assert told.split() == ["ridge", "set()"]
