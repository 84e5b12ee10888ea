"""Who has connected as a server ends is answered, whoever else has."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from huoyan.web.listening import Tls, bound
from huoyan.web.run import WebServer


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate; it is absent")
    found = Tls(tmp_path / "cert.pem", tmp_path / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-subj", "/CN=localhost", "-out", found.cert, "-keyout", found.key],
        check=True, capture_output=True,
    )  # fmt: skip
    return found


def asked_over_tls(sent: socket.socket, tls: Tls) -> bytes:
    context = ssl.create_default_context(cafile=str(tls.cert))
    context.check_hostname = False
    with context.wrap_socket(sent) as talking:
        talking.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        return b"".join(iter(lambda: talking.recv(4096), b""))


def test_a_caller_who_speaks_no_tls_takes_no_answer_from_others_at_the_end(tls: Tls):
    async def ending(listener: socket.socket, speaking: socket.socket) -> bytes:
        server = WebServer(PlainTextResponse("here"), listener, tls=tls)._server
        asking = asyncio.create_task(asyncio.to_thread(asked_over_tls, speaking, tls))
        await server._accept_waiting()
        return await asking

    with bound("127.0.0.1", 0) as listener:
        listener.listen(8)
        address = listener.getsockname()
        with (
            socket.create_connection(address, timeout=20) as plain,
            socket.create_connection(address, timeout=20),  # says nothing
            socket.create_connection(address, timeout=20) as speaking,
        ):
            plain.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
            answer = asyncio.run(ending(listener, speaking))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"here")
