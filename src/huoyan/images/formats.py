"""Which picture formats are allowed, told by their first bytes and never by the file's name."""

from __future__ import annotations

import importlib
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from PIL import ImageFile

HEAD = 64  # bytes that `sniff` and `describe` look at


@dataclass(frozen=True, slots=True)
class Format:
    """One allowed format: the Pillow reader that is called for it, and nothing else is."""

    module: str
    reader: str
    begins: Callable[[bytes], bool]

    def open(self, stream: BinaryIO) -> ImageFile.ImageFile:
        # Not Image.open: that tries every reader, and warns by the global Image.MAX_IMAGE_PIXELS.
        reader = getattr(importlib.import_module(f"PIL.{self.module}"), self.reader)
        opened: ImageFile.ImageFile = reader(stream, "")
        return opened


def _prefix(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magics)


def _webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _avif(head: bytes) -> bool:
    # ISO/IEC 23000-12: the major brand, or a generic one with avif among the compatible brands.
    return head[4:8] == b"ftyp" and (
        head[8:12] in (b"avif", b"avis") or (head[8:12] in (b"mif1", b"msf1") and b"avif" in head)
    )


def _pnm(head: bytes) -> bool:
    return re.match(rb"P([1-6]|f)[\s#]", head) is not None


FORMATS = {
    "JPEG": Format("JpegImagePlugin", "JpegImageFile", _prefix(b"\xff\xd8\xff")),
    "PNG": Format("PngImagePlugin", "PngImageFile", _prefix(b"\x89PNG\r\n\x1a\n")),
    "WebP": Format("WebPImagePlugin", "WebPImageFile", _webp),
    "BMP": Format("BmpImagePlugin", "BmpImageFile", _prefix(b"BM")),
    "TIFF": Format(
        "TiffImagePlugin",
        "TiffImageFile",
        _prefix(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"MM*\0", b"II\0*"),
    ),
    "GIF": Format("GifImagePlugin", "GifImageFile", _prefix(b"GIF87a", b"GIF89a")),
    "PNM": Format("PpmImagePlugin", "PpmImageFile", _pnm),
    "AVIF": Format("AvifImagePlugin", "AvifImageFile", _avif),
}

# What people hand in by mistake: named in the message, so that they know what they have.
OTHERS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("a web page", lambda head: re.match(rb"\s*<(!doctype|html|\?php)", head, re.IGNORECASE) is not None),
    ("an SVG or XML file", lambda head: re.match(rb"\s*<(svg|\?xml)", head, re.IGNORECASE) is not None),
    ("a PDF", _prefix(b"%PDF")),
    ("a zip archive", _prefix(b"PK\x03\x04")),
    ("a gzip archive", _prefix(b"\x1f\x8b")),
    ("an Office document", _prefix(b"\xd0\xcf\x11\xe0")),
    ("JPEG 2000", _prefix(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")),
    ("JPEG XL", _prefix(b"\xff\x0a", b"\0\0\0\x0cJXL ")),
    ("HEIC", lambda head: head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"hevc")),
    ("a video", lambda head: head[4:8] == b"ftyp" or head.startswith((b"\x1a\x45\xdf\xa3", b"RIFF"))),
    ("Photoshop", _prefix(b"8BPS")),
    ("an icon", _prefix(b"\0\0\1\0", b"\0\0\2\0")),
)


def sniff(head: bytes) -> str | None:
    """The allowed format that these first bytes begin, or None."""
    return next((name for name, known in FORMATS.items() if known.begins(head)), None)


def describe(head: bytes) -> str:
    """What a refused file seems to be, for the message."""
    found = next((name for name, begins in OTHERS if begins(head)), None)
    return found or f"unknown (first bytes {head[:8].hex(' ')})"


def webp_canvas(head: bytes) -> tuple[int, int] | None:
    """Width and height in a WebP header (RFC 9649, section 2); the reader allocates them when it opens."""
    chunk = head[12:16]
    if chunk == b"VP8X" and len(head) >= 30:
        return (
            int.from_bytes(head[24:27], "little") + 1,
            int.from_bytes(head[27:30], "little") + 1,
        )
    if chunk == b"VP8L" and len(head) >= 25:
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and len(head) >= 30:
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def is_cut(data: bytes, kind: str) -> bool:
    """True where the format's end mark is missing or its length field is longer than the file."""
    if kind == "JPEG":
        return b"\xff\xd9" not in data[-1024:]
    if kind == "PNG":
        return b"IEND" not in data[-1024:]
    if kind == "GIF":
        return not data.rstrip(b"\0").endswith(b";")
    if kind == "WebP":
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    return kind == "BMP" and int.from_bytes(data[2:6], "little") > len(data)
