"""The parts of a multipart/x-mixed-replace answer: what a camera sends as MJPEG over http."""

from __future__ import annotations

from typing import BinaryIO

MOST_BYTES = 64 * 1024 * 1024  # of a part
_MOST_LINES = 64  # of a part's head
_LONGEST_LINE = 8192
_CHUNK = 65_536


class MultipartError(ValueError):
    """The bytes are no such answer."""


def boundary_of(content_type: str) -> bytes | None:
    """None for another kind of content."""
    kind, *parameters = content_type.split(";")
    if kind.strip().lower() != "multipart/x-mixed-replace":
        return None
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "boundary":
            # Some cameras write the two dashes into the name, too.
            return value.strip('"').lstrip("-").encode("latin-1")
    return b""


class Parts:
    """`next` gives the content of part after part."""

    def __init__(self, stream: BinaryIO, boundary: bytes) -> None:
        self._stream, self._boundary = stream, boundary
        self._begun = False  # the boundary of the next part has been read

    def next(self) -> bytes | None:
        """None at the end of the stream, or where it breaks off. Raises MultipartError."""
        length = self._length()
        if length is None:
            return None
        if length < 0:
            return self._until_boundary()
        content = self._stream.read(length)
        return content if len(content) == length else None

    def _length(self) -> int | None:
        """Of the next part by its head, -1 where that does not say; None at the end of the stream."""
        begun, length, self._begun = self._begun, -1, False
        for _ in range(_MOST_LINES):
            line = self._stream.readline(_LONGEST_LINE)
            if not line:
                return None
            line = line.strip()
            if self._is_boundary(line):
                begun, length = True, -1
            elif begun and not line:
                return length
            elif begun and line.lower().startswith(b"content-length:"):
                length = _number(line.partition(b":")[2])
        raise MultipartError

    def _until_boundary(self) -> bytes | None:
        content = bytearray()
        while line := self._stream.readline(_CHUNK):
            if self._is_boundary(line.strip()):
                self._begun = True
                return bytes(content.removesuffix(b"\n").removesuffix(b"\r"))
            content += line
            if len(content) > MOST_BYTES:
                raise MultipartError
        return None

    def _is_boundary(self, line: bytes) -> bool:
        return line.startswith(b"--") and line.lstrip(b"-").removesuffix(b"--") == self._boundary


def _number(text: bytes) -> int:
    if not text.strip().isdigit() or int(text) > MOST_BYTES:
        raise MultipartError
    return int(text)
