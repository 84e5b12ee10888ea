"""A changed model is found out, whatever was changed; an untouched one passes on every engine."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from huoyan.errors import ArtifactError, UsageError
from huoyan.runtimes import ENGINES
from huoyan.runtimes.openvino import cpu_has_bf16
from huoyan.verify import verify
from making import colour_artifact, pictures, reference_logits

FILES = ("huoyan.json", "model.onnx", "selftest.safetensors", "weights.safetensors")


def test_an_untouched_model_passes_on_every_installed_engine(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model")
    outcome = verify(tmp_path)
    assert outcome.ok
    assert outcome.problems == ()
    assert set(outcome.files) == set(FILES)
    expected = {
        (name, precision)
        for name, engine in ENGINES.items()
        if engine.installed
        for precision in engine.precisions
        if precision != "bf16" or cpu_has_bf16()
    }
    assert {(x.engine, x.precision) for x in outcome.parity} == expected
    assert all(x.passed and x.n == 12 for x in outcome.parity)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", [0, 0.1, 0.5, 0.9, 1])
def test_one_changed_byte_in_any_file_is_found(tmp_path: Path, name: str, place: float) -> None:
    file = colour_artifact(tmp_path / "model").folder / name
    content = bytearray(file.read_bytes())
    content[int(place * (len(content) - 1))] ^= 1
    file.write_bytes(content)
    outcome = verify(tmp_path)
    assert not outcome.ok
    assert any(name in x.where or name in x.message for x in outcome.problems)


@pytest.mark.parametrize("name", FILES[1:])
def test_a_missing_file_is_a_problem(tmp_path: Path, name: str) -> None:
    (colour_artifact(tmp_path / "model").folder / name).unlink()
    outcome = verify(tmp_path)
    assert not outcome.ok
    assert name in outcome.problems[0].message


def test_a_changed_graph_is_not_run(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model")
    with made.onnx.open("ab") as opened:
        opened.write(b"\0")
    outcome = verify(tmp_path)
    assert outcome.parity == ()
    assert [x.where for x in outcome.problems] == ["model.onnx"]


def test_a_file_that_was_added_is_a_problem(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model")
    (made.folder / "more.onnx").write_bytes(b"")
    assert [x.where for x in verify(tmp_path).problems] == ["more.onnx"]


def test_an_engine_that_answers_otherwise_than_the_trained_network_is_a_problem(tmp_path: Path) -> None:
    """0.2 % in one probability is beyond what float32 arithmetic explains."""
    logits = reference_logits(pictures(12))
    logits[3, 0] += 0.1
    colour_artifact(tmp_path / "model", selftest_logits=logits, temperature=10.0)
    outcome = verify(tmp_path, engine="onnxruntime")
    assert [x.where for x in outcome.problems] == ["onnxruntime fp32"]
    assert outcome.parity[0].difference > 1e-3
    assert any(line.startswith("FAILED") for line in outcome.lines())


def test_bf16_that_does_not_pass_is_a_note_only(tmp_path: Path) -> None:
    """Classes a ninth of a grey level apart: 8 bits of precision do not tell them apart, 24 do."""
    if not ENGINES["openvino"].installed or not cpu_has_bf16():
        pytest.skip("needs openvino on a CPU with bf16")
    images = np.full((12, 16, 16, 3), 128, np.uint8)
    for index in range(12):
        images[index, ::3, ::3, index % 3] += 1
    colour_artifact(tmp_path / "model", gain=3000.0, selftest_images=images)
    outcome = verify(tmp_path)
    notes = [x for x in outcome.parity if x.precision == "bf16"]
    assert not notes[0].passed
    assert outcome.ok
    assert any(line.startswith("NOTE") for line in outcome.lines())


def test_one_engine_may_be_asked_for(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model")
    assert {x.engine for x in verify(tmp_path, engine="onnxruntime").parity} == {"onnxruntime"}
    with pytest.raises(UsageError, match="onnxruntime"):
        verify(tmp_path, engine="onnxrt")


def test_a_path_without_a_model_is_an_error_not_a_finding(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError):
        verify(tmp_path)


def test_the_outcome_is_plain_json_and_plain_lines(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model")
    outcome = verify(tmp_path)
    found = json.loads(json.dumps(outcome.to_json()))
    assert (found["ok"], found["problems"]) == (True, [])
    assert found["parity"][0]["passed"] is True
    assert outcome.lines()[-1].endswith("is intact")
