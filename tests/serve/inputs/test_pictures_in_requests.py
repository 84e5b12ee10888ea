from __future__ import annotations

import asyncio
import base64
import json
import tracemalloc

import pytest

from huoyan.errors import ServeError
from huoyan.serve.inputs.pictures import MOST_PICTURES, Picture, Posted, of_base64, read_pictures
from huoyan.serve.statuses import status_of
from making_requests import request_of

JPEG = b"\xff\xd8\xff\xe0 not looked at yet \xfb\xff\xfe"
TEXT = base64.b64encode(JPEG).decode()
FORM = "multipart/form-data; boundary=edge"


def read(body: bytes, content_type: str | None = None, fetch=None) -> Posted:
    headers = {"content_type": content_type} if content_type else {}
    return asyncio.run(read_pictures(request_of(body, **headers), 1 << 20, fetch))


def contents(body: bytes | dict, content_type: str | None = None) -> list[bytes]:
    sent = json.dumps(body).encode() if isinstance(body, dict) else body
    return [picture.content for picture in read(sent, content_type).pictures]


def refusal(body: bytes | dict, content_type: str | None = None) -> tuple[str, int]:
    with pytest.raises(ServeError) as told:
        contents(body, content_type)
    return told.value.code, status_of(told.value)


def part(disposition: str, content: bytes) -> bytes:
    return (
        b"--edge\r\nContent-Disposition: form-data; " + disposition.encode() + b"\r\n\r\n" + content + b"\r\n"
    )


@pytest.mark.parametrize(
    "content_type",
    [None, "image/jpeg", "application/octet-stream", "application/x-www-form-urlencoded", "", "nonsense"],
)
def test_bytes_are_a_picture_whatever_their_type(content_type):
    assert contents(JPEG, content_type) == [JPEG]


@pytest.mark.parametrize(
    "body",
    [
        {"image": TEXT},
        {"inputs": TEXT},
        {"images": [TEXT]},
        {"images": [{"base64": TEXT}]},
        {"image": f"data:image/jpeg;base64,{TEXT}"},
        {"image": TEXT.rstrip("=")},
        {"image": "\n".join(TEXT[at : at + 20] for at in range(0, len(TEXT), 20))},
        {"image": base64.urlsafe_b64encode(JPEG).decode()},
    ],
)
def test_base64_in_json_is_a_picture(body):
    assert contents(body, "application/json") == [JPEG]


def test_json_is_known_without_its_type():
    assert contents({"image": TEXT}) == [JPEG]


def test_what_stands_beside_pictures_in_json_is_kept():
    body = json.dumps({"inputs": TEXT, "parameters": {"top_k": 3}}).encode()
    assert read(body).fields == {"parameters": {"top_k": 3}}


def test_a_form_gives_its_files_in_order_and_its_fields():
    body = (
        part('name="image"; filename="一.jpg"', JPEG)
        + part('name="top"', b"3")
        + part('name="other"; filename="b.png"', b"\x89PNG")
        + b"--edge--\r\n"
    )
    posted = read(body, FORM)
    assert posted.pictures == (Picture(JPEG, "一.jpg"), Picture(b"\x89PNG", "b.png"))
    assert posted.fields == {"top": "3"}


def test_a_picture_in_a_form_without_the_name_of_its_file_is_a_picture():
    assert contents(part('name="image"', JPEG) + b"--edge--\r\n", FORM) == [JPEG]


@pytest.mark.parametrize(
    ("body", "content_type", "answer"),
    [
        (b"", None, ("serve.no_picture", 422)),
        ({}, None, ("serve.no_picture", 422)),
        ({"images": []}, None, ("serve.no_picture", 422)),
        (b"[1]", "application/json", ("serve.no_picture", 422)),
        (b"{", None, ("serve.json", 400)),
        (b"{\xff}", None, ("serve.json", 400)),
        (b'{"image": ' + b"[" * 100_000, None, ("serve.json", 400)),
        (b'{"image": NaN}', None, ("serve.json", 400)),
        ({"image": 3}, None, ("serve.base64", 400)),
        ({"image": None, "images": [None]}, None, ("serve.base64", 400)),
        ({"image": "no base64!"}, None, ("serve.base64", 400)),
        ({"image": "图片"}, None, ("serve.base64", 400)),
        ({"image": {}}, None, ("serve.base64", 400)),
        ({"url": "https://example.com/a.jpg"}, None, ("serve.address.off", 403)),
        ({"image": "http://127.0.0.1/"}, None, ("serve.address.off", 403)),
        ({"images": [TEXT] * (MOST_PICTURES + 1)}, None, ("serve.pictures", 400)),
        (JPEG, "multipart/form-data", ("serve.form", 400)),
        (JPEG, FORM, ("serve.form", 400)),
        (part('name="image"; filename="a"', JPEG), FORM, ("serve.form", 400)),
        (part('name="a"', b"1") * 300 + b"--edge--\r\n", FORM, ("serve.form", 400)),
        (part('name="a"', b"1") + b"--edge--\r\n", FORM, ("serve.no_picture", 422)),
    ],
)
def test_what_holds_no_picture_is_refused_with_its_reason(body, content_type, answer):
    assert refusal(body, content_type) == answer


def test_an_address_is_fetched_where_fetching_is_allowed():
    async def fetch(url: str) -> bytes:
        return url.encode()

    posted = read(json.dumps({"urls": ["https://a/1", "https://a/2"]}).encode(), None, fetch)
    assert [picture.content for picture in posted.pictures] == [b"https://a/1", b"https://a/2"]


def test_base64_in_many_pieces_takes_no_more_memory_than_in_one():
    text = "YWJj " * 50_000
    tracemalloc.start()
    try:
        assert of_base64(text, "image") == b"abc" * 50_000
        assert tracemalloc.get_traced_memory()[1] < 4 * len(text)
    finally:
        tracemalloc.stop()
