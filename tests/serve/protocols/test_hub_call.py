"""What clients of Hugging Face's inference API are answered, as bare requests."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from answering_server import answering, call
from making import colour_artifact, encoded, pictures
from making_detectors import bright_detector
from making_watches import made_frames

PNG = encoded(Image.fromarray(pictures(2)[1]))
FRAME = encoded(Image.fromarray(list(made_frames(12))[5].pixels))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("models")
    colour_artifact(folder / "colours" / "model")
    bright_detector(folder / "things" / "model")
    with answering({name: folder / name for name in ("colours", "things")}) as found:
        yield found


def in_json(picture: bytes, **beside: Any) -> bytes:
    return json.dumps({"inputs": base64.b64encode(picture).decode(), **beside}).encode()


def test_labels_are_a_bare_list_the_most_probable_first(address: str):
    answer = call(f"{address}/models/colours", PNG, content_type="image/png")
    assert [set(each) for each in answer.json()] == [{"label", "score"}] * 3
    assert answer.json()[0]["label"] == "green"
    assert answer.headers["x-model-version"] == "1"


def test_things_are_a_bare_list_with_boxes_in_whole_pixels(address: str):
    thing, *_ = call(f"{address}/models/things", FRAME).json()
    assert set(thing) == {"label", "score", "box"}
    assert all(isinstance(thing["box"][side], int) for side in ("xmin", "ymin", "xmax", "ymax"))


def test_parameters_are_obeyed(address: str):
    body = in_json(PNG, parameters={"top_k": 1})
    assert len(call(f"{address}/models/colours", body, content_type="application/json").json()) == 1
    body = in_json(FRAME, parameters={"threshold": 0.95})
    assert call(f"{address}/models/things", body, content_type="application/json").json() == []


def test_several_pictures_get_a_list_of_lists(address: str):
    coded = base64.b64encode(PNG).decode()
    body = json.dumps({"inputs": [coded, coded]}).encode()
    first, second = call(f"{address}/models/colours", body, content_type="application/json").json()
    assert first == second
    assert first[0]["label"] == "green"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", "image/png", 422, "serve.no_picture"),
        (b"rubbish", "image/png", 422, "image.format"),
        (b"{", "application/json", 400, "serve.json"),
        (b"{}", "application/json", 422, "serve.no_picture"),
        (b'{"inputs": "no base64!"}', "application/json", 400, "serve.base64"),
        (b'{"inputs": "https://example.com/a.png"}', "application/json", 403, "serve.address.off"),
        (in_json(PNG, parameters=[]), "application/json", 400, "serve.option"),
        (in_json(PNG, parameters={"top_k": 0}), "application/json", 400, "serve.option"),
        (in_json(PNG, parameters={"temperature": 0}), "application/json", 400, "serve.option"),
        (in_json(PNG, parameters={"function_to_apply": "none"}), "application/json", 400, "serve.option"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_code(
    address: str, body: bytes, kind: str, status: int, code: str
):
    answer = call(f"{address}/models/colours", body, content_type=kind)
    assert (answer.status, answer.json()["error"]["code"]) == (status, code)


def test_a_path_that_is_called_wrongly_names_every_way_to_call_it(address: str):
    answer = call(f"{address}/", method="DELETE")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_where_several_models_are_served_the_bare_address_asks_for_a_name(address: str):
    answer = call(f"{address}/", PNG)
    assert answer.status == 404
    assert "colours, things" in answer.json()["error"]["message"]
