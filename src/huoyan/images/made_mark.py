"""How a file says that a program made its picture: IPTC's DigitalSourceType, wherever tools write it.

As the text of a PNG, in XMP, and in the assertions of a C2PA manifest; of PNG, JPEG and WebP. Nothing is
decoded, and what a file says of its own lengths is believed within bounds only.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Literal

# The text of a PNG that says so, and what it says.
MARK, MARKED = "DigitalSourceType", "trainedAlgorithmicMedia"
# cv.iptc.org/newscodes/digitalsourcetype: made by a model, put together with what a model made, or by rules.
_MADE = rb"(?:compositeWithTrainedAlgorithmicMedia|trainedAlgorithmicMedia|algorithmicMedia)"
# As the end of its address, as a value of XMP, or behind the key of a text.
_TOLD = re.compile(
    rb"digitalsourcetype(?:/|\s*=\s*[\"']\s*|\s*>\s*|\x00)" + _MADE + rb"(?![a-z])", re.IGNORECASE
)
_XMP_TEXT, _XMP_JPEG = b"XML:com.adobe.xmp", b"http://ns.adobe.com/x"
# Bytes of what says something of a picture, and pieces of a file, that are looked at.
_MOST, _PIECES = 1 << 20, 20_000
_APP1, _APP11, _APP11_HEAD, _MOST_SEGMENTS = 0xE1, 0xEB, 16, 64
# The first scan, and the end of the picture.
_ENDS = (0xDA, 0xD9)


def says_made(file: Path | bytes) -> bool:
    """Whether a picture file says that a program made it; no of one that cannot be read."""
    try:
        if isinstance(file, bytes):
            return _says(io.BytesIO(file))
        if not file.is_file():  # a pipe would be waited on for ever
            return False
        with file.open("rb") as stream:
            return _says(stream)
    except (OSError, ValueError):
        return False


def _says(stream: BinaryIO) -> bool:
    head = stream.read(12)
    for begins, told in _TOLD_IN.items():
        if head.startswith(begins):
            return any(_TOLD.search(part) for part in told(stream))
    return False


def _png(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(8)
    for kind, length in _pieces(stream, "big", kind_first=False):
        end = stream.tell() + length + 4
        if kind in _PNG_TEXTS:
            yield _png_text(kind, stream.read(min(length, _MOST)))
        elif kind == b"caBX":
            yield stream.read(min(length, _MOST))
        stream.seek(end)


def _webp(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(12)
    for kind, length in _pieces(stream, "little", kind_first=True):
        end = stream.tell() + length + length % 2
        if kind in (b"XMP ", b"C2PA"):
            yield stream.read(min(length, _MOST))
        stream.seek(end)


def _pieces(
    stream: BinaryIO, order: Literal["big", "little"], *, kind_first: bool
) -> Iterator[tuple[bytes, int]]:
    """Kind and length of each piece of the file, which stands at its content then."""
    for _ in range(_PIECES):
        head = stream.read(8)
        if len(head) < 8:
            return
        kind, length = (head[:4], head[4:]) if kind_first else (head[4:], head[:4])
        yield kind, int.from_bytes(length, order)


def _png_text(kind: bytes, body: bytes) -> bytes:
    """Key, zero, text; nothing of a key that says nothing of where a picture came from."""
    key, _, rest = body.partition(b"\0")
    if key not in (MARK.encode(), _XMP_TEXT):
        return b""
    if kind == b"zTXt":
        rest = _inflated(rest[1:])
    elif kind == b"iTXt":
        text = rest[2:].split(b"\0", 2)[-1]
        rest = _inflated(text) if rest[:1] == b"\1" else text
    return key + b"\0" + rest


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MOST)
    except zlib.error:
        return b""


def _jpeg(stream: BinaryIO) -> Iterator[bytes]:
    """Of the segments before the first scan."""
    stream.seek(2)
    manifest: list[bytes] = []
    for _ in range(_PIECES):
        head = stream.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in _ENDS:
            break
        length = max(0, int.from_bytes(head[2:], "big") - 2)
        end = stream.tell() + length
        if head[1] == _APP1 and (body := stream.read(length)).startswith(_XMP_JPEG):
            yield body
        elif head[1] == _APP11 and len(manifest) < _MOST_SEGMENTS:
            manifest.append(stream.read(length)[_APP11_HEAD:])  # a long one goes on in the next segment
        stream.seek(end)
    yield b"".join(manifest)


_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_TOLD_IN: Mapping[bytes, Callable[[BinaryIO], Iterator[bytes]]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8": _jpeg,
    b"RIFF": _webp,
}
