from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from starlette.requests import Request

from huoyan.errors import ServeError
from huoyan.serve.inputs import bodies
from huoyan.serve.inputs.bodies import read_body
from huoyan.serve.statuses import status_of
from making_requests import request_of

PICTURE = bytes(range(256)) * 20


def read(request: Request, most: int = 1 << 20) -> bytes:
    return asyncio.run(read_body(request, most))


def refusal(request: Request, most: int = 1 << 20) -> tuple[str, int]:
    with pytest.raises(ServeError) as told:
        read(request, most)
    return told.value.code, status_of(told.value)


def bare_deflate(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(body) + packing.flush()


def test_a_body_in_pieces_is_one_body():
    assert read(request_of(b"ab", b"", b"cd")) == b"abcd"


def test_a_request_without_a_body_is_empty():
    assert read(request_of()) == b""


def test_a_body_of_the_most_bytes_is_taken_and_one_more_is_not():
    assert read(request_of(b"x" * 100), most=100) == b"x" * 100
    assert refusal(request_of(b"x" * 101), most=100) == ("serve.body_too_large", 413)
    assert refusal(request_of(b"x" * 60, b"x" * 41), most=100) == ("serve.body_too_large", 413)


def test_a_length_that_is_too_large_is_refused_before_the_body_is_read():
    waiting = request_of(stuck=True, content_length="101", expect="100-continue")
    assert refusal(waiting, most=100) == ("serve.body_too_large", 413)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PICTURE)),
        ("x-gzip", gzip.compress(PICTURE)),
        ("GZIP", gzip.compress(PICTURE[:700]) + gzip.compress(PICTURE[700:]) + b"\0" * 9),
        ("deflate", zlib.compress(PICTURE)),
        ("deflate", bare_deflate(PICTURE)),
        ("identity", PICTURE),
    ],
)
def test_a_packed_body_is_unpacked(encoding, packed):
    assert read(request_of(packed, content_encoding=encoding)) == PICTURE


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bare_deflate])
def test_a_small_body_that_unpacks_to_a_large_one_is_refused(pack):
    bomb = pack(bytes(50 << 20))
    assert len(bomb) < 100_000
    encoding = "gzip" if pack is gzip.compress else "deflate"
    assert refusal(request_of(bomb, content_encoding=encoding)) == ("serve.body_too_large", 413)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_other_encodings_are_refused(encoding):
    assert refusal(request_of(b"x", content_encoding=encoding)) == ("serve.body_encoding", 415)


@pytest.mark.parametrize(
    ("encoding", "damaged"),
    [
        ("gzip", PICTURE),
        ("gzip", b""),
        ("gzip", gzip.compress(PICTURE)[:-9]),
        ("gzip", gzip.compress(PICTURE) + b"more"),
        ("deflate", zlib.compress(PICTURE)[:-9]),
        ("deflate", zlib.compress(PICTURE) + b"more"),
        ("deflate", b""),
    ],
)
def test_what_is_packed_wrongly_is_refused(encoding, damaged):
    assert refusal(request_of(damaged, content_encoding=encoding)) == ("serve.body_damaged", 400)


def test_a_content_may_be_packed_in_as_many_members_as_packers_make_of_it():
    members = b"".join(gzip.compress(PICTURE[at : at + 4]) + b"\0" for at in range(0, len(PICTURE), 4))
    assert read(request_of(members, content_encoding="gzip")) == PICTURE


def test_a_body_of_members_without_end_is_refused_before_all_are_unpacked():
    assert refusal(request_of(gzip.compress(b"") * 5000, content_encoding="gzip")) == (
        "serve.body_damaged",
        400,
    )


def test_a_sender_that_stops_is_given_up(monkeypatch):
    monkeypatch.setattr(bodies, "PAUSE_S", 0.05)
    assert refusal(request_of(b"x" * 100, stuck=True)) == ("serve.body_slow", 408)


def test_a_caller_that_hangs_up_is_known():
    assert refusal(request_of(b"x", gone=True)) == ("serve.gone", 499)
