"""A body that was sent as gzip or deflate, unpacked within bounds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping

from huoyan.errors import ServeError
from huoyan.words import Listed, Message

_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_AT_ONCE = 1 << 20
# What follows a member is copied out of zlib, so each is given a little at a time; and who packs a content
# into more members than this means to keep us busy: `bgzip` makes one of each 64 kB.
_PIECE, _MOST_MEMBERS = 64 << 10, 4096
_PADDING = re.compile(rb"\0+")


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
    made, at = bytearray(), 0
    for _ in range(_MOST_MEMBERS):
        at = _member(body, at, _GZIP, most, made, "gzip")
        if padding := _PADDING.match(body, at):
            at = padding.end()
        if at == len(body):
            return bytes(made)
    raise _damaged("gzip")


def _deflate(body: bytes, most: int) -> bytes:
    """The format of zlib, as RFC 9110 has it; and bare, as some senders understand the word."""
    has_header = len(body) >= 2 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0
    made = bytearray()
    if _member(body, 0, _ZLIB if has_header else _RAW, most, made, "deflate") < len(body):
        raise _damaged("deflate")
    return bytes(made)


ENCODINGS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
}


def _member(body: bytes, at: int, kind: int, most: int, made: bytearray, encoding: str) -> int:
    """Adds the content of the member that begins at `at` to `made`; gives where it ends."""
    unpacking = zlib.decompressobj(kind)
    left = b""
    while not unpacking.eof:
        if not left:
            left = body[at : at + _PIECE]
            at += len(left)
        ended = not left
        piece = unpacking.decompress(left, min(_AT_ONCE, most - len(made) + 1))
        left = unpacking.unconsumed_tail
        made += piece
        if len(made) > most:
            raise ServeError(
                Message("serving.body_inflates", encoding=encoding, most=most), code="serve.body_too_large"
            )
        if ended and not piece and not unpacking.eof:
            raise _damaged(encoding)
    return at - len(unpacking.unused_data)


def _damaged(encoding: str) -> ServeError:
    return ServeError(Message("serving.body_damaged", encoding=encoding), code="serve.body_damaged")
