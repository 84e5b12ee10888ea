"""huggingface_hub's InferenceClient, unmodified, of several major versions."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from PIL import Image

from foreign_clients import python_of, told_by
from huoyan.api import load
from making import encoded, photo
from making_watches import made_frames

JPEG = encoded(photo(), "JPEG")
FRAME = encoded(Image.fromarray(list(made_frames(12))[5].pixels))
# Several pythons, as in PATH.
VARIABLE = "HUOYAN_HUB_CLIENTS"
PYTHONS = os.environ.get(VARIABLE, "").split(os.pathsep)


@pytest.mark.parametrize("python", PYTHONS)
def test_pictures_are_classified_and_things_found_as_by_the_model(
    address: str, folder: Path, tmp_path: Path, python: str
):
    python_of(VARIABLE, "huggingface_hub")
    given = {
        "address": address,
        "jpeg": base64.b64encode(JPEG).decode(),
        "frame": base64.b64encode(FRAME).decode(),
        "folder": str(tmp_path),
    }
    found = told_by(python, "hub_calls.py", given)
    model, detector = (load(folder / x, engine="onnxruntime", threads=1) for x in ("colours", "things"))
    labels = [[each.label, round(each.score, 6)] for each in model(JPEG).labels]
    for way in ("labels", "from_file", "from_path", "waiting"):
        assert found[way] == labels
    assert found["top"] == labels[:1]
    things = detector(FRAME).detections
    boxes = [[round(side) for side in each.box] for each in things]
    assert things
    assert [each[2:] for each in found["things"]] == boxes
    assert [each[:2] for each in found["things"]] == [[x.label, round(x.score, 6)] for x in things]
    assert found["surer"] == []
    assert found["broken"][0] == 422
    assert found["nobody"][0] == 404
