"""Connections on which nothing sensible comes: they are closed, and others are answered meanwhile."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from huoyan.web import patience
from huoyan.web.listening import bound
from huoyan.web.run import WebServer

ASK = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n"


async def hello(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(patience, "HEADER_S", 0.5)
    started = threading.Event()
    with bound("127.0.0.1", 0) as listener:
        number = listener.getsockname()[1]
        server = WebServer(hello, listener, started=started.set)
        thread = threading.Thread(target=server.run)
        thread.start()
        assert started.wait(20)
        yield number
        server.stop()
        thread.join(30)
        assert not thread.is_alive()


def call(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def answered(connection: socket.socket) -> bool:
    connection.sendall(ASK)
    received = b""
    while not received.endswith(b"hello"):
        part = connection.recv(1000)
        if not part:
            return False
        received += part
    return True


def test_a_connection_on_which_nothing_comes_is_closed(port: int):
    with call(port) as silent, call(port) as other:
        assert answered(other)
        assert silent.recv(100) == b""


def test_a_request_that_drips_is_closed_although_bytes_come(port: int):
    with call(port) as dripping:
        dripping.sendall(b"GET / HTTP/1.1\r\n")
        dripping.settimeout(0.1)
        for _ in range(150):
            try:
                dripping.sendall(b"x: y\r\n")
                assert dripping.recv(100) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                pass
            return
        pytest.fail("it is still open")


def test_a_head_without_end_is_refused(port: int):
    with call(port) as endless:
        received = b""
        try:
            endless.sendall(b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 40_000)
            while part := endless.recv(1000):
                received += part
        except ConnectionError:
            pass
        assert received[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 431")
    with call(port) as other:
        assert answered(other)


def test_a_connection_that_is_kept_may_pause_longer_than_a_first_request_may_take(port: int):
    with call(port) as kept:
        assert answered(kept)
        time.sleep(1)
        assert answered(kept)
