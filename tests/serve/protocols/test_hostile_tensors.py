"""Hostile files behind the JSON of a tensor, and before models of clips: answered, or refused with a code.

`tests/serve/test_hostile_files.py` posts them in every other way.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answering_server import Answered, answering, call
from making import colour_artifact, encoded, photo
from making_clip_models import gru_artifact

ARCHIVE = "hostile/hostile_images.zip"
Post = Callable[[str, bytes], Answered]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("models")
    colour_artifact(folder / "colours" / "model")
    gru_artifact(folder / "door" / "model")
    # Decoding the worst of them takes seconds where much else runs.
    with answering({name: folder / name for name in ("colours", "door")}, deadline_s=120.0) as found:
        yield found


@pytest.fixture(scope="module")
def files(unpacked: Callable[[str], Path]) -> list[Path]:
    found = sorted(each for each in unpacked(ARCHIVE).rglob("*") if each.is_file())
    assert len(found) > 250
    return found


def binary_v2(address: str, content: bytes, model: str = "colours", name: str = "picture") -> Answered:
    tail = struct.pack("<I", len(content)) + content
    tensor = {"name": name, "datatype": "BYTES", "shape": [1], "parameters": {"binary_data_size": len(tail)}}
    head = json.dumps({"inputs": [tensor]}).encode()
    headers = {"Inference_Header_Content_Length": str(len(head))}
    return call(f"{address}/v2/models/{model}/infer", head + tail, **headers)


def clip_v2(address: str, content: bytes) -> Answered:
    return binary_v2(address, content, "door", "clip")


def clip_predict(address: str, content: bytes) -> Answered:
    return call(f"{address}/predict?model=door", content, content_type="video/mp4")


@pytest.mark.parametrize(
    "post",
    [
        binary_v2,
        pytest.param(clip_v2, marks=pytest.mark.slow),
        pytest.param(clip_predict, marks=pytest.mark.slow),
    ],
)
def test_every_hostile_file_is_answered_or_refused(address: str, files: list[Path], post: Post):
    statuses = set()
    for file in files:
        content = file.read_bytes()
        answer = post(address, content)
        assert answer.status in (200, 400, 413, 422), (file.name, answer.status, answer.body[:300])
        statuses.add(answer.status)
        if answer.status != 200:
            told = answer.json()["error"]
            code = told if isinstance(told, str) else told["code"]
            assert code, file.name
    assert 422 in statuses
    assert binary_v2(address, encoded(photo())).status == 200
