"""A sequence belongs to the key that began it, whatever others call theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from answering_server import Answered, answering, call
from huoyan.web.access.keys import add_key, read_keys
from making_clip_models import gru_artifact

FRAMES = np.random.default_rng(0).integers(0, 255, (3, 12, 16, 3), np.uint8)


def step(address: str, key: str, frame: np.ndarray, **parameters: Any) -> Answered:
    tensor = {"name": "frames", "datatype": "UINT8", "shape": [1, 1, *frame.shape]}
    tensor["data"] = frame.ravel().tolist()
    asked = {
        "inputs": [tensor],
        "outputs": [{"name": "logits"}],
        "parameters": {"sequence_id": 9, **parameters},
    }
    return call(f"{address}/v2/models/door/infer", json.dumps(asked).encode(), x_api_key=key)


def logits(answer: Answered) -> list[float]:
    assert answer.status == 200, answer.body
    found: list[float] = answer.json()["outputs"][0]["data"]
    return found


def test_two_keys_may_call_their_sequences_alike_and_neither_goes_on_with_the_others(tmp_path: Path):
    gru_artifact(tmp_path / "door" / "model")
    shop, gate = (add_key(tmp_path / "keys.txt", name) for name in ("shop", "gate"))
    first, second, third = FRAMES
    with answering({"door": tmp_path / "door"}, read_keys(tmp_path / "keys.txt")) as address:
        logits(step(address, shop, first, sequence_start=True))
        refused = step(address, gate, second)
        assert refused.status == 409
        assert "No sequence '#9' is open" in refused.json()["error"]
        logits(step(address, gate, third, sequence_start=True))
        undisturbed = logits(step(address, shop, second, sequence_end=True))
        logits(step(address, gate, first, sequence_end=True))
        logits(step(address, shop, first, sequence_start=True))
        assert logits(step(address, shop, second, sequence_end=True)) == undisturbed
