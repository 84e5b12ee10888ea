"""A crowded server refuses on sight: short, rightly, and without losing its place in the connection."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from answering_server import call
from huoyan.serve.crowded import ROUTES, Crowded
from huoyan.serve.engine import Shelf
from huoyan.serve.life.answering import Answering
from huoyan.serve.observe.measures import ServeMeasures
from huoyan.serve.observe.refused_on_sight import RefusedOnSight
from huoyan.serve.protocols import PROTOCOLS
from huoyan.serve.serving import Serving
from huoyan.web.access.door import Door
from huoyan.web.access.headers import ALWAYS
from huoyan.web.access.keys import Key, add_key, read_keys
from huoyan.web.listening import address_of, bound
from huoyan.web.run import WebServer
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
        (HEAD.replace(b"Host: here", b"Connection: keep-alive"), ("/models/a", 4)),
        (HEAD.replace(b"Host: here", b"Connection: keep-alive, Upgrade"), None),
        (b"POST /models/a HTTP/1.0\r\nContent-Length: 0\r\n\r\n", None),
    ],
)
def test_only_a_plain_request_is_refused_on_sight(request_: bytes, found: tuple[str, int] | None):
    asked = posted(request_)
    assert (asked and (asked.path, asked.missing)) == found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    for name in ("a", "b"):
        colour_artifact(tmp_path / name / "model")
    made = Shelf(
        {name: tmp_path / name for name in ("a", "b")}, Serving(queue=1, engine="onnxruntime", threads=1)
    )
    made.open_all()
    return made


def crowded_of(shelf: Shelf, keys: Sequence[Key] | None = None, no_auth: bool = True) -> Crowded:
    refused = RefusedOnSight(ServeMeasures(shelf.names()), None)
    return Crowded(shelf, Serving(), Door(lambda: keys, no_auth), refused)


def asked(crowded: Crowded, path: str, **headers: str) -> bytes | None:
    """What it answers to a picture that is posted here."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"POST {path} HTTP/1.1", *lines, "Content-Length: 4", "", ""]).encode()
    found = posted(head)
    assert found is not None

    async def told() -> bytes | None:
        return crowded(found)

    return asyncio.run(told())


def test_who_asks_a_model_without_room_is_told_and_who_asks_another_is_not(shelf: Shelf):
    crowded = crowded_of(shelf)
    shelf.get("a").waiting = 1
    for path in ("/models/a", "/models/a/predict", "/v2/models/a/infer", "/v2/models/a/versions/1/infer"):
        answer = asked(crowded, path)
        assert answer is not None
        assert answer.startswith(b"HTTP/1.1 429 ")
        assert b"retry-after: 1\r\n" in answer
    assert b'{"error":"' in (asked(crowded, "/v2/models/a/infer") or b"")
    assert b'"code":"serve.busy"' in (asked(crowded, "/models/a") or b"")
    assert "位置".encode() in (asked(crowded, "/models/a", Accept_Language="zh-CN") or b"")
    for path in ("/models/b", "/models/x", "/", "/models/a/reload", "/readyz", "/v2/models/a"):
        assert asked(crowded, path) is None


def test_who_may_not_call_learns_nothing_of_models_and_of_their_places(shelf: Shelf, tmp_path: Path):
    shown = add_key(tmp_path / "keys.txt", "shop")
    shelf.get("a").waiting = 1
    with_keys = crowded_of(shelf, read_keys(tmp_path / "keys.txt"))
    assert asked(with_keys, "/models/a") is None
    assert asked(with_keys, "/models/a", X_API_Key="hy_wrong") is None
    assert asked(with_keys, "/models/a", Authorization=f"Bearer {shown}") is not None
    on_loopback = crowded_of(shelf, no_auth=False)
    assert asked(on_loopback, "/models/a", Host="evil.example") is None
    assert asked(on_loopback, "/models/a", Host="localhost", Origin="http://evil.example") is None
    assert asked(on_loopback, "/models/a", Host="localhost:8000") is not None


def test_a_server_that_ends_answers_itself_as_it_says_that_the_connection_ends(shelf: Shelf):
    shelf.get("a").waiting = 1
    shelf.leave()
    assert asked(crowded_of(shelf), "/models/a") is None


