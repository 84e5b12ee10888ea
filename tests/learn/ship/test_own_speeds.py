from __future__ import annotations

from pathlib import Path

import pytest

from huoyan.learn.ship import own_speeds
from huoyan.runtimes import ENGINES
from making import colour_artifact


@pytest.fixture
def artifact(tmp_path: Path):
    return colour_artifact(tmp_path / "run" / "model")


def test_a_run_measures_every_engine_with_a_picture_alone_and_with_sixteen(artifact, real_speeds):
    installed = {name for name, engine in ENGINES.items() if engine.installed}
    found = {(row.engine, row.batch) for row in own_speeds.own_speeds(artifact)}
    assert found == {(name, batch) for name in installed for batch in (1, 16)}


def test_a_model_that_is_slow_alone_is_measured_with_no_more(artifact, real_speeds, monkeypatch):
    monkeypatch.setattr(own_speeds, "SLOW_MS", 0.0)
    assert {row.batch for row in own_speeds.own_speeds(artifact)} == {1}
