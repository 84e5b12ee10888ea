"""kserve's REST client, unmodified."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np

from foreign_clients import python_of, told_by
from huoyan.api import load
from making import encoded, photo

JPEG = encoded(photo(), "JPEG")


def test_every_way_in_gets_the_same_answer_and_errors_are_told(address: str, folder: Path):
    python = python_of("HUOYAN_KSERVE_CLIENT", "kserve")
    model = load(folder / "colours", engine="onnxruntime", threads=1)
    pixels = model.prepare(JPEG).pixels[None]
    given = {
        "address": address,
        "jpeg": base64.b64encode(JPEG).decode(),
        "pixels": pixels.tolist(),
    }
    found = told_by(python, "kserve_calls.py", given)
    assert set(found["matrix"]) == {"picture True", "picture False", "images True", "images False"}
    for each in found["matrix"].values():
        assert (each["id"], each["model"]) == ("r1", "colours")
        assert each["answers"] == [model(JPEG).to_json()]
        np.testing.assert_allclose(each["logits"], model.runtime.run(pixels)["logits"], rtol=1e-6)
    assert found["live"] is found["ready"] is found["model_ready"] is True
    assert found["no_model_ready"] is False
    assert found["wrong_model"][0] == 404
    assert "No model is called 'nobody' here" in found["wrong_model"][1]
