"""The Open Inference Protocol over HTTP, as bare requests."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from answering_server import Answered, answering, call
from huoyan.api import load
from huoyan.serve.engine import Shelf
from huoyan.serve.protocols import v2
from huoyan.serve.serving import Serving
from making import colour_artifact, encoded, photo, pictures
from making_clip_models import gru_artifact
from making_detectors import bright_detector
from making_requests import request_of
from making_watches import made_frames

JPEG = encoded(photo(), "JPEG")
BATCH = pictures(3)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    colour_artifact(folder / "colours" / "model")
    bright_detector(folder / "things" / "model")
    return {name: folder / name for name in ("colours", "things")}


@pytest.fixture(scope="module")
def address(models: dict[str, Path]) -> Iterator[str]:
    with answering(models) as found:
        yield found


def infer(
    address: str, *inputs: Any, model: str = "colours", tail: bytes = b"", encoding: str = "", **head: Any
) -> Answered:
    content = json.dumps({"inputs": list(inputs), **head}).encode()
    headers = {"Inference_Header_Content_Length": str(len(content))} if tail else {}
    pack = {"": lambda x: x, "gzip": gzip.compress, "deflate": zlib.compress}[encoding]
    if encoding:
        headers["Content_Encoding"] = encoding
    return call(f"{address}/v2/models/{model}/infer", pack(content + tail), **headers)


def picture(*files: bytes) -> dict[str, Any]:
    data = [base64.b64encode(each).decode() for each in files]
    return {"name": "picture", "datatype": "BYTES", "shape": [len(files)], "data": data}


def images(batch: np.ndarray = BATCH, **changed: Any) -> dict[str, Any]:
    entry = {
        "name": "images",
        "datatype": "UINT8",
        "shape": list(batch.shape),
        "data": batch.ravel().tolist(),
    }
    return entry | changed


def output(answer: Answered, name: str) -> dict[str, Any]:
    assert answer.status == 200, answer.body
    return next(each for each in answer.json()["outputs"] if each["name"] == name)


def test_the_server_and_its_models_tell_what_they_are(address: str):
    assert call(f"{address}/v2").json()["name"] == "huoyan"
    assert call(f"{address}/v2/health/live").json() == {"live": True}
    assert call(f"{address}/v2/health/ready").json() == {"ready": True}
    assert call(f"{address}/v2/models").json() == {"models": ["colours", "things"]}
    assert [each["state"] for each in call(f"{address}/v2/repository/index", b"").json()] == ["READY"] * 2
    for path in ("/v2/models/things", "/v2/models/things/versions/1"):
        found = call(address + path).json()
        assert (found["name"], found["versions"]) == ("things", ["1"])
        assert {"name": "images", "datatype": "UINT8", "shape": [-1, 240, 320, 3]} in found["inputs"]
        assert {"name": "picture", "datatype": "BYTES", "shape": [-1]} in found["inputs"]
        assert {"name": "classes", "datatype": "INT64", "shape": [-1, -1]} in found["outputs"]
        assert call(f"{address}{path}/ready").status == 200


def test_a_server_that_ends_is_alive_and_not_ready():
    shelf = Shelf({}, Serving())
    health = {each.path: each.endpoint for each in v2.routes(shelf, Serving())}
    for leaving in (False, True):
        if leaving:
            shelf.leave()
        found = asyncio.run(health["/v2/health/ready"](request_of()))
        assert (found.status_code, json.loads(found.body)) == (
            503 if leaving else 200,
            {"ready": not leaving},
        )
        assert asyncio.run(health["/v2/health/live"](request_of())).status_code == 200
    shelf.close()


def test_a_jpeg_and_its_pixels_are_answered_as_the_model_answers(address: str, models: dict[str, Path]):
    model = load(models["colours"], engine="onnxruntime", threads=1)
    by_file = infer(address, picture(JPEG), parameters={"top": 3}, id="mine")
    assert json.loads(output(by_file, "answer")["data"][0]) == model(JPEG).to_json()
    assert (by_file.json()["id"], by_file.json()["model_version"]) == ("mine", "1")
    pixels = model.prepare(JPEG).pixels[None]
    assert output(infer(address, images(pixels)), "logits") == output(by_file, "logits")


def test_rows_are_answered_in_their_order(address: str):
    answer = output(infer(address, images(pictures(5)), outputs=[{"name": "logits"}]), "logits")
    assert answer["shape"] == [5, 3]
    assert np.argmax(np.reshape(answer["data"], (5, 3)), axis=1).tolist() == [0, 1, 2, 0, 1]


@pytest.mark.parametrize("name", ["猫", "\ud800", "\0", ""])
def test_the_id_of_a_request_goes_back_as_it_came(address: str, name: str):
    assert infer(address, picture(JPEG), id=name).json()["id"] == name


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_binary_tensors_come_in_and_go_out(address: str, encoding: str):
    entry = images(data=None, parameters={"binary_data_size": BATCH.nbytes})
    wanted = [{"name": "logits", "parameters": {"binary_data": True}}, {"name": "answer"}]
    answer = infer(address, entry, tail=BATCH.tobytes(), encoding=encoding, outputs=wanted)
    length = int(answer.headers["inference-header-content-length"])
    head = json.loads(answer.body[:length])
    logits, told = head["outputs"]
    assert logits["parameters"] == {"binary_data_size": 36}
    found = np.frombuffer(answer.body[length:], "<f4").reshape(3, 3)
    assert found.argmax(axis=1).tolist() == [0, 1, 2]
    assert [json.loads(each)["chosen"] for each in told["data"]] == [["red"], ["green"], ["blue"]]


@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("deflate", zlib.decompress)])
def test_an_answer_is_compressed_where_that_is_asked_for(address: str, encoding: str, unpack: Any):
    body = json.dumps({"inputs": [images(pictures(60))]}).encode()
    plain = call(f"{address}/v2/models/colours/infer", body)
    packed = call(f"{address}/v2/models/colours/infer", body, Accept_Encoding=encoding)
    assert packed.headers["content-encoding"] == encoding
    assert unpack(packed.body) == plain.body


def test_a_body_that_is_a_picture_alone_is_answered(address: str):
    answer = call(f"{address}/v2/models/colours/infer", JPEG, Inference_Header_Content_Length="0")
    length = int(answer.headers["inference-header-content-length"])
    assert [each["name"] for each in json.loads(answer.body[:length])["outputs"]] == ["logits", "answer"]


def test_the_best_classes_are_told_as_texts(address: str):
    wanted = [{"name": "logits", "parameters": {"classification": 2}}]
    answer = output(infer(address, images(), outputs=wanted), "logits")
    assert (answer["datatype"], answer["shape"]) == ("BYTES", [3, 2])
    assert [each.split(":")[1:] for each in answer["data"][::2]] == [
        ["0", "red"],
        ["1", "green"],
        ["2", "blue"],
    ]


def test_things_that_are_found_stand_in_pixels_of_the_picture_sent(address: str, models: dict[str, Path]):
    frame = list(made_frames(12))[5].pixels
    told = output(infer(address, picture(encoded_png(frame)), model="things"), "answer")["data"][0]
    model = load(models["things"], engine="onnxruntime", threads=1)
    assert json.loads(told) == model(frame).to_json()
    assert json.loads(told)["detections"]


def encoded_png(pixels: np.ndarray) -> bytes:
    from PIL import Image

    return encoded(Image.fromarray(pixels))


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (images(name="image"), "no input 'image'; it takes picture or images"),
        (images(datatype="INT16"), "expected UINT8 [-1, 16, 16, 3]"),
        (images(pictures(1, (8, 8))), "expected UINT8 [-1, 16, 16, 3]"),
        (images(BATCH[0]), "expected UINT8 [-1, 16, 16, 3]"),
        (images(BATCH[:0]), "expected UINT8 [-1, 16, 16, 3]"),
        (images(np.zeros((200, 16, 16, 3), np.uint8)), "200 pictures; at most 128"),
        (picture(b"rubbish"), "no picture that can be read"),
        (picture(b""), "empty"),
        (picture(JPEG) | {"data": ["no base64!"]}, "base64"),
        (picture(JPEG) | {"shape": [1, 2]}, "2"),
    ],
)
def test_what_the_model_does_not_take_is_refused_with_the_reason(address: str, entry: Any, told: str):
    answer = infer(address, entry)
    assert 400 <= answer.status < 500
    assert set(answer.json()) == {"error"}
    assert told in answer.json()["error"]


@pytest.mark.parametrize(
    ("inputs", "head", "told"),
    [
        ([images(), images()], {}, "2 inputs"),
        ([images()], {"outputs": [{"name": "boxes"}]}, "no output 'boxes'; it gives logits, answer"),
        ([images()], {"parameters": {"sequence_id": 7, "sequence_start": True}}, "holds one frame"),
        (
            [images(BATCH[:1])],
            {"parameters": {"sequence_id": 7, "sequence_start": True}},
            "Leave out the sequence",
        ),
    ],
)
def test_what_the_model_does_not_give_is_refused_with_the_reason(
    address: str, inputs: list[Any], head: dict[str, Any], told: str
):
    answer = infer(address, *inputs, **head)
    assert answer.status == 400
    assert told in answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v2/models/nobody", 404),
        ("GET", "/v2/models/nobody/ready", 404),
        ("POST", "/v2/models/nobody/infer", 404),
        ("GET", "/v2/models/colours/versions/2", 404),
        ("GET", "/v2/models/colours/versions/2/ready", 404),
        ("POST", "/v2/models/colours/versions/2/infer", 404),
        ("GET", "/v2/systemsharedmemory/status", 404),
        ("POST", "/v2/repository/models/colours/load", 404),
        ("GET", "/v2/models/colours/infer", 405),
        ("DELETE", "/v2/models/colours", 405),
        ("POST", "/v2", 405),
    ],
)
def test_what_there_is_not_is_an_error_with_a_text(address: str, method: str, path: str, status: int):
    answer = call(address + path, b"{}" if method == "POST" else None, method)
    assert answer.status == status
    assert isinstance(answer.json()["error"], str)
    assert ("allow" in answer.headers) == (status == 405)


def test_a_caller_may_wait_less_long_than_the_server_allows(address: str):
    answer = infer(address, images(), parameters={"timeout": 1})
    assert answer.status == 504
    assert "within the time" in answer.json()["error"]


def test_a_body_beyond_the_bound_is_refused_also_when_it_only_unpacks_to_more(models: dict[str, Path]):
    with answering(models, max_body=4096) as address:
        for body, headers in (
            (b"{" + b" " * 5000, {}),
            (gzip.compress(b" " * 5000), {"Content_Encoding": "gzip"}),
        ):
            answer = call(f"{address}/v2/models/colours/infer", body, **headers)
            assert answer.status == 413
            assert "4,096" in answer.json()["error"]


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("clips")
    gru_artifact(folder / "door" / "model")
    with answering({"door": folder / "door"}) as found:
        yield found


def test_frames_of_a_sequence_are_answered_as_the_whole_clip_is(stream: str):
    frames = np.random.default_rng(0).integers(0, 255, (1, 6, 12, 16, 3), np.uint8)
    whole = {
        "name": "frames",
        "datatype": "UINT8",
        "shape": [1, 6, 12, 16, 3],
        "data": frames.ravel().tolist(),
    }
    expected = output(infer(stream, whole, model="door"), "logits")["data"]
    for at in range(6):
        step = {"name": "frames", "datatype": "UINT8", "shape": [1, 1, 12, 16, 3]}
        step["data"] = frames[0, at].ravel().tolist()
        parameters = {"sequence_id": 9, "sequence_start": at == 0, "sequence_end": at == 5}
        answer = infer(stream, step, model="door", parameters=parameters)
        assert answer.json()["parameters"]["sequence_id"] == 9
    assert output(answer, "logits")["data"] == pytest.approx(expected, abs=1e-5)
    later = infer(stream, step, model="door", parameters={"sequence_id": 9})
    assert later.status == 409
    assert "sequence_start" in later.json()["error"]


def test_a_sequence_may_be_of_encoded_pictures(stream: str):
    frame = encoded(photo(12, 16))
    entry = {"name": "clip", "datatype": "BYTES", "shape": [1]}
    tail = struct.pack("<I", len(frame)) + frame
    entry["parameters"] = {"binary_data_size": len(tail)}
    parameters = {"sequence_id": "gate", "sequence_start": True, "sequence_end": True}
    answer = infer(stream, entry, model="door", tail=tail, parameters=parameters)
    assert answer.json()["parameters"]["sequence_id"] == "gate"
