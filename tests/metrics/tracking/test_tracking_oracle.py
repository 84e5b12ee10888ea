"""HOTA, IDF1 and MOTA beside those of TrackEval, where a venv has it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from huoyan.metrics.tracking.summary import tracking_score
from huoyan.metrics.tracking.trajectories import Trajectories
from huoyan.watch.tracking import TRACKERS
from making_scenes import COMMON, SCENES
from making_trajectories import badly_followed, trajectories_of, true_trajectories

PYTHON = os.environ.get("HUOYAN_TRACKING_ORACLE", "")
ORACLE = Path(__file__).resolve().parents[3] / "benchmarks" / "tracking_oracle.py"
pytestmark = pytest.mark.skipif(
    not PYTHON, reason="HUOYAN_TRACKING_ORACLE names no python with trackeval and trackers"
)
Pair = tuple[Trajectories, Trajectories]


def rows(given: Trajectories) -> list[list[float]]:
    made: list[list[float]] = np.column_stack([given.frames, given.numbers, given.boxes]).tolist()
    return made


def theirs(pairs: list[Pair]) -> dict[str, float]:
    request = {"figures": [{"true": rows(true), "found": rows(found)} for true, found in pairs]}
    done = subprocess.run(
        [PYTHON, str(ORACLE)],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
        timeout=250,
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def check_equal(pairs: list[Pair]) -> None:
    score = tracking_score(pairs)
    ours: dict[str, Any] = {name: each.value for name, each in score.figures.items()}
    ours["switched"] = score.counts["switched"]
    assert ours == pytest.approx(theirs(pairs), abs=1e-9)


def test_figures_of_truth_with_noise_are_theirs():
    rng = np.random.default_rng(0)
    true = [true_trajectories(int(rng.integers(1, 12)), 40, rng) for _ in range(12)]
    noise = (0.0, 1.0, 4.0, 9.0)
    check_equal([(each, badly_followed(each, rng, noise[at % 4])) for at, each in enumerate(true)])


def test_figures_of_one_sequence_are_theirs():
    rng = np.random.default_rng(1)
    true = true_trajectories(8, 60, rng)
    check_equal([(true, badly_followed(true, rng, 2.0, 0.3, 0.3))])


@pytest.mark.parametrize("name", sorted(TRACKERS))
def test_figures_of_trackers_on_scripted_scenes_are_theirs(name: str):
    pairs = []
    for scene in SCENES.values():
        moments, tracker = scene().moments(COMMON), TRACKERS[name]()
        told = [tracker.update(each.found, each.seconds, each.index) for each in moments]
        pairs.append((trajectories_of(each.true for each in moments), trajectories_of(told)))
    check_equal(pairs)
