"""The gate for pictures: formats, colour modes, depth, limits and the fast way for JPEG."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features

from huoyan.errors import ImageError, UsageError
from huoyan.images.decode import decode, probe
from huoyan.images.decoding import orientation
from huoyan.images.decoding.formats import sniff
from huoyan.images.decoding.grey_window import window_of
from huoyan.images.files import read_bytes
from huoyan.images.limits import Limits
from huoyan.images.sources.listing import list_folder
from making import encoded, photo


def code_of(data: bytes, **options: object) -> str:
    with pytest.raises(ImageError) as caught:
        decode(data, name="a.png", **options)
    assert "a.png" in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM"])
def test_lossless_formats_give_the_same_pixels(kind):
    picture = decode(encoded(photo(), kind))
    assert (picture.pixels == np.asarray(photo())).all()
    assert (picture.height, picture.width) == (60, 90)
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.flags.writeable


def test_lossy_formats_give_nearly_the_same_pixels():
    for kind in ("JPEG", "WEBP", *(["AVIF"] if features.check("avif") else [])):
        found = decode(encoded(photo(), kind, quality=95)).pixels.astype(int)
        assert np.abs(found - np.asarray(photo())).mean() < 4, kind


def test_the_content_decides_and_not_the_name(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(photo(), "PNG"))
    assert probe(path).format == "PNG"
    assert (decode(read_bytes(path)).pixels == np.asarray(photo())).all()


def test_the_first_frame_of_an_animation_is_taken():
    first, second = Image.new("RGB", (8, 8), (250, 0, 0)), Image.new("RGB", (8, 8), (0, 0, 250))
    data = encoded(first, "GIF", save_all=True, append_images=[second])
    assert decode(data).pixels[0, 0].tolist() == [250, 0, 0]


def test_transparency_is_shown_over_white():
    rgba = Image.new("RGBA", (2, 1), (255, 0, 0, 255))
    rgba.putpixel((1, 0), (0, 0, 0, 0))
    assert decode(encoded(rgba, "PNG")).pixels.tolist() == [[[255, 0, 0], [255, 255, 255]]]
    half = Image.new("LA", (1, 1), (0, 128))
    assert decode(encoded(half, "PNG")).pixels.tolist() == [[[127, 127, 127]]]


def test_a_transparent_palette_colour_is_white():
    indexed = Image.new("P", (2, 1))
    indexed.putpalette([10, 20, 30, 200, 100, 50])
    indexed.putpixel((1, 0), 1)
    data = encoded(indexed, "PNG", transparency=0)
    assert decode(data).pixels.tolist() == [[[255, 255, 255], [200, 100, 50]]]


def test_transparent_grey_and_colour_keys_are_white():
    grey = Image.fromarray(np.array([[7, 9]], np.uint8))
    assert decode(encoded(grey, "PNG", transparency=7)).pixels[0, :, 0].tolist() == [255, 9]
    deep = Image.fromarray(np.array([[257 * 7, 257 * 9]], np.uint16))
    assert decode(encoded(deep, "PNG", transparency=257 * 7)).pixels[0, :, 0].tolist() == [255, 9]


def test_one_bit_pictures_are_black_and_white():
    bits = Image.fromarray(np.array([[0, 255, 0]], np.uint8)).convert("1")
    for kind in ("PNG", "TIFF", "PPM", "BMP"):
        assert decode(encoded(bits, kind)).pixels[0, :, 1].tolist() == [0, 255, 0], kind


def test_print_colours_become_screen_colours():
    red = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    for kind in ("JPEG", "TIFF"):
        assert np.abs(decode(encoded(red, kind)).pixels.astype(int) - [255, 0, 0]).max() <= 3, kind


def test_luma_and_chroma_become_rgb():
    found = decode(encoded(photo().convert("YCbCr"), "TIFF")).pixels.astype(int)
    assert np.abs(found - np.asarray(photo())).mean() < 2


def test_lab_colours_become_rgb():
    lab = Image.new("LAB", (1, 1), (136, 208, 195))  # sRGB red: L 53, a 80, b 67, stored with + 128
    found = decode(encoded(lab, "TIFF")).pixels[0, 0].astype(int)
    assert found[0] > 240
    assert found[1:].max() < 40


def test_sixteen_bit_grey_is_mapped_from_its_full_range():
    values = np.array([[0, 257, 32896, 65535]], np.uint16)
    for kind in ("PNG", "TIFF"):
        data = encoded(Image.fromarray(values), kind)
        assert decode(data).pixels[0, :, 0].tolist() == [0, 1, 128, 255], kind
        assert probe(data).bits == 16
    plain = b"P5 4 1 65535 " + values.astype(">u2").tobytes()
    assert decode(plain).pixels[0, :, 2].tolist() == [0, 1, 128, 255]


def test_a_window_keeps_what_eight_bits_would_lose():
    values = np.arange(1000, 1256, dtype=np.uint16)[None]
    data = encoded(Image.fromarray(values), "PNG")
    assert len(np.unique(decode(data).pixels)) <= 3
    assert decode(data, window=(1000, 1255)).pixels[0, :, 0].tolist() == list(range(256))


def test_values_beyond_the_window_are_clipped():
    data = encoded(Image.fromarray(np.array([[0, 100, 200, 65535]], np.uint16)), "TIFF")
    assert decode(data, window=(100, 200)).pixels[0, :, 0].tolist() == [0, 0, 255, 255]


def test_a_window_must_rise():
    data = encoded(Image.fromarray(np.zeros((1, 1), np.uint16)), "PNG")
    with pytest.raises(UsageError, match="below"):
        decode(data, window=(5, 5))


def test_float_pictures_need_a_window():
    values = np.array([[0.0, 0.5, 1.0, np.nan]], np.float32)
    data = encoded(Image.fromarray(values), "TIFF")
    assert code_of(data) == "image.depth"
    assert decode(data, window=(0, 1)).pixels[0, :, 0].tolist() == [0, 128, 255, 0]


def test_negative_integers_need_a_window():
    data = encoded(Image.fromarray(np.array([[-1000, 0, 1000]], np.int32)), "TIFF")
    assert code_of(data) == "image.depth"
    assert decode(data, window=(-1000, 1000)).pixels[0, :, 0].tolist() == [0, 128, 255]


def test_a_place_without_a_number_does_not_hide_the_values_that_a_window_needs():
    values = np.full((8, 8), 0.25, np.float32)
    values[0, 0], values[0, 1] = np.nan, 0.75
    with pytest.raises(ImageError, match=r"for example 0\.25,0\.75"):
        decode(encoded(Image.fromarray(values), "TIFF"))


def png_of_16_bit_colour(values: np.ndarray) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    height, width, _ = values.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_sixteen_bit_colour_keeps_its_upper_byte():
    data = png_of_16_bit_colour(np.array([[[0x0A0B, 0x8000, 0xFFFF]]]))
    assert probe(data).bits == 16
    assert decode(data).pixels.tolist() == [[[0x0A, 0x80, 0xFF]]]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_orientation_comes_out_as_the_same_upright_picture(kind):
    straight = np.asarray(photo())
    for number in range(1, 9):
        # What a camera stores: the upright picture turned the other way round.
        inverse = {6: 8, 8: 6}.get(number, number)
        stored = Image.fromarray(orientation.upright(straight, inverse))
        exif = Image.Exif()
        exif[0x0112] = number
        quality = {"quality": 95} if kind != "WEBP" else {"lossless": True}
        data = encoded(stored, kind, exif=exif, **({} if kind in ("PNG", "TIFF") else quality))
        found = decode(data).pixels
        assert found.shape == straight.shape, number
        assert np.abs(found.astype(int) - straight).mean() < 4, number
        info = probe(data)
        assert (info.height, info.width) == (60, 90), number


@given(st.binary(max_size=200))
def test_any_exif_block_gives_an_orientation_or_none(block):
    for data in (block, b"II*\0" + block, b"MM\0*\0\0\0\x08" + block):
        assert orientation.of_exif(data) in {None, *range(1, 9)}
    assert 1 <= orientation.of_jpeg(b"\xff\xd8" + block) <= 8


@given(st.binary(max_size=400), st.sampled_from(["", "JPEG", "PNG", "GIF", "BMP", "TIFF", "PPM", "WEBP"]))
def test_any_bytes_give_a_picture_or_a_coded_error(data, kind):
    head = encoded(photo(8, 8), kind)[:40] if kind else b""
    try:
        assert decode(head + data).pixels.shape[2] == 3
    except ImageError as error:
        assert error.code.startswith("image.")  # noqa: PT017


@given(st.data())
def test_a_picture_with_some_bytes_changed_gives_a_picture_or_a_coded_error(data):
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "BMP", "TIFF", "PPM", "WEBP"]))
    bytes_ = bytearray(encoded(photo(16, 16), kind))
    for _ in range(data.draw(st.integers(1, 4))):
        bytes_[data.draw(st.integers(0, len(bytes_) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert decode(bytes(bytes_), limits=Limits(max_pixels=1_000_000)).pixels.shape[2] == 3
    except ImageError as error:
        assert error.code.startswith("image.")  # noqa: PT017


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "PPM"])
def test_half_a_file_is_truncated(kind):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    data = encoded(noise, kind)
    found = code_of(data[: len(data) // 2])
    # The directory of a TIFF lies at its end: without it there is nothing to tell a cut from damage.
    assert found == "image.truncated" or (kind == "TIFF" and found == "image.corrupt")


def test_damage_inside_a_jpeg_is_found():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8))
    data = encoded(noise, "JPEG", quality=90)
    middle = len(data) // 2
    damaged = data[:middle] + b"\xff\xd9" * 8 + data[middle + 400 :]
    assert code_of(damaged) in ("image.corrupt", "image.truncated")


def test_junk_between_jpeg_segments_costs_nothing():
    data = encoded(photo(), "JPEG")
    junk = data[:2] + encoded(photo(), "JPEG")[2:20] + b"\x01\x02\x03" + data[20:]
    assert (decode(junk).pixels == decode(data).pixels).all()


def test_limits_are_checked_before_pixels_are_decoded():
    data = encoded(photo(), "PNG")
    assert code_of(data, limits=Limits(max_bytes=100)) == "image.too_large"
    assert code_of(data, limits=Limits(max_pixels=60 * 90 - 1)) == "image.too_large"
    assert decode(data, limits=Limits(max_pixels=60 * 90)).width == 90
    for kind in ("JPEG", "WEBP"):
        assert code_of(encoded(photo(), kind), limits=Limits(max_pixels=10)) == "image.too_large"
    # The canvas of this WebP is 16,384 px wide and high; its reader would allocate it on opening.
    bomb = b"RIFF\x26\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0" + b"\xff\x3f\0" * 2 + bytes(40)
    assert code_of(bomb) == "image.too_large"


def test_pictures_above_pillows_own_limit_are_read_up_to_ours():
    bits = Image.new("1", (10_000, 9_000), 1)  # 90 million pixels: Image.open would warn
    assert probe(encoded(bits, "PNG")).width == 10_000


def test_a_jpeg_of_endless_passes_is_refused():
    data = encoded(photo(600, 800), "JPEG", progressive=True)
    scan = data.rindex(b"\xff\xda")
    forever = data[:-2] + data[scan:-2] * 500 + b"\xff\xd9"
    assert code_of(forever, limits=Limits(max_pixels=1_000_000)) == "image.too_large"


def test_a_format_that_is_not_allowed_is_named():
    data = encoded(photo(), "DDS")
    with pytest.raises(ImageError, match="DDS") as caught:
        decode(data)
    assert caught.value.code == "image.format"
    assert sniff(b"%PDF-1.4") is None
    assert code_of(b"") == "image.empty"


def test_scaled_decoding_keeps_twice_the_sides_and_the_full_size():
    data = encoded(photo(1500, 2000), "JPEG", quality=90)
    picture = decode(data, at_least=(200, 200))
    assert (picture.height, picture.width) == (1500, 2000)
    assert 400 <= picture.pixels.shape[0] < 800
    assert picture.pixels.shape[1] >= 400
    assert decode(data, at_least=(800, 100)).pixels.shape[:2] == (1500, 2000)
    small = Image.fromarray(picture.pixels).resize((224, 224), Image.Resampling.BILINEAR)
    full = Image.fromarray(decode(data).pixels).resize((224, 224), Image.Resampling.BILINEAR)
    assert np.abs(np.asarray(small).astype(int) - np.asarray(full)).mean() < 1


def test_other_formats_are_never_scaled():
    assert decode(encoded(photo(600, 600), "PNG"), at_least=(10, 10)).pixels.shape == (600, 600, 3)


def test_the_window_of_a_data_set_leaves_out_the_rarest_values():
    rng = np.random.default_rng(0)
    deep = rng.integers(1000, 3000, (100, 100)).astype(np.uint16)
    deep[0, 0] = 65535
    pictures = [encoded(Image.fromarray(deep), "PNG"), encoded(photo(), "PNG"), b"no picture"]
    low, high = window_of(pictures)
    assert 1000 <= low < 1010
    assert 2990 < high <= 3000
    assert window_of([encoded(photo(), "PNG")]) is None
    assert window_of([]) is None
    flat = encoded(Image.fromarray(np.full((4, 4), 7, np.uint16)), "PNG")
    assert window_of([flat]) == (7, 8)


def test_pictures_are_listed_in_natural_order_without_hidden_ones(tmp_path):
    for name in ("10.png", "2.png", "b/1.JPG", ".hidden.png", "__MACOSX/x.png", ".git/y.png", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "b" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "c").symlink_to(tmp_path / "c")
    found = [str(path.relative_to(tmp_path)) for path in list_folder(tmp_path).pictures]
    assert found == ["2.png", "10.png", "b/1.JPG"]


def test_missing_files_and_folders_have_their_code(tmp_path):
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(ImageError) as caught:
            read_bytes(path)
        assert caught.value.code == "image.missing"
        with pytest.raises(ImageError) as caught:
            probe(path)
        assert caught.value.code == "image.missing"
    big = tmp_path / "big.png"
    big.write_bytes(bytes(11))
    with pytest.raises(ImageError) as caught:
        read_bytes(big, Limits(max_bytes=10))
    assert caught.value.code == "image.too_large"