def test_the_calls_that_are_refused_on_sight_are_those_that_there_are(shelf: Shelf):
    posts = {
        route.path
        for protocol in PROTOCOLS.values()
        for route in protocol(shelf, Serving())
        if isinstance(route, Route) and route.methods and "POST" in route.methods
    }
    assert posts - {"/v2/repository/index"} == set(ROUTES)


@contextlib.contextmanager
def running(folder: Path, **wanted: Any) -> Iterator[tuple[Answering, str]]:
    """A server of one model, in a thread, and its address."""
    colour_artifact(folder / "one" / "model")
    serving = Serving(engine="onnxruntime", threads=1, **wanted)
    with bound("127.0.0.1", 0) as listener:
        started = threading.Event()
        made = Answering({"one": folder / "one"}, serving, listener, started=started.set)
        thread = threading.Thread(target=made.run)
        thread.start()
        try:
            assert started.wait(20)
            yield made, address_of(listener, None)
        finally:
            made.server.stop()
            thread.join(40)


def test_who_shows_no_key_takes_no_place_from_who_does(tmp_path: Path):
    key = tmp_path / "keys.txt"
    shown = add_key(key, "shop")
    with running(tmp_path, queue=4, api_key_file=str(key)) as (_, address):
        refused = [call(f"{address}/models/one", PICTURE).status for _ in range(12)]
        answered = [call(f"{address}/models/one", PICTURE, x_api_key=shown).status for _ in range(3)]
    assert refused == [401] * 12
    assert answered == [200] * 3


def test_a_key_that_calls_too_often_takes_no_place_from_others(tmp_path: Path):
    key = tmp_path / "keys.txt"
    often, seldom = add_key(key, "often"), add_key(key, "seldom")
    with running(tmp_path, queue=4, api_key_file=str(key), rate=1.0) as (_, address):
        many = [call(f"{address}/models/one", PICTURE, x_api_key=often) for _ in range(12)]
        answered = call(f"{address}/models/one", PICTURE, x_api_key=seldom).status
    assert {each.json()["error"]["code"] for each in many if each.status == 429} == {"serve.rate"}
    assert answered == 200


def test_what_is_refused_on_sight_is_guarded_counted_and_logged(tmp_path: Path):
    key, log = tmp_path / "keys.txt", tmp_path / "log"
    shown = add_key(key, "shop")
    with running(tmp_path, queue=4, api_key_file=str(key), request_log=str(log)) as (made, address):
        normal = call(f"{address}/predict", b"no picture", x_api_key=shown)
        served = made.shelf.get("one")
        served.waiting = 4
        refused = [call(f"{address}/predict", PICTURE, x_api_key=shown) for _ in range(5)]
        by_version = call(f"{address}/v2/models/one/versions/1/infer", b"{}", x_api_key=shown)
        served.waiting = 0
        until = time.monotonic() + 20
        while 'serve.busy"} 6.0' not in (told := call(f"{address}/metrics", x_api_key=shown).body.decode()):
            assert time.monotonic() < until
            time.sleep(0.1)
    assert {each.status for each in (*refused, by_version)} == {429}
    assert "x-request-id" not in refused[0].headers  # or it was not on sight
    for name in (*ALWAYS, "content-security-policy"):
        assert refused[0].headers[name] == normal.headers[name]
    assert 'huoyan_requests_total{method="POST",route="/predict",status="429"} 5.0' in told
    assert 'huoyan_refused_pictures_total{model="one",reason="busy"} 6.0' in told
    lines = [each for each in map(json.loads, log.read_text().splitlines()) if each["status"] == 429]
    assert sorted((each["path"], each["requests"]) for each in lines) == [
        ("/predict", 5),
        ("/v2/models/{model}/versions/{version}/infer", 1),
    ]
    assert {(each["model"], each["key"], each["code"]) for each in lines} == {("one", "shop", "serve.busy")}


def test_what_was_refused_just_before_the_end_is_logged_too(tmp_path: Path):
    log = tmp_path / "log"
    with running(tmp_path, queue=4, request_log=str(log)) as (made, address):
        made.shelf.get("one").waiting = 4
        assert call(f"{address}/models/one", PICTURE).status == 429
        made.shelf.get("one").waiting = 0
    assert '"requests": 1' in log.read_text()


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
            turn_away=lambda asked: refused if full else None,
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
