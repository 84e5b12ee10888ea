"""Ten thousand requests that are nearly right: none breaks anything."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from answering_server import answering, call
from making import colour_artifact, encoded, photo, pictures
from making_clip_models import gru_artifact
from making_detectors import bright_detector

REQUESTS, SEED = 10_000, 12
JPEG = encoded(photo(24, 32), "JPEG")
HEADER = "Inference-Header-Content-Length"
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, 2**64, 10**30, 1e308, -0.5, "", "x" * 300, "\0", "\ud800", [], {},
    [[]], [None], {"a": 1}, "BYTES", "UINT8", "FP16", "images", "picture", "answer", [1, 16, 16, 3], [0],
)  # fmt: skip
KINDS = (
    "",
    "application/json",
    "image/jpeg",
    "multipart/form-data",
    "multipart/form-data; boundary=cut",
    "x" * 99,
)


@dataclass(frozen=True)
class Sent:
    method: str
    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def seeds() -> list[Sent]:
    """Right requests of every protocol."""
    pixels = pictures(2)
    coded = base64.b64encode(JPEG).decode()
    files = {"name": "picture", "datatype": "BYTES", "shape": [1], "data": [coded]}
    images = {"name": "images", "datatype": "UINT8", "shape": [2, 16, 16, 3], "data": pixels.ravel().tolist()}
    step = {"name": "frames", "datatype": "UINT8", "shape": [1, 1, 6, 8, 3], "data": [7] * 144}
    sequence = {"sequence_id": 3, "sequence_start": True, "sequence_end": False}
    outputs = [{"name": "logits", "parameters": {"binary_data": True, "classification": 2}}]
    form = (
        b'--cut\r\nContent-Disposition: form-data; name="f"; filename="a.jpg"\r\n\r\n' + JPEG +
        b'\r\n--cut\r\nContent-Disposition: form-data; name="top"\r\n\r\n2\r\n--cut--\r\n'
    )  # fmt: skip
    infer, one = "/v2/models/colours/infer", struct.pack("<I", len(JPEG)) + JPEG
    return [
        Sent("POST", "/predict?model=colours&top=2", JPEG, {"Content-Type": "image/jpeg"}),
        Sent("POST", "/predict?model=things&threshold=0.5", JPEG),
        Sent("POST", "/models/colours/predict", form, {"Content-Type": KINDS[-1]}),
        Sent("POST", "/predict?model=colours", to_json({"image": coded}), {"Content-Type": KINDS[1]}),
        Sent("POST", "/predict?model=door", JPEG),
        Sent("POST", "/models/colours", to_json({"inputs": coded, "parameters": {"top_k": 2}})),
        Sent("POST", "/models/things", JPEG),
        Sent("POST", "/", JPEG),
        Sent("POST", infer, to_json({"inputs": [files], "outputs": outputs, "id": "a"})),
        Sent("POST", infer, to_json({"inputs": [images], "parameters": {"binary_data_output": True}})),
        Sent("POST", "/v2/models/door/infer", to_json({"inputs": [step], "parameters": sequence})),
        Sent("POST", infer, JPEG, {HEADER: "0"}),
        behind(infer, {"name": "picture", "datatype": "BYTES", "shape": [1]}, one),
        behind(infer, {"name": "images", "datatype": "UINT8", "shape": [2, 16, 16, 3]}, pixels.tobytes()),
        Sent("GET", "/v2/models/colours/versions/1", b""),
        Sent("GET", "/openapi.json?lang=zh", b""),
        Sent("GET", "/models/colours", b""),
    ]  # fmt: skip


def to_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def behind(path: str, tensor: dict[str, Any], tail: bytes) -> Sent:
    head = to_json({"inputs": [{**tensor, "parameters": {"binary_data_size": len(tail)}}]})
    return Sent("POST", path, head + tail, {HEADER: str(len(head))})


def bent(sent: Sent, rng: random.Random) -> Sent:
    """With one to three things wrong."""
    for _ in range(rng.randint(1, 3)):
        sent = rng.choice([body_bent, json_bent, json_bent, headers_bent, path_bent, packed])(sent, rng)
    return sent


def body_bent(sent: Sent, rng: random.Random) -> Sent:
    body = bytearray(sent.body)
    for _ in range(rng.randint(1, 8)):
        at, end = sorted(rng.randint(0, len(body)) for _ in range(2))
        bend = rng.randrange(4)
        if bend == 0 and at < len(body):
            body[at] = rng.randrange(256)
        elif bend == 1:
            del body[at:]
        elif bend == 2:
            body[at:at] = rng.randbytes(rng.randint(0, 40))
        else:
            body += body[at : min(end, at + 5000)]
    return replace(sent, body=bytes(body))


def json_bent(sent: Sent, rng: random.Random) -> Sent:
    """One value anywhere in it is another, is gone, or has another name; what follows it stays."""
    length = (
        int(sent.headers.get(HEADER) or len(sent.body))
        if (sent.headers.get(HEADER) or "0").isdecimal()
        else 0
    )
    try:
        value = json.loads(sent.body[:length])
    except ValueError:
        return sent
    places = list(containers(value))
    if not places:
        return sent
    inside = rng.choice(places)
    if isinstance(inside, dict):
        key = rng.choice(list(inside))
        if rng.random() < 0.3:
            del inside[key]
        elif rng.random() < 0.2:
            inside[rng.choice(["nothing", "", "data", "outputs", "parameters"])] = inside.pop(key)
        else:
            inside[key] = rng.choice(ODD)
    else:
        inside[rng.randrange(len(inside))] = rng.choice(ODD)
    head = json.dumps(value).encode()
    headers = {**sent.headers, HEADER: str(len(head))} if HEADER in sent.headers else sent.headers
    return replace(sent, body=head + sent.body[length:], headers=headers)


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list) and value:
        yield value
        for each in value.values() if isinstance(value, dict) else value[:20]:
            yield from containers(each)


def headers_bent(sent: Sent, rng: random.Random) -> Sent:
    lengths = ("0", "1", "-1", "99999999", "two", "1e3", str(len(sent.body)))
    made = rng.choice(
        [
            {HEADER: rng.choice(lengths)},
            {"Content-Type": rng.choice(KINDS)},
            {"Content-Encoding": rng.choice(["gzip", "deflate", "br", "identity", "gzip, gzip", ""])},
            {"Accept-Encoding": rng.choice(["gzip", "deflate;q=0.1, gzip;q=x", "*", "," * 50])},
            {"X-Request-ID": rng.choice(["a", "x" * 500, "é"])},
            {"Accept-Language": rng.choice(["zh", "zh-CN;q=9", ",,,", "x" * 99])},
        ]
    )
    return replace(sent, headers={**sent.headers, **made})


def path_bent(sent: Sent, rng: random.Random) -> Sent:
    path, _, query = sent.path.partition("?")
    parts = path.split("/")
    bend = rng.randrange(4)
    if bend == 0:
        parts[rng.randrange(1, len(parts))] = rng.choice(
            ["", "..", "%00", "%2e%2e", "é%FF", "x" * 500, "2", "door"]
        )
    elif bend == 1:
        query = rng.choice(
            ["model=", "model=x&model=y", "top=0", "top=99999999999", "threshold=nan", "=&&=", "%ff=1"]
        )
    elif bend == 2:
        parts.append(rng.choice(["", "ready", "infer", "predict", "config"]))
    method = (
        rng.choice(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "BREW"]) if bend == 3 else sent.method
    )
    return replace(
        sent, method=method, path=quote("/".join(parts), safe="/%.") + (f"?{query}" if query else "")
    )


def packed(sent: Sent, rng: random.Random) -> Sent:
    """Compressed, and sometimes cut off."""
    name = rng.choice(["gzip", "deflate"])
    body = gzip.compress(sent.body) if name == "gzip" else zlib.compress(sent.body)
    body = body[: rng.randint(0, len(body))] if rng.random() < 0.3 else body
    return replace(sent, body=body, headers={**sent.headers, "Content-Encoding": name})


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_request_that_is_bent_breaks_anything(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("models")
    colour_artifact(folder / "colours" / "model")
    bright_detector(folder / "things" / "model")
    gru_artifact(folder / "door" / "model")
    rng, right = random.Random(SEED), seeds()
    statuses: dict[int, int] = {}
    models = {name: folder / name for name in ("colours", "things", "door")}
    with answering(models, deadline_s=120.0) as address:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        for _ in range(REQUESTS):
            sent = bent(rng.choice(right), rng)
            headers = {
                name: value.encode("latin-1", "replace").decode("latin-1")
                for name, value in sent.headers.items()
            }
            connection.request(sent.method, sent.path, sent.body, headers)
            answer = connection.getresponse()
            content = answer.read()
            assert answer.status < 500, (sent, content[:500])
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
            if (
                answer.status >= 400
                and sent.method != "HEAD"
                and answer.headers["content-type"] == "application/json"
            ):
                assert json.loads(content)["error"]
        connection.close()
        assert call(f"{address}/predict?model=colours", JPEG).status == 200
    # Bent enough that much is refused, and so little that much is understood.
    assert statuses[200] > REQUESTS / 20
    assert statuses[400] > REQUESTS / 10
