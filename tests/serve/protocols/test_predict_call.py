"""Our own call: pictures in any way they come, all that is known out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from answering_server import answering, call
from huoyan.api import load
from making import colour_artifact, encoded, photo, pictures
from making_clip_models import CLASSES, NUMBERS, gru_artifact
from making_detectors import bright_detector
from making_watches import made_frames

PNG = encoded(Image.fromarray(pictures(1)[0]))
FRAME = list(made_frames(12))[5].pixels


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models")
    colour_artifact(made / "colours" / "model")
    bright_detector(made / "things" / "model")
    gru_artifact(made / "speed" / "model", task=NUMBERS)
    gru_artifact(made / "moves" / "model", task=CLASSES)
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with answering({name: folder / name for name in ("colours", "things", "speed", "moves")}) as found:
        yield found


def form_of(*files: tuple[str, bytes], **fields: str) -> tuple[bytes, str]:
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'.encode() + content
        for name, content in files
    ]
    parts += [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields.items()
    ]
    return b"\r\n".join([*parts, b"--cut--\r\n"]), "multipart/form-data; boundary=cut"


def test_a_picture_is_answered_as_by_the_model_with_times_and_version(address: str, folder: Path):
    answer = call(f"{address}/predict?model=colours", PNG, content_type="image/png")
    found = answer.json()
    expected = load(folder / "colours", engine="onnxruntime", threads=1)(PNG).to_json()
    assert {key: found[key] for key in expected} == expected
    assert (found["model"], found["version"], found["task"]) == ("colours", "1", "classify")
    assert (found["width"], found["height"], found["batch"]) == (16, 16, 1)
    assert set(found["times"]) == {"decode", "queue", "model"}
    assert found["total_ms"] >= max(found["times"].values())
    assert found["id"] == answer.headers["x-request-id"]


def test_the_model_may_stand_in_the_path_and_the_caller_may_name_the_request(address: str):
    answer = call(f"{address}/models/colours/predict", PNG, X_Request_ID="order-17")
    assert (answer.json()["id"], answer.headers["x-request-id"]) == ("order-17", "order-17")
    assert call(f"{address}/models/colours/predict", PNG, X_Request_ID="a b" * 99).json()["id"] != "a b" * 99


def test_bytes_a_form_and_base64_get_the_same_answer(address: str):
    body, kind = form_of(("a.png", PNG))
    coded = base64.b64encode(PNG).decode()
    answers = [
        call(f"{address}/predict?model=colours", body, content_type=kind)
        for body, kind in (
            (PNG, "image/png"),
            (PNG, "application/octet-stream"),
            (body, kind),
            (json.dumps({"image": coded}).encode(), "application/json"),
            (json.dumps({"inputs": f"data:image/png;base64,{coded}"}).encode(), "application/json"),
        )
    ]
    assert {json.dumps(each.json()["labels"]) for each in answers} == {
        json.dumps(answers[0].json()["labels"])
    }
    assert answers[2].json()["source"] == "a.png"


def test_of_several_pictures_each_has_its_answer_or_its_error(address: str):
    body, kind = form_of(("a.png", PNG), ("b.png", b"rubbish"), ("c.png", encoded(photo())), top="1")
    answer = call(f"{address}/predict?model=colours", body, content_type=kind)
    first, second, third = answer.json()["answers"]
    assert answer.status == 200
    assert ([each["label"] for each in first["labels"]], first["source"]) == (["red"], "a.png")
    assert (second["error"]["code"], second["source"]) == ("image.format", "b.png")
    assert "b.png" in second["error"]["message"]
    assert (third["width"], third["height"]) == (90, 60)


def test_where_no_picture_can_be_used_that_is_the_answer(address: str):
    body, kind = form_of(("a.png", b"rubbish"), ("b.png", b"rubbish"))
    answer = call(f"{address}/predict?model=colours", body, content_type=kind)
    assert (answer.status, answer.json()["error"]["code"]) == (422, "image.format")


def test_labels_below_a_threshold_are_left_out(address: str):
    found = call(f"{address}/predict?model=colours&threshold=0.4", PNG).json()
    assert [each["label"] for each in found["labels"]] == ["red"]
    assert found["chosen"] == ["red"]


def test_things_are_shown_from_the_score_that_is_asked_for(address: str):
    frame = encoded(Image.fromarray(FRAME))
    shown = [
        len(call(f"{address}/predict?model=things&threshold={score}", frame).json()["detections"])
        for score in (0.0, 0.89, 0.91)
    ]
    assert shown[0] >= shown[1] > shown[2] == 0


def test_a_clip_of_numbers_or_frames_is_answered(address: str, tmp_path: Path):
    rows = np.random.default_rng(0).integers(0, 255, (5, 12, 16, 3), np.uint8)
    video = tmp_path / "clip.avi"
    import cv2

    written = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), 10, (16, 12))
    for each in rows:
        written.write(each)
    written.release()
    found = call(f"{address}/predict?model=speed", video.read_bytes()).json()
    assert [each["label"] for each in found["values"]] == ["speed"]
    assert "width" not in found
    assert call(f"{address}/predict?model=moves&top=2", video.read_bytes()).json()["labels"][1:]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("model=nobody", 404, "serve.no_model"),
        ("", 404, "serve.name_one"),
        ("model=colours&top=0", 400, "serve.option"),
        ("model=colours&top=x", 400, "serve.option"),
        ("model=colours&top=1e9", 400, "serve.option"),
        ("model=colours&threshold=2", 400, "serve.option"),
        ("model=colours&threshold=nan", 400, "serve.option"),
        ("model=colours&threshhold=0.5", 400, "serve.option"),
        ("model=colours&timeout_s=0", 400, "serve.option"),
        ("model=colours&timeout_s=0.001", 504, "serve.late"),
        ("model=speed&threshold=0.5", 422, "video"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_code(address: str, query: str, status: int, code: str):
    body = encoded(photo(3000, 3000), "JPEG") if "0.001" in query else PNG
    answer = call(f"{address}/predict?{query}", body)
    assert answer.status == status, answer.body
    assert answer.json()["error"]["code"].startswith(code)
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("fields", [{"top": "many"}, {"size": 3}, {"threshold": True}, {"top": 2.5}])
def test_what_stands_beside_a_picture_in_json_is_checked_as_the_query_is(
    address: str, fields: dict[str, Any]
):
    body = json.dumps({"image": base64.b64encode(PNG).decode(), **fields}).encode()
    answer = call(f"{address}/predict?model=colours", body, content_type="application/json")
    assert (answer.status, answer.json()["error"]["code"]) == (400, "serve.option")


def test_where_one_model_is_served_it_need_not_be_named(folder: Path):
    with answering({"only": folder / "colours"}) as address:
        assert call(f"{address}/predict", PNG).json()["model"] == "only"
        assert call(f"{address}/", PNG).json()[0]["label"] == "red"


def test_a_full_queue_is_told_with_the_time_after_which_to_try_again(folder: Path):
    body, kind = form_of(*((f"{n}.png", PNG) for n in range(4)))
    with answering({"only": folder / "colours"}, queue=2) as address:
        answers = call(f"{address}/predict", body, content_type=kind).json()["answers"]
    assert sorted("labels" in each for each in answers) == [False, False, True, True]
    assert {each["error"]["code"] for each in answers if "error" in each} == {"serve.busy"}
