"""Formats beside the usual ones: JPEG 2000, Photoshop, icons, TGA, PCX, SGI, HEIC; and what they may cost."""

from __future__ import annotations

import struct
import sys
import time
from base64 import b85decode

import numpy as np
import pytest
from PIL import Image

from huoyan.errors import ImageError, UsageError
from huoyan.images.decode import decode, grey_values, probe
from huoyan.images.decoding import jpeg2000, orientation
from huoyan.images.decoding.formats import PICTURE_FORMATS, sniff
from huoyan.images.decoding.jpeg_segments import held_whole
from huoyan.images.files import EXTENSIONS
from huoyan.images.limits import Limits, limits_of
from huoyan.images.sources.file_names import NOT_ASKED
from making import encoded, photo

# Of CPU time: what grows with the square of a file, or decodes it, takes minutes.
ENDLESS_S = 10.0


def code_of(data: bytes, name: str = "a.png", **options: object) -> str:
    with pytest.raises(ImageError) as caught:
        decode(data, name=name, **options)
    assert name in str(caught.value)
    return caught.value.code


def psd(image: Image.Image, *, merged: int = 1, bits: int = 8) -> bytes:
    """A Photoshop file with nothing but its flattened picture."""
    header = b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 3, image.height, image.width, bits, 3)
    info = (
        b"8BIM" + struct.pack(">H", 1057) + b"\0\0" + struct.pack(">I", 6) + struct.pack(">IBB", 1, merged, 0)
    )
    channels = b"".join(channel.tobytes() for channel in image.split())
    return header + bytes(4) + struct.pack(">I", len(info)) + info + bytes(4) + b"\0\0" + channels


