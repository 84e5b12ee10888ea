"""Triton's own clients, unmodified, in blocking and in asyncio form."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foreign_clients import python_of, told_by
from huoyan.api import load
from huoyan.images.video.frame import Frame
from huoyan.predict import Predictor
from making import encoded, photo

JPEG = encoded(photo(), "JPEG")
FRAMES = np.random.default_rng(0).integers(0, 255, (5, 12, 16, 3), np.uint8)


def model_of(folder: Path, name: str) -> Predictor:
    return load(folder / name, engine="onnxruntime", threads=1)


@pytest.fixture(scope="module")
def told(address: str, folder: Path) -> dict[str, dict[str, Any]]:
    python = python_of("HUOYAN_TRITON_CLIENT", "tritonclient[http]")
    given = {
        "host": address.removeprefix("http://"),
        "jpeg": base64.b64encode(JPEG).decode(),
        "pixels": model_of(folder, "colours").prepare(JPEG).pixels[None].tolist(),
        "frames": FRAMES.tolist(),
    }
    found: dict[str, dict[str, Any]] = told_by(python, "triton_calls.py", given)
    return found


@pytest.mark.parametrize("client", ["blocking", "waiting"])
def test_every_way_in_and_out_gets_the_same_answer(told: Any, folder: Path, client: str):
    """JPEG or pixels; JSON or binary, there and back; plain, gzip or deflate, there and back."""
    model, found = model_of(folder, "colours"), told[client]
    expected, logits = model(JPEG).to_json(), model.runtime.run(model.prepare(JPEG).pixels[None])["logits"]
    assert len(found["matrix"]) == 2 * 2 * 2 * 3 * 3
    for each in [*found["matrix"].values(), found["all_outputs"]]:
        assert each["answers"] == [expected]
        np.testing.assert_allclose(each["logits"], logits, rtol=1e-6)


@pytest.mark.parametrize("client", ["blocking", "waiting"])
def test_the_server_and_its_models_are_described(told: Any, client: str):
    found = told[client]
    assert found["live"] is found["ready"] is found["model_ready"] is True
    assert found["no_model_ready"] is False
    assert found["server"]["name"] == "huoyan"
    assert found["model"]["versions"] == ["1"]
    assert [each["name"] for each in found["index"]] == ["colours", "things", "door"]


@pytest.mark.parametrize("client", ["blocking", "waiting"])
def test_many_rows_and_the_best_classes_are_answered(told: Any, folder: Path, client: str):
    best = model_of(folder, "colours")(JPEG).labels[:2]
    assert told[client]["rows"] == 60
    assert [each.split(":")[2] for each in told[client]["classes"]] == [each.label for each in best]


@pytest.mark.parametrize("client", ["blocking", "waiting"])
def test_frames_of_a_sequence_end_at_the_answer_to_the_clip(told: Any, folder: Path, client: str):
    clip = [Frame(pixels, float(at), at) for at, pixels in enumerate(FRAMES)]
    runtime: Any = model_of(folder, "door").runtime
    steps = told[client]["steps"]
    assert len(steps) == len(FRAMES)
    np.testing.assert_allclose(steps[-1], runtime.whole(clip)["logits"], atol=1e-5)


@pytest.mark.parametrize("client", ["blocking", "waiting"])
@pytest.mark.parametrize(
    ("call", "status", "said"),
    [
        ("wrong_shape", "400", "expected UINT8 [-1, 16, 16, 3]"),
        ("wrong_model", "404", "nobody"),
        ("no_sequence", "409", "sequence_start"),
        ("late", "504", "within the time"),
        ("shared_memory", "404", "Nothing is answered at"),
    ],
)
def test_the_clients_are_told_what_is_wrong(told: Any, client: str, call: str, status: str, said: str):
    found, message = told[client][call]
    assert status in found
    assert said in message


def test_several_calls_at_once_are_answered(told: Any, folder: Path):
    chosen = list(model_of(folder, "colours")(JPEG).chosen)
    assert told["blocking"]["at_once"] == [chosen] * 4
