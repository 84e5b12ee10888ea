"""A body that was sent as gzip or deflate, unpacked within bounds."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

from huoyan.errors import ServeError
from huoyan.words import Listed, Message

_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_AT_ONCE = 1 << 20


def inflate(body: bytes, encoding: str, most: int) -> bytes:
    """`body` as it was before its Content-Encoding. At most `most` bytes are ever made of it.

    Raises ServeError: serve.body_encoding, serve.body_damaged, serve.body_too_large.
    """
    if encoding not in ENCODINGS:
        raise ServeError(
            Message("serving.body_encoding", encoding=encoding, known=Listed(ENCODINGS, None)),
            code="serve.body_encoding",
        )
    try:
        return ENCODINGS[encoding](body, most)
    except zlib.error as error:
        raise _damaged(encoding) from error


def _identity(body: bytes, most: int) -> bytes:
    return body


def _gzip(body: bytes, most: int) -> bytes:
    """Several members one after another are one content (RFC 1952); zeros may pad the last."""
    made = bytearray()
    while True:
        body = _member(body, _GZIP, most, made, "gzip").lstrip(b"\0")
        if not body:
            return bytes(made)


def _deflate(body: bytes, most: int) -> bytes:
    """The format of zlib, as RFC 9110 has it; and bare, as some senders understand the word."""
    has_header = len(body) >= 2 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0
    made = bytearray()
    if _member(body, _ZLIB if has_header else _RAW, most, made, "deflate"):
        raise _damaged("deflate")
    return bytes(made)


ENCODINGS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
}


def _member(body: bytes, kind: int, most: int, made: bytearray, encoding: str) -> bytes:
    """Adds the content of one member to `made`; gives what follows it."""
    unpacking = zlib.decompressobj(kind)
    left = body
    while not unpacking.eof:
        piece = unpacking.decompress(left, min(_AT_ONCE, most - len(made) + 1))
        left = unpacking.unconsumed_tail
        made += piece
        if len(made) > most:
            raise ServeError(
                Message("serving.body_inflates", encoding=encoding, most=most), code="serve.body_too_large"
            )
        if not piece and not left and not unpacking.eof:
            raise _damaged(encoding)
    return unpacking.unused_data


def _damaged(encoding: str) -> ServeError:
    return ServeError(Message("serving.body_damaged", encoding=encoding), code="serve.body_damaged")