@pytest.mark.parametrize(
    ("kind", "name", "options"),
    [
        ("JPEG2000", "a.jp2", {}),
        ("JPEG2000", "a.j2k", {"no_jp2": True, "tile_size": (32, 32)}),
        ("TGA", "a.tga", {}),
        ("TGA", "A.TGA", {"compression": "tga_rle"}),
        ("PCX", "a.pcx", {}),
        ("SGI", "a.sgi", {}),
        ("ICO", "a.ico", {"sizes": [(16, 16), (90, 60)]}),
        ("ICO", "a.ico", {"sizes": [(90, 60)], "bitmap_format": "bmp"}),
    ],
)
def test_what_pillow_reads_without_loss_gives_the_same_pixels(kind, name, options):
    data = encoded(photo(), kind, **options)
    picture, info = decode(data, name=name), probe(data, name=name)
    assert (picture.pixels == np.asarray(photo())).all()
    assert (info.height, info.width) == (60, 90) == (picture.height, picture.width)
    with pytest.raises(ImageError):
        decode(data[: len(data) // 2], name=name)


def test_photoshop_files_give_their_flattened_picture():
    assert (decode(psd(photo())).pixels == np.asarray(photo())).all()


def test_photoshop_files_without_a_flattened_picture_or_in_16_bits_are_refused():
    assert code_of(psd(photo(), merged=0)) == "image.unsupported"
    assert code_of(psd(photo(), bits=16)) == "image.unsupported"


def test_stereo_files_give_their_first_picture():
    data = encoded(photo(), "MPO", save_all=True, append_images=[Image.new("RGB", (90, 60))], quality=95)
    assert np.abs(decode(data).pixels.astype(int) - np.asarray(photo())).mean() < 2


def test_sixteen_bits_of_jpeg_2000_go_through_the_window():
    values = np.arange(1000, 1256, dtype=np.uint16)[None].repeat(4, axis=0)
    data = encoded(Image.fromarray(values), "JPEG2000")
    assert decode(data, window=(1000, 1255)).pixels[0, :, 0].tolist() == list(range(256))


def test_a_tga_is_known_by_its_name_and_its_header_together():
    data = encoded(photo(), "TGA")
    assert sniff(data[:64], "photos/a.tga") == "TGA"
    assert sniff(data[:64], "photos/a.bin") is None
    assert sniff(b"no picture at all, whatever it is called", "a.tga") is None
    assert sniff(encoded(photo(), "PNG")[:64], "a.tga") == "PNG"


def test_an_alpha_channel_that_a_tga_declares_unused_hides_nothing():
    rgba = photo().convert("RGBA")
    rgba.putalpha(0)
    data = bytearray(encoded(rgba, "TGA"))
    data[17] &= 0xF0  # no attribute bits
    assert (decode(bytes(data), name="a.tga").pixels == np.asarray(photo())).all()


def test_every_format_names_its_endings_and_no_ending_belongs_to_two():
    endings = [ending for known in PICTURE_FORMATS.values() for ending in known.endings]
    assert len(endings) == len(set(endings)) == len(EXTENSIONS)
    assert {
        ".jpg",
        ".jfif",
        ".mpo",
        ".jp2",
        ".j2k",
        ".jpx",
        ".tga",
        ".ico",
        ".psd",
        ".pcx",
        ".sgi",
    } <= EXTENSIONS
    assert {".heic", ".heif", ".avif", ".webp", ".tif", ".pgm"} <= EXTENSIONS
    assert not EXTENSIONS & NOT_ASKED


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40)


def test_heic_is_known_and_avif_is_not_taken_for_it():
    assert sniff(HEIC[:64]) == "HEIC"
    assert sniff(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(40)) == "HEIC"
    assert sniff(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif" + bytes(40)) == "AVIF"


def test_heic_without_its_extra_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pi_heif", None)  # as if it were not installed
    with pytest.raises(ImageError, match=r'pip install "huoyan\[heic\]"') as caught:
        decode(HEIC)
    assert caught.value.code == "image.unsupported"


# Red and blue above white and blue, 32 x 24: encoded by heif-enc, as no encoder comes with the extra.
REAL_HEIC = b85decode(
    "0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<00054ZDn*}000000000XXk=`10000000000aA{+7000000000000000000004"
    "sdC7Z2$lO00062000naWMOmw00000AOIKu001~?Y;R)$0000)KmY;&0RR9100001(EtGe00000009920ssL3000000003100"
    "000000O8001~?X>Mi!000000ssI26=`l}WdZ;I0RRC20BCk&F#rGn02OI&W@Q2Z00002003ulX=DHZ007u&aB^?}006dWaAR"
    ")(004Gqc4I>U18@KU000000000U@BsY%`1k+-4+9_o0RR|40Sp2E{{wIU00RJ!0009300RIXx&lBU0096hLID8-Z~y=U0FVF"
    "x0{{R603M(qfd!W8uA1iHKtRBN00093fB*mk0E8j{0RRR>0l{;@i2wiq6lrsCWdHyG00000KmY&$KmY&$6lrsCWdHyG00000"
    "AOHXW7ytkO5O8UDX#fBK00RgJ2mk;88fkECVE_OC000000ssL5fdT*m0t18q000_ka%E-!00000000hTX>Df!0ssL30RR923"
    "2kIybN~PV{U`yi3CMQiD8M6`Q@_{${4>Z+pUloSw(GBJ9)O#8`d_LXmeKv|xv|`CQ~&?U;;|e5^d$u!ozBz#K{NA-d+7dGU3"
    "oEHLoYw(eNRBP1WJAsf$CuYyR96m)BZG{z6?c~01@!!qFlfK_t-Nb0PKeh@G~-ikK7eF88P47x61{$b?#sfu>&^$^I!aE>U`"
    "#R#u0ko^QS)#AGKKQ2<RVGOUw7&OcU^1?<$^r#VFl4ArD(oH2S)ItvI5F!d+k1kVs~5L#GX3@=v1%h*`nuW-apGZ;S8eqzW8"
    "ObziFp(u8<k-{7vR0_c}4+?@CIq-YF5{Nku-04D"
)


def test_heic_is_read_with_its_extra():
    pytest.importorskip("pi_heif")
    pixels = decode(REAL_HEIC, name="a.heic").pixels
    assert pixels.shape == (24, 32, 3)
    for (row, column), colour in {
        (4, 4): (220, 30, 30),
        (4, 28): (30, 30, 220),
        (20, 4): (240, 240, 240),
    }.items():
        assert np.abs(pixels[row, column].astype(int) - colour).max() < 12
    info = probe(REAL_HEIC)
    assert (info.format, info.height, info.width, info.bits) == ("HEIC", 24, 32, 8)
    assert code_of(REAL_HEIC, limits=Limits(max_pixels=24 * 32 - 1)) == "image.too_large"
    assert code_of(REAL_HEIC[:-300]) in ("image.corrupt", "image.truncated")


def test_a_damaged_heic_is_an_error_with_a_code():
    pytest.importorskip("pi_heif")
    assert code_of(HEIC) in ("image.corrupt", "image.unsupported", "image.truncated")


# Bombs: headers that promise more than any memory holds.
def bmp_in_icon(width: int, height: int) -> bytes:
    directory = struct.pack("<HHH4B2H2I", 0, 1, 1, 16, 16, 0, 0, 1, 32, 40, 22)
    return directory + struct.pack("<IiiHHIIiiII", 40, width, 2 * height, 1, 32, 0, 0, 0, 0, 0, 0)


def png_in_icon(width: int, height: int) -> bytes:
    directory = struct.pack("<HHH4B2H2I", 0, 1, 1, 16, 16, 0, 0, 1, 32, 100, 22)
    return (
        directory + b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    )


BOMBS = {
    "sgi": struct.pack(">HBBHHHH", 474, 1, 1, 3, 60_000, 60_000, 3) + bytes(500),
    "pcx": struct.pack("<4B4H", 10, 5, 1, 8, 0, 0, 59_999, 59_999) + bytes(53) + b"\3" + bytes(62),
    "psd": b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 3, 300_000, 300_000, 8, 3) + bytes(14),
    "tga": struct.pack("<3BHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, 60_000, 60_000, 24, 0) + bytes(100),
    "ico with a bitmap": bmp_in_icon(60_000, 30_000),
    "ico with a png": png_in_icon(60_000, 30_000),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_header_that_promises_too_much_is_refused_before_anything_is_decoded(kind):
    began = time.thread_time()
    assert code_of(BOMBS[kind], name=f"a.{kind[:3]}") == "image.too_large"
    assert time.thread_time() - began < ENDLESS_S


def siz(width: int, height: int, tile: int, channels: int = 3, bits: int = 8) -> bytes:
    body = struct.pack(">H8IH", 0, width, height, 0, 0, tile, tile, 0, 0, channels)
    body += bytes([bits - 1, 1, 1]) * channels
    return b"\xff\x4f\xff\x51" + struct.pack(">H", 2 + len(body)) + body


def cod(block: int = 4, precincts: bytes = b"") -> bytes:
    body = bytes([bool(precincts), 0, 0, 1, 1, 5, block, block, 0, 1]) + precincts
    return b"\xff\x52" + struct.pack(">H", 2 + len(body)) + body


@pytest.mark.parametrize(
    "header",
    [
        siz(100_000, 100_000, 1024) + cod(),
        siz(8_000, 8_000, 2**31) + cod(),  # one tile of 192 million numbers
        siz(1_000, 1_000, 1) + cod(),  # a million tiles
        siz(9_000, 9_000, 1_000) + cod(block=0),  # blocks of 4 x 4
        siz(9_000, 9_000, 1_000) + cod(precincts=b"\x11" * 6),  # precincts of 2 x 2
    ],
)
def test_jpeg_2000_that_asks_for_too_much_memory_is_refused_before_it_is_decoded(header):
    began = time.thread_time()
    assert code_of(header + b"\xff\x90" + bytes(200), name="a.j2k") == "image.too_large"
    assert time.thread_time() - began < ENDLESS_S


def test_looking_for_a_window_decodes_no_more_than_decoding_does():
    grey = siz(1_000, 1_000, 1, channels=1, bits=16) + cod() + b"\xff\x90" + bytes(200)
    with pytest.raises(ImageError, match="tiles") as caught:
        grey_values(grey)
    assert caught.value.code == "image.too_large"


def test_the_markers_of_jpeg_2000_say_what_decoding_costs():
    data = encoded(
        photo(300, 400), "JPEG2000", tile_size=(128, 128), num_resolutions=4, codeblock_size=(32, 32)
    )
    found = jpeg2000.cost(data)
    assert found is not None
    assert (found.width, found.height, found.tile, found.tiles, found.levels) == (
        400,
        300,
        3 * 128 * 128,
        12,
        3,
    )
    finest = 400 * 300 * 3 / 32**2
    assert finest < found.blocks < 1.5 * finest


@pytest.mark.parametrize("options", [{}, {"tile_size": (256, 256)}, {"no_jp2": True, "num_resolutions": 3}])
def test_jpeg_2000_is_scaled_while_it_is_decoded(options):
    data = encoded(photo(751, 1001), "JPEG2000", **options)
    small = decode(data, at_least=(80, 80))
    assert (small.height, small.width) == (751, 1001)
    assert small.pixels.shape[:2] == (188, 251)
    full = Image.fromarray(decode(data).pixels).resize((251, 188), Image.Resampling.BOX)
    assert np.abs(small.pixels.astype(int) - np.asarray(full)).mean() < 2


# JPEG of many pixels: telephones give 108 and 200 megapixels.
def test_a_jpeg_may_have_more_pixels_than_are_decoded():
    data = encoded(photo(600, 900), "JPEG")
    most = Limits(max_pixels=600 * 900 // 4)
    small = decode(data, limits=most, at_least=(100, 100))
    assert (small.height, small.width) == (600, 900)
    assert small.pixels.shape[:2] == (300, 450)
    assert (probe(data, limits=most).height, probe(data, limits=most).width) == (600, 900)
    assert decode(data, limits=most, at_least=(300, 300)).pixels.shape[:2] == (300, 450)  # once, not twice
    assert code_of(data, limits=most) == "image.too_large"  # the whole was asked for
    assert code_of(data, limits=most, at_least=(301, 100)) == "image.too_large"
    assert code_of(data, limits=Limits(max_pixels=600 * 900 // 6), at_least=(9, 9)) == "image.too_large"


def test_a_jpeg_that_is_held_as_a_whole_may_have_fewer():
    data = encoded(photo(600, 900), "JPEG", progressive=True, subsampling="4:2:0")
    assert held_whole(data) == 600 * 900 * 1.5
    assert (
        held_whole(encoded(photo(600, 900), "JPEG", progressive=True, subsampling="4:4:4")) == 600 * 900 * 3
    )
    assert held_whole(encoded(photo(600, 900).convert("L"), "JPEG", progressive=True)) == 600 * 900
    assert held_whole(encoded(photo(), "JPEG")) == 0
    assert decode(data, limits=Limits(max_pixels=600 * 900 // 2), at_least=(9, 9)).height == 600
    assert code_of(data, limits=Limits(max_pixels=600 * 900 // 2 - 1), at_least=(9, 9)) == "image.too_large"


def test_what_the_fast_way_leaves_to_pillow_is_scaled_too():
    data = encoded(photo(601, 901).convert("CMYK"), "JPEG", quality=95)
    small = decode(data, limits=Limits(max_pixels=200_000), at_least=(50, 50))
    assert (small.height, small.width) == (601, 901)
    assert small.pixels.shape[:2] == (151, 226)
    full = Image.fromarray(decode(data).pixels).resize((226, 151), Image.Resampling.BOX)
    assert np.abs(small.pixels.astype(int) - np.asarray(full)).mean() < 3


def test_the_advice_names_what_raises_the_limit():
    with pytest.raises(ImageError, match="--max-pixels"):
        decode(encoded(photo(), "PNG"), limits=limits_of(100))
    assert decode(encoded(photo(), "PNG"), limits=limits_of(60 * 90)).height == 60
    for wrong in (0, -1, 2.5, True):
        with pytest.raises(UsageError, match="max_pixels"):
            limits_of(wrong)


# Orientation of a JPEG: the plain loop over its bytes is the second implementation.
def slow_orientation(data: bytes) -> int:
    position, from_xmp = 2, None
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            position += 1
            continue
        marker = data[position + 1]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            position += 1 if marker == 0xFF else 2
            continue
        if marker in (0xDA, 0xD9):
            break
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        body = data[position + 4 : position + 2 + length] if marker == 0xE1 else b""
        if body.startswith(b"Exif\0") and (found := orientation.of_exif(body[6:])) is not None:
            return found
        if body.startswith(b"http://ns.adobe.com/xap/") and b'tiff:Orientation="3' in body:
            from_xmp = 3
        position += 2 + max(length, 2)
    return from_xmp or 1


def exif_segment(number: int) -> bytes:
    block = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x0112, 3, 1, number, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(block)) + block


XMP = b'http://ns.adobe.com/xap/1.0/\0 tiff:Orientation="3" '
PIECES = [
    exif_segment(6),
    exif_segment(9),
    b"\xff\xe1" + struct.pack(">H", 2 + len(XMP)) + XMP,
    b"\xff\xe0\0\0",
    b"\xff\xe0\0\x01",
    b"\xff\xe2\0\x09abcdefg",
    b"\xff\xfe\xff\xff",
    b"\xff\xd9",
    b"\xff\xda\0\x08",
    *(bytes([x]) for x in (0, 1, 0x44, 0xD0, 0xD8, 0xE1, 0xFF, 0xFF, 0xFF)),
]


def test_orientation_is_found_as_a_plain_loop_over_the_bytes_finds_it():
    rng, seen = np.random.default_rng(0), set()
    for _ in range(3000):
        chosen = rng.integers(0, len(PIECES), rng.integers(1, 12))
        data = b"\xff\xd8" + b"".join(PIECES[i] for i in chosen)
        data = data[: len(data) - int(rng.integers(0, 4))]
        seen.add(slow_orientation(data))
        assert orientation.of_jpeg(data) == slow_orientation(data), data
    assert seen == {1, 3, 6}


@pytest.mark.parametrize("filler", [b"\0", b"\xff", b"\xff\0", b"\xff\xd0", b"a\xff\x01", b"\xff\xe0\0\0"])
def test_millions_of_bytes_between_segments_are_passed_over_at_once(filler):
    data = b"\xff\xd8" + filler * (8_000_000 // len(filler)) + exif_segment(6)
    began = time.thread_time()
    found = orientation.of_jpeg(data)
    assert time.thread_time() - began < ENDLESS_S
    assert found == (1 if filler == b"\xff\xe0\0\0" else 6)  # 2,000,000 empty segments are no photo's
