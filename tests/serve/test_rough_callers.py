"""Callers that drip, flood, lie and leave: each is refused or let go, and everybody else is answered."""

from __future__ import annotations

import gzip
import random
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from answering_server import call
from making import colour_artifact, encoded, photo
from serving_process import ServingProcess, serving

PICTURE = encoded(photo(), "JPEG")
HEAD = "POST /models/one HTTP/1.1\r\nhost: localhost\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServingProcess]:
    folder = tmp_path_factory.mktemp("rough") / "one"
    colour_artifact(folder / "model")
    with serving(folder, "--max-body", str(1 << 20)) as made:
        made.post("one", PICTURE)
        yield made
        assert made.process.poll() is None
        assert not any("Traceback" in line for line in made.said), made.said


def connected(server: ServingProcess, timeout_s: float = 30.0) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(server.address.rpartition(":")[2])), timeout_s)


def told(server: ServingProcess, sent: bytes, *, shut: bool = False) -> bytes:
    """All that comes back until the server closes, or has answered; what it no longer takes is not sent."""
    with connected(server) as made:
        try:
            made.sendall(sent)
            if shut:
                made.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return rest(made)


def rest(made: socket.socket) -> bytes:
    received = b""
    made.settimeout(20.0)
    try:
        while not whole(received) and (piece := made.recv(65536)):
            received += piece
    except OSError:
        pass
    return received


def whole(answer: bytes) -> bool:
    """Whether as much has come as its head says."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    return bool(end and length and len(body) >= int(length[1]))


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def answers_others(server: ServingProcess) -> None:
    started = time.monotonic()
    assert server.post("one", PICTURE).status == 200
    assert time.monotonic() - started < 8  # long before those who hold it up are let go


def memory(server: ServingProcess, which: str = "VmRSS") -> int:
    """Kilobytes that the server holds; VmHWM: that it ever held."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which))


def test_hundreds_that_drip_a_head_or_stop_within_a_body_hold_nobody_up_and_are_let_go(
    server: ServingProcess,
):
    dripping = [connected(server) for _ in range(150)]
    stopping = [connected(server) for _ in range(50)]
    for each in stopping:
        each.sendall(f"{HEAD}content-length: 100000\r\n\r\nabc".encode())
    left = list(dripping)
    until = time.monotonic() + 60
    while left and time.monotonic() < until:
        left = [each for each in left if takes(each, b"a")]
        time.sleep(0.3)
        answers_others(server)
    assert not left
    assert {status(rest_within(each, 60)) for each in stopping} == {408}  # they are told so
    for each in dripping + stopping:
        each.close()


def takes(made: socket.socket, more: bytes) -> bool:
    """Whether the other side is still there."""
    try:
        made.sendall(more)
        made.settimeout(0.001)
        return bool(made.recv(1))
    except TimeoutError:
        return True
    except OSError:
        return False


def rest_within(made: socket.socket, seconds: float) -> bytes:
    made.settimeout(seconds)
    try:
        return made.recv(65536)
    except OSError:
        return b""


@pytest.mark.parametrize(
    "header",
    [b"x-a: " + b"a" * 200_000, b"\r\n".join(b"x-%d: a" % n for n in range(20_000)), b"x" * 200_000],
    ids=["one long", "many", "a name without an end"],
)
def test_a_head_without_an_end_is_refused(server: ServingProcess, header: bytes):
    assert status(told(server, HEAD.encode() + header + b"\r\n\r\n")) in (0, 400, 431)
    answers_others(server)


def test_a_body_that_is_too_long_is_refused_before_it_is_sent(server: ServingProcess):
    answer = told(server, f"{HEAD}content-length: 99999999999\r\nexpect: 100-continue\r\n\r\n".encode())
    assert status(answer) == 413
    assert b"serve.body_too_large" in answer


def test_who_sends_it_all_the_same_sees_why_it_was_refused(server: ServingProcess):
    answer = call(f"{server.address}/models/one", b"x" * (3 << 20))
    assert (answer.status, answer.json()["error"]["code"]) == (413, "serve.body_too_large")


def test_pieces_without_an_end_are_refused(server: ServingProcess):
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    answer = told(server, f"{HEAD}transfer-encoding: chunked\r\n\r\n".encode() + piece * 40)
    assert status(answer) == 413
    answers_others(server)


