"""A graph of several outputs, one in whole numbers, on every engine: opened, proven, verified, timed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

import huoyan
from huoyan.artifact.consistency import check_selftest_fits
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.errors import ArtifactError
from huoyan.runtimes import ENGINES, open_runtime
from huoyan.runtimes.parity import compare
from huoyan.runtimes.torch import named_outputs
from marks import Classes, mark_artifact, marked, reference, some_marks

ENGINES_HERE = [name for name, engine in ENGINES.items() if engine.installed]
each_engine = pytest.mark.parametrize("engine", ENGINES_HERE)
each_kind = pytest.mark.parametrize("classes", ["int64", "float32"])


@pytest.fixture(scope="module", params=["int64", "float32"])
def artifact(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    return mark_artifact(tmp_path_factory.mktemp(request.param) / "model", classes=request.param)


@each_engine
@each_kind
def test_an_engine_gives_every_output_in_the_type_of_the_graph(tmp_path: Path, engine: str, classes: Classes):
    runtime = open_runtime(mark_artifact(tmp_path / "model", classes=classes), engine, threads=1)
    for n in (1, 4, 1):
        images = np.stack([some_marks(64, seed) for seed in range(n)])
        found, expected = runtime.run(images), reference(images, classes)
        assert {name: each.dtype for name, each in found.items()} == {
            "boxes": np.float32,
            "scores": np.float32,
            "classes": np.dtype(classes),
        }
        for name, values in expected.items():
            np.testing.assert_allclose(found[name], values, atol=1e-6)


@each_engine
def test_what_is_found_lies_where_it_is_in_the_file(artifact: Artifact, engine: str):
    predictor = huoyan.load(artifact.folder, engine=engine, threads=1)
    wide = marked(128, 256, ("green", (40, 8, 120, 60)), ("blue", (200, 100, 256, 128)))
    found = predictor(wide)
    assert {(each.label, each.box) for each in found.detections} == {
        ("green", (40.0, 8.0, 120.0, 60.0)),
        ("blue", (200.0, 100.0, 256.0, 128.0)),
    }
    assert (found.height, found.width) == (128, 256)
    assert predictor(marked(128, 256)).detections == ()


def test_verify_measures_boxes_in_pixels(artifact: Artifact):
    found = huoyan.verify(artifact.folder)
    assert found.ok, found.problems
    assert {parity.engine for parity in found.parity} == set(ENGINES_HERE)
    assert all(parity.agreement == 1 for parity in found.parity if parity.precision == "fp32")
    assert any("boxes, in pixels" in line and "(allowed: 0.5)" in line for line in found.lines())


def test_every_engine_is_timed(artifact: Artifact):
    assert {row.engine for row in huoyan.bench(artifact.folder, batch=2, seconds=0.0)} == set(ENGINES_HERE)


def test_an_engine_that_finds_other_boxes_does_not_pass(artifact: Artifact):
    task, images = artifact.manifest.task, np.stack([some_marks(64, seed) for seed in range(4)])
    good = reference(images)
    moved = {**good, "boxes": good["boxes"] + np.float32(0.75)}
    assert compare("x", "fp32", good, good, task).passed
    found = compare("x", "fp32", moved, good, task)
    assert (found.passed, found.agreement, found.difference) == (False, 1.0, pytest.approx(0.75))
    assert compare("x", "bf16", moved, good, task).passed


def test_an_export_is_proven_and_written(artifact: Artifact, tmp_path: Path):
    assert huoyan.export(artifact.folder, tmp_path / "out").parity.passed


def test_a_self_test_holds_the_outputs_in_their_types(artifact: Artifact):
    assert open_artifact(artifact.folder).manifest == artifact.manifest
    stored = artifact.selftest()
    assert {name: stored[name].shape for name in artifact.manifest.outputs} == {
        "boxes": (6, 6, 4),
        "scores": (6, 6),
        "classes": (6, 6),
    }
    assert stored["classes"].dtype.kind in "if"


def test_a_self_test_of_flags_is_refused(artifact: Artifact, tmp_path: Path):
    stored = artifact.selftest()
    with pytest.raises(ArtifactError, match="its classes are bool"):
        check_selftest_fits(artifact, {**stored, "classes": stored["classes"] > 0})


def test_whole_numbers_of_a_network_stay_whole_numbers():
    given = torch.ones(2, 3, dtype=torch.bfloat16), torch.tensor([[1, 300], [7, 16_777_217]])
    found = named_outputs(given, ("scores", "classes"))
    assert found["scores"].dtype == np.float32
    assert found["classes"].tolist() == [[1, 300], [7, 16_777_217]]
