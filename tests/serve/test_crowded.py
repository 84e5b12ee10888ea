"""A crowded server refuses on sight: short, rightly, and without losing its place in the connection."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from answering_server import call
from huoyan.serve.crowded import Crowded
from huoyan.serve.engine import Shelf
from huoyan.serve.life.answering import Answering
from huoyan.serve.serving import Serving
from huoyan.web.access.keys import add_key
from huoyan.web.run import WebServer, address_of, bound
from huoyan.web.turning_away import posted
from making import colour_artifact, encoded, photo

PICTURE = encoded(photo(), "JPEG")
HEAD = b"POST /models/a?top=1 HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\n"


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (HEAD + b"body", ("/models/a", 0)),
        (HEAD, ("/models/a", 4)),
        (HEAD + b"bodyPOST /", None),  # another follows at once
        (HEAD[:-2], None),
        (HEAD.replace(b"POST", b"GET"), None),
        (HEAD.replace(b"4", b"2000000"), None),
        (HEAD.replace(b"Content-Length: 4", b"Transfer-Encoding: chunked"), None),
        (HEAD.replace(b"Host: here", b"Expect: 100-continue"), None),
        (HEAD.replace(b"Host: here", b"content-length: 5"), None),
        (HEAD.replace(b"Host: here", b"Connection: close"), None),
        (b"POST /models/a HTTP/1.0\r\nContent-Length: 0\r\n\r\n", None),
    ],
)
def test_only_a_plain_request_is_refused_on_sight(request_: bytes, found: tuple[str, int] | None):
    assert posted(request_) == found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    for name in ("a", "b"):
        colour_artifact(tmp_path / name / "model")
    made = Shelf(
        {name: tmp_path / name for name in ("a", "b")}, Serving(queue=1, engine="onnxruntime", threads=1)
    )
    made.open_all()
    return made


def test_who_asks_a_model_without_room_is_told_and_who_asks_another_is_not(shelf: Shelf):
    crowded = Crowded(shelf, Serving())
    shelf.get("a").waiting = 1
    for path in ("/models/a", "/models/a/predict", "/v2/models/a/infer", "/v2/models/a/versions/1/infer"):
        answer = crowded(path)
        assert answer is not None
        assert answer.startswith(b"HTTP/1.1 429 ")
        assert b"retry-after: 1\r\n" in answer
    assert b'{"error":"' in (crowded("/v2/models/a/infer") or b"")
    assert b'"code":"serve.busy"' in (crowded("/models/a") or b"")
    for path in ("/models/b", "/models/x", "/", "/models/a/reload", "/readyz", "/v2/models/a"):
        assert crowded(path) is None


def test_who_shows_no_key_takes_no_place_from_who_does(tmp_path: Path):
    key = tmp_path / "keys.txt"
    shown = add_key(key, "shop")
    (folder := tmp_path / "one").mkdir()
    colour_artifact(folder / "model")
    serving = Serving(queue=4, engine="onnxruntime", threads=1, api_key_file=str(key), port=0)
    with bound("127.0.0.1", 0) as listener:
        started = threading.Event()
        made = Answering({"one": folder}, serving, listener, started=started.set)
        thread = threading.Thread(target=made.run)
        thread.start()
        try:
            assert started.wait(20)
            address = f"{address_of(listener, None)}/models/one"
            refused = [call(address, PICTURE).status for _ in range(12)]
            answered = [call(address, PICTURE, x_api_key=shown).status for _ in range(3)]
        finally:
            made.server.stop()
            thread.join(40)
    assert refused == [401] * 12
    assert answered == [200] * 3


@pytest.fixture
def port() -> Iterator[tuple[int, list[str]]]:
    """Of a server that refuses while `full` holds anything, and else answers with the body it was sent."""
    full: list[str] = []

    async def echo(scope: dict[str, object], receive: object, send: object) -> None:
        body, more = b"", True
        while more:
            message = await receive()  # type: ignore[operator]
            body, more = body + message["body"], message["more_body"]
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": body})  # type: ignore[operator]

    refused = b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 2\r\n\r\nno"
    started = threading.Event()
    with bound("127.0.0.1", 0) as listener:
        number = listener.getsockname()[1]
        server = WebServer(
            echo,  # type: ignore[arg-type]
            listener,
            turn_away=lambda path: refused if full else None,
            started=started.set,
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        assert started.wait(20)
        yield number, full
        server.stop()
        thread.join(30)
        assert not thread.is_alive()


def test_refused_and_answered_requests_may_follow_each_other_on_one_connection(
    port: tuple[int, list[str]],
):
    number, full = port
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=20)
    for at in range(6):
        full[:] = ["full"] if at % 2 else []
        body = f"request {at}".encode() * 1000
        connection.request("POST", "/", body)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == ((429, b"no") if at % 2 else (200, body))
    connection.close()


def test_the_rest_of_a_refused_body_is_not_taken_for_a_request(port: tuple[int, list[str]]):
    number, full = port
    full.append("full")
    with socket.create_connection(("127.0.0.1", number), timeout=20) as sent:
        sent.sendall(b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 40\r\n\r\nfirst part,")
        assert sent.recv(1000).endswith(b"no")
        full.clear()
        rest = b"GET / HTTP/1.1\r\n\r\n".ljust(29)
        sent.sendall(rest + b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 3\r\n\r\nyes")
        received = b""
        while not received.endswith(b"yes"):
            received += (part := sent.recv(1000))
            assert part
        assert received.startswith(b"HTTP/1.1 200 OK")
