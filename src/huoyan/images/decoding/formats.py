"""Which picture formats are allowed, told by their first bytes; only TGA, which has no mark, by name too."""

from __future__ import annotations

import importlib
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from PIL import ImageFile

from huoyan.words import Message

HEAD = 64  # bytes that `sniff` and `describe` look at


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """One allowed format: the Pillow reader that is called for it, and nothing else is.

    endings: of file names, by which folders are listed. extra: of huoyan, that brings the reader.
    """

    module: str
    reader: str
    begins: Callable[[bytes], bool]
    endings: tuple[str, ...]
    extra: str = ""

    def open(self, stream: BinaryIO) -> ImageFile.ImageFile:
        """Raises ModuleNotFoundError where the extra is not installed."""
        # Not Image.open: that tries every reader, and warns by the global Image.MAX_IMAGE_PIXELS.
        reader = getattr(importlib.import_module(self.module), self.reader)
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


def _heic(head: bytes) -> bool:
    # ISO/IEC 23008-12, annex B: HEVC pictures and sequences.
    brands = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
    return head[4:8] == b"ftyp" and head[8:12] in brands and not _avif(head)


def _pnm(head: bytes) -> bool:
    return re.match(rb"P([1-6]|f)[\s#]", head) is not None


def _sgi(head: bytes) -> bool:
    # Compression 0 or 1, then 1 or 2 bytes a channel.
    return head[:2] == b"\x01\xda" and head[2:3] <= b"\x01" and head[3:4] in (b"\x01", b"\x02")


def _pcx(head: bytes) -> bool:
    # The mark is a line feed; version, encoding and bits make it sure.
    return (
        len(head) >= 4
        and head[0] == 10
        and head[1] in (0, 2, 3, 5)
        and head[2] < 2
        and head[3] in (1, 2, 4, 8)
    )


def _tga(head: bytes) -> bool:
    """Whether these may be the first bytes of a TGA, which has no mark (Truevision TGA 2.0, section 3)."""
    if len(head) < 18:
        return False
    width, height = struct.unpack_from("<HH", head, 12)
    kinds = (1, 2, 3, 9, 10, 11) if head[1] else (2, 3, 10, 11)
    return head[1] < 2 and head[2] in kinds and head[16] in (8, 15, 16, 24, 32) and width > 0 < height


def _never(head: bytes) -> bool:
    return False


PICTURE_FORMATS = {
    "JPEG": PictureFormat(
        "PIL.JpegImagePlugin",
        "JpegImageFile",
        _prefix(b"\xff\xd8\xff"),
        (".jpg", ".jpeg", ".jpe", ".jfif", ".jfi", ".jif", ".mpo"),
    ),
    "PNG": PictureFormat(
        "PIL.PngImagePlugin", "PngImageFile", _prefix(b"\x89PNG\r\n\x1a\n"), (".png", ".apng")
    ),
    "WebP": PictureFormat("PIL.WebPImagePlugin", "WebPImageFile", _webp, (".webp",)),
    "BMP": PictureFormat("PIL.BmpImagePlugin", "BmpImageFile", _prefix(b"BM"), (".bmp", ".dib")),
    "TIFF": PictureFormat(
        "PIL.TiffImagePlugin",
        "TiffImageFile",
        _prefix(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"MM*\0", b"II\0*"),
        (".tif", ".tiff"),
    ),
    "GIF": PictureFormat("PIL.GifImagePlugin", "GifImageFile", _prefix(b"GIF87a", b"GIF89a"), (".gif",)),
    "PNM": PictureFormat(
        "PIL.PpmImagePlugin", "PpmImageFile", _pnm, (".pnm", ".pbm", ".pgm", ".ppm", ".pfm")
    ),
    "AVIF": PictureFormat("PIL.AvifImagePlugin", "AvifImageFile", _avif, (".avif", ".avifs")),
    "JPEG 2000": PictureFormat(
        "PIL.Jpeg2KImagePlugin",
        "Jpeg2KImageFile",
        _prefix(b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"),
        (".jp2", ".j2k", ".j2c", ".jpc", ".jpx", ".jpf"),
    ),
    "PSD": PictureFormat("PIL.PsdImagePlugin", "PsdImageFile", _prefix(b"8BPS\0\x01"), (".psd",)),
    "ICO": PictureFormat("PIL.IcoImagePlugin", "IcoImageFile", _prefix(b"\0\0\1\0"), (".ico",)),
    "SGI": PictureFormat("PIL.SgiImagePlugin", "SgiImageFile", _sgi, (".sgi", ".rgb", ".rgba", ".bw")),
    "PCX": PictureFormat("PIL.PcxImagePlugin", "PcxImageFile", _pcx, (".pcx",)),
    # pi-heif's wheels hold decoders under the LGPL; those of pillow-heif also hold x265, which is GPL.
    "HEIC": PictureFormat("pi_heif", "HeifImageFile", _heic, (".heic", ".heif", ".hif"), extra="heic"),
    "TGA": PictureFormat("PIL.TgaImagePlugin", "TgaImageFile", _never, (".tga",)),  # see `sniff`
}

# A JPEG with more pictures behind the first, which is the one that is decoded.
MPO = PictureFormat("PIL.MpoImagePlugin", "MpoImageFile", PICTURE_FORMATS["JPEG"].begins, ())

# What people hand in by mistake, by the key of its name: the message says what they have.
OTHERS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    (
        "content.web_page",
        lambda head: re.match(rb"\s*<(!doctype|html|\?php)", head, re.IGNORECASE) is not None,
    ),
    ("content.svg", lambda head: re.match(rb"\s*<(svg|\?xml)", head, re.IGNORECASE) is not None),
    ("content.pdf", _prefix(b"%PDF")),
    ("content.zip", _prefix(b"PK\x03\x04")),
    ("content.gzip", _prefix(b"\x1f\x8b")),
    ("content.office", _prefix(b"\xd0\xcf\x11\xe0")),
    ("content.jpeg_xl", _prefix(b"\xff\x0a", b"\0\0\0\x0cJXL ")),
    ("content.video", lambda head: head[4:8] == b"ftyp" or head.startswith((b"\x1a\x45\xdf\xa3", b"RIFF"))),
    ("content.psb", _prefix(b"8BPS")),
    ("content.cursor", _prefix(b"\0\0\2\0")),
    ("content.dds", _prefix(b"DDS ")),
)


def sniff(head: bytes, name: str = "") -> str | None:
    """The allowed format that these first bytes begin, or None. TGA only where `name` ends in .tga."""
    found = next((kind for kind, known in PICTURE_FORMATS.items() if known.begins(head)), None)
    if found is None and name.lower().endswith(PICTURE_FORMATS["TGA"].endings) and _tga(head):
        return "TGA"
    return found


def describe_format(head: bytes) -> Message:
    """What a refused file seems to be, for the message."""
    return Message(next((key for key, begins in OTHERS if begins(head)), "content.unknown"))


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
