"""Pictures that were made to break what reads them, posted in every way that pictures are taken."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answering_server import Answered, call
from making import colour_artifact, encoded, photo
from making_detectors import bright_detector
from serving_process import ServingProcess, serving

PICTURE = encoded(photo(), "JPEG")
EDGE = "4f1c"


def form(content: bytes) -> bytes:
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
    return head.encode() + content + f"\r\n--{EDGE}--\r\n".encode()


def tensor(content: bytes) -> bytes:
    data = [base64.b64encode(content).decode()]
    return json.dumps(
        {"inputs": [{"name": "picture", "datatype": "BYTES", "shape": [1], "data": data}]}
    ).encode()


WAYS: dict[str, Callable[[str, bytes], Answered]] = {
    "predict": lambda at, x: call(f"{at}/predict?model=one", x),
    "things": lambda at, x: call(f"{at}/predict?model=things", x, content_type="image/jpeg"),
    "form": lambda at, x: call(
        f"{at}/models/one/predict", form(x), content_type=f"multipart/form-data; boundary={EDGE}"
    ),
    "json": lambda at, x: call(
        f"{at}/models/one/predict", json.dumps({"image": base64.b64encode(x).decode()}).encode()
    ),
    "hub": lambda at, x: call(f"{at}/models/one", x),
    "v2 json": lambda at, x: call(f"{at}/v2/models/one/infer", tensor(x)),
    "v2 bare": lambda at, x: call(f"{at}/v2/models/one/infer", x, inference_header_content_length="0"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServingProcess]:
    folder = tmp_path_factory.mktemp("hostile")
    colour_artifact(folder / "one" / "model")
    bright_detector(folder / "things" / "model")
    with serving(folder / "one", folder / "things") as made:
        yield made
        assert made.process.poll() is None
        assert not any("Traceback" in line for line in made.said), made.said


def held(answer: Answered, v2: bool) -> str:
    """Checks that it is an answer, or a refusal with its reason; gives which."""
    if answer.status == 200:
        return "answered"
    told = answer.json()
    assert 400 <= answer.status < 500, (answer.status, told)
    reason = told["error"] if v2 else told["error"]["message"]
    assert "\n" not in reason
    assert reason
    return "refused"


@pytest.mark.parametrize("way", WAYS)
def test_every_hostile_file_is_answered_or_refused_with_its_reason(
    server: ServingProcess, way: str, unpacked: Callable[[str], Path]
):
    files = sorted(x for x in unpacked("hostile/hostile_images.zip").rglob("*") if x.is_file())
    assert len(files) > 20
    found = [
        held(WAYS[way](server.address, x.read_bytes()), way.startswith("v2"))
        for x in files
        if x.stat().st_size
    ]
    assert {"answered", "refused"} == set(found)
    assert server.post("one", PICTURE).status == 200


@pytest.mark.parametrize("way", WAYS)
def test_damaged_pictures_are_answered_or_refused_with_their_reason(server: ServingProcess, way: str):
    rng = random.Random(way)
    kinds = [encoded(photo(), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "JPEG2000")]
    for _ in range(60):
        content = bytearray(rng.choice(kinds))
        for _ in range(rng.randrange(1, 20)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        cut = bytes(content[: rng.randrange(1, len(content))] if rng.random() < 0.3 else content)
        held(WAYS[way](server.address, cut), way.startswith("v2"))


@pytest.mark.slow
def test_ten_thousand_garbled_requests_break_nothing(server: ServingProcess):
    rng = random.Random(11)
    bodies = [tensor(PICTURE), form(PICTURE), json.dumps({"image": "AA=="}).encode(), PICTURE, b"{}", b""]
    paths = [
        "/predict", "/", "/models/one", "/models/one/predict", "/v2/models/one/infer", "/v2/models/one",
        "/v2/repository/index", "/predict?model=one&top=x", "/models/one/reload?x", "/docs", "/metrics",
    ]  # fmt: skip
    types = ["application/json", f"multipart/form-data; boundary={EDGE}", "image/png", "", "a/b; c=\xe9"]
    for _ in range(10_000):
        body = bytearray(rng.choice(bodies))
        for _ in range(rng.randrange(6)):
            if body:
                body[rng.randrange(len(body))] = rng.randrange(256)
        headers = {"content_type": rng.choice(types)}
        if rng.random() < 0.1:
            headers["inference_header_content_length"] = rng.choice(["0", "9", "-1", "x", "999999"])
        if rng.random() < 0.1:
            headers["content_encoding"] = rng.choice(["gzip", "deflate", "br", "identity"])
        method = rng.choice(["GET", "POST", "POST", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
        answer = call(server.address + rng.choice(paths), bytes(body), method, **headers)
        assert answer.status < 500, (answer, headers, bytes(body)[:200])
    assert server.post("one", PICTURE).status == 200