def test_a_bomb_takes_no_memory(server: ServingProcess):
    bomb = gzip.compress(bytes(500 << 20))
    assert len(bomb) < 1 << 20
    before = memory(server)
    for _ in range(4):
        answer = call(f"{server.address}/models/one", bomb, content_encoding="gzip")
        assert (answer.status, answer.json()["error"]["code"]) == (413, "serve.body_too_large")
    assert memory(server) - before < 32 << 10


@pytest.mark.parametrize("path", ["predict", "models/one", "v2/models/one/infer"])
def test_json_of_nothing_but_lists_takes_no_memory(tmp_path: Path, path: str):
    colour_artifact(tmp_path / "one" / "model")
    sent = b'{"image": [' + b"[]," * (8 << 20) + b"0]}"
    with serving(tmp_path / "one") as server:
        server.post("one", PICTURE)
        before = memory(server, "VmHWM")
        answer = call(f"{server.address}/{path}", sent, content_type="application/json")
        assert answer.status == 400
        assert b"signs [ and {" in answer.body
        assert memory(server, "VmHWM") - before < 150 << 10  # it has 24 MiB; as lists it would be 540
        answers_others(server)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n",
        b"GET",
        HEAD.encode(),
        f"{HEAD}content-length: 5\r\n\r\n".encode(),
        f"{HEAD}content-length: 100000\r\n\r\nabc".encode(),
        f"{HEAD}transfer-encoding: chunked\r\n\r\n5\r\nab".encode(),
        f"{HEAD}content-encoding: gzip\r\ncontent-length: 90\r\n\r\n\x1f".encode("latin-1"),
    ],
)
def test_who_stops_in_the_middle_and_hangs_up_half_or_whole_is_let_go(server: ServingProcess, sent: bytes):
    with connected(server) as made:
        made.sendall(sent)
        made.shutdown(socket.SHUT_WR)
        made.settimeout(5.0)
        while made.recv(65536):
            pass
    with connected(server) as made:
        made.sendall(sent)
    answers_others(server)


def test_a_hundred_that_leave_before_their_answer_cost_nobody_theirs(server: ServingProcess):
    whole = f"{HEAD}content-length: {len(PICTURE)}\r\n\r\n".encode() + PICTURE
    for _ in range(100):
        with connected(server) as made:
            made.sendall(whole)
    answers_others(server)
    counted = call(f"{server.address}/metrics").body.decode()
    assert 'huoyan_queue_pictures{model="one"} 0.0' in counted


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        b"POST / HTTP/9.9\r\n\r\n",
        b"GET /models/one HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        b"CONNECT example.com:443 HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET /%00%ff%0d%0a HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET /models/../../etc/passwd HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET /page/..%2f..%2fserving.py HTTP/1.1\r\nhost: localhost\r\n\r\n",
        HEAD.encode() + b"content-length: -1\r\n\r\n",
        HEAD.encode() + b"content-length: 1e9\r\n\r\n",
        HEAD.encode() + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
        HEAD.encode() + b"transfer-encoding: chunked\r\n\r\nzz\r\n",
        HEAD.encode() + b"transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        HEAD.encode() + b"content-type: multipart/form-data; boundary=" + b"b" * 5000
        + b"\r\ncontent-length: 1\r\n\r\na",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_and_nothing_breaks(server: ServingProcess, sent: bytes):
    assert status(told(server, sent)) in (0, *range(400, 500))
    answers_others(server)


def test_an_address_in_place_of_a_path_makes_it_no_proxy(server: ServingProcess):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.5)
        address = f"127.0.0.1:{other.getsockname()[1]}"
        answer = told(server, f"GET http://{address}/livez HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        with pytest.raises(TimeoutError):
            other.accept()
    assert status(answer) in (200, 404)  # of its own /livez, or of none


def test_requests_of_random_bytes_break_nothing(server: ServingProcess):
    rng = random.Random(7)
    whole = f"{HEAD}content-type: image/jpeg\r\ncontent-length: {len(PICTURE)}\r\n\r\n".encode() + PICTURE
    for _ in range(60):
        sent = bytearray(whole)
        for _ in range(rng.randrange(1, 9)):
            sent[rng.randrange(len(sent) if rng.random() < 0.3 else 120)] = rng.randrange(256)
        assert status(told_quickly(server, bytes(sent))) in (0, 200, *range(400, 500))
    answers_others(server)


def told_quickly(server: ServingProcess, sent: bytes) -> bytes:
    with connected(server) as made:
        made.sendall(sent)
        made.shutdown(socket.SHUT_WR)
        return rest_within(made, 0.5)
