"""What a file says of how its picture came about, wherever tools write it, and whatever a file pretends."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from huoyan.images.made_mark import says_made

ADDRESS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
XMP = '<x:xmpmeta><rdf:Description Iptc4xmpExt:DigitalSourceType="{}"/></x:xmpmeta>'
ELEMENT = "<x:xmpmeta><Iptc4xmpExt:DigitalSourceType>{}</Iptc4xmpExt:DigitalSourceType></x:xmpmeta>"
MADE = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia")
REAL = ("digitalCapture", "algorithmicallyEnhanced", "negativeFilm", "compositeCapture")


def saved(kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (9, 7), (90, 20, 160)).save(stream, kind, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def png(key: str, text: str, *, how: str = "tEXt") -> bytes:
    told = PngInfo()
    if how == "iTXt":
        told.add_itxt(key, text)
    else:
        told.add_text(key, text, zip=how == "zTXt")
    return saved("PNG", pnginfo=told)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def behind_pixels(data: bytes, more: bytes) -> bytes:
    end = data.index(b"IEND") - 4
    return data[:end] + more + data[end:]


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg(*segments: bytes) -> bytes:
    data = saved("JPEG")
    return data[:2] + b"".join(segments) + data[2:]


def xmp(text: str) -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + text.encode())


@pytest.mark.parametrize("how", ["tEXt", "zTXt", "iTXt"])
@pytest.mark.parametrize("kind", MADE)
def test_a_text_of_a_png_says_it(kind: str, how: str):
    assert says_made(png("DigitalSourceType", kind, how=how))
    assert says_made(png("DigitalSourceType", ADDRESS + kind, how=how))


@pytest.mark.parametrize("form", [XMP, ELEMENT])
@pytest.mark.parametrize("kind", MADE)
def test_xmp_says_it_in_every_kind_of_file(kind: str, form: str, tmp_path: Path):
    text = form.format(ADDRESS + kind)
    files = [
        png("XML:com.adobe.xmp", text, how="iTXt"),
        behind_pixels(saved("PNG"), chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + text.encode())),
        behind_pixels(
            saved("PNG"), chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(text.encode()))
        ),
        jpeg(xmp(text)),
        saved("WEBP", xmp=text.encode()),
    ]
    for at, data in enumerate(files):
        assert says_made(data), at
        (tmp_path / "a").write_bytes(data)
        assert says_made(tmp_path / "a"), at


def test_a_c2pa_manifest_says_it():
    claim = b"jumb c2pa.actions digitalSourceType xF" + ADDRESS.encode() + b"trainedAlgorithmicMedia x"
    assert says_made(behind_pixels(saved("PNG"), chunk(b"caBX", claim)))
    head, cut = bytes(16), 60  # a long manifest goes on in a second segment
    assert says_made(jpeg(segment(0xEB, head + claim[:cut]), segment(0xEB, head + claim[cut:])))


@pytest.mark.parametrize("kind", REAL)
def test_other_kinds_of_origin_say_that_it_is_real(kind: str):
    for text in (XMP.format(ADDRESS + kind), ELEMENT.format(kind)):
        assert not says_made(jpeg(xmp(text)))
        assert not says_made(png("XML:com.adobe.xmp", text, how="iTXt"))
    assert not says_made(png("DigitalSourceType", kind))


def test_a_remark_that_names_the_term_is_no_mark():
    assert not says_made(png("Comment", f"unlike {ADDRESS}trainedAlgorithmicMedia"))
    assert not says_made(jpeg(segment(0xFE, f"see {ADDRESS}trainedAlgorithmicMedia".encode())))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"])
def test_plain_pictures_say_nothing(kind: str):
    assert not says_made(saved(kind))


PNG = b"\x89PNG\r\n\x1a\n"
HOSTILE = {
    "empty": b"",
    "a head alone": PNG,
    "a length beyond the file": PNG + struct.pack(">I", 2**32 - 1) + b"tEXtDigitalSourceType\0",
    "a text without a key": PNG + chunk(b"tEXt", b"") + chunk(b"iTXt", b"XML:com.adobe.xmp\0\1"),
    "a million empty chunks": PNG + chunk(b"aaaa", b"") * 1_000_000,
    "a bomb": PNG + chunk(b"zTXt", b"DigitalSourceType\0\0" + zlib.compress(bytes(200_000_000), 9)),
    "no deflate": PNG + chunk(b"zTXt", b"DigitalSourceType\0\0abc"),
    "a segment without an end": b"\xff\xd8\xff\xe1\xff\xff",
    "segments without end": b"\xff\xd8" + b"\xff\xe1\x00\x02" * 300_000,
    "a riff without an end": b"RIFF\xff\xff\xff\xffWEBPXMP \xff\xff\xff\xff",
    "riff pieces of nothing": b"RIFF\0\0\0\0WEBP" + b"aaaa\0\0\0\0" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_lies_of_itself_says_nothing_and_costs_little(name: str, tmp_path: Path):
    assert not says_made(HOSTILE[name])
    (tmp_path / "a").write_bytes(HOSTILE[name])
    assert not says_made(tmp_path / "a")


def test_what_is_no_file_says_nothing(tmp_path: Path):
    assert not says_made(tmp_path)
    assert not says_made(tmp_path / "nowhere.png")
