"""Speeds are measured for every engine, and mean what they say."""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path

import numpy as np
import pytest

from huoyan.artifact.read import Artifact
from huoyan.bench import LEAST_CALLS, Speed, bench, in_turns
from huoyan.errors import UsageError
from huoyan.runtimes import ENGINES
from huoyan.runtimes.openvino import cpu_has_bf16
from making import colour_artifact


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    return colour_artifact(tmp_path_factory.mktemp("run") / "model", size=(64, 64))


def available() -> set[tuple[str, str]]:
    found = set()
    for name, engine in ENGINES.items():
        if engine.installed:
            found |= {(name, x) for x in engine.precisions if x != "bf16" or cpu_has_bf16()}
    return found


def test_every_installed_engine_precision_batch_and_thread_count_has_a_row(artifact: Artifact) -> None:
    rows = bench(artifact, batches=(1, 3), threads=(1, 2), seconds=0.01)
    found = {(x.engine, x.precision, x.batch, x.threads) for x in rows}
    assert found == {(*e, batch, threads) for e in available() for batch in (1, 3) for threads in (1, 2)}
    assert len(rows) == len(found)
    assert all(row.n >= LEAST_CALLS for row in rows)


def test_the_two_figures_of_a_row_say_the_same(artifact: Artifact) -> None:
    for row in bench(artifact, engines=["onnxruntime"], batches=(1, 8), seconds=0.01):
        assert row.images_per_second == pytest.approx(1000 / row.milliseconds)
        assert 0 < row.milliseconds < 1000


def test_a_picture_of_a_large_batch_takes_less_than_a_call_for_the_batch(artifact: Artifact) -> None:
    """`milliseconds` are for one picture: said of the batch they would be 64 times as many. 20 leaves room
    for a machine that does something else meanwhile."""
    one, many = bench(artifact, engines=["onnxruntime"], batches=(1, 64), threads=(1,), seconds=0.05)[::1]
    by_batch = {row.batch: row for row in (one, many)}
    assert by_batch[64].milliseconds < 20 * by_batch[1].milliseconds


def test_a_model_that_is_slow_alone_is_measured_in_no_further_batch(artifact: Artifact) -> None:
    asked = {"engines": ["onnxruntime"], "batches": (1, 2), "seconds": 0.001}
    assert {row.batch for row in bench(artifact, **asked, slow_ms=0.0)} == {1}
    assert {row.batch for row in bench(artifact, **asked, slow_ms=1e6)} == {1, 2}


def test_a_slow_model_is_timed_by_one_turn() -> None:
    class Slow:
        name, precision, threads, calls = "onnxruntime", "fp32", 1, 0

        def run(self, images: np.ndarray) -> dict[str, np.ndarray]:
            self.calls += 1
            time.sleep(0.2)
            return {}

    slow = Slow()
    (speed,) = in_turns([(slow, np.zeros((4, 8, 8, 3), np.uint8))], seconds=0.03)
    assert speed.n == 3
    assert slow.calls == 5  # one to warm up, one that is not counted
    assert speed.milliseconds == pytest.approx(50, rel=0.5)


def test_more_time_gives_more_calls(artifact: Artifact) -> None:
    short, long = (
        bench(artifact, engines=["onnxruntime"], batches=(1,), seconds=x)[0].n for x in (0.001, 0.1)
    )
    assert long > short


def test_a_row_is_plain_data(artifact: Artifact) -> None:
    (row,) = bench(artifact, engines=["onnxruntime"], batches=(2,), threads=(1,), seconds=0.001)
    assert isinstance(row, Speed)
    assert json.loads(json.dumps(dataclasses.asdict(row)))["batch"] == 2


def test_wrong_values_are_usage_errors(artifact: Artifact) -> None:
    with pytest.raises(UsageError, match="openvino"):
        bench(artifact, engines=["openvina"])
    with pytest.raises(UsageError, match="batches"):
        bench(artifact, batches=(0,))
    for seconds in (float("nan"), float("inf"), -1.0):
        with pytest.raises(UsageError, match="seconds"):
            bench(artifact, seconds=seconds)


def test_one_engine_asked_for_twice_is_measured_once(artifact: Artifact, tmp_path: Path) -> None:
    rows = bench(artifact, engines=["onnxruntime", "onnxruntime"], batches=(1,), seconds=0.001)
    assert len(rows) == 1
