"""A browser sees the very pixels that Python sees: decoded, turned and resized, bit by bit."""

from __future__ import annotations

import io
import json
import shutil
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import PIL
import pytest
from PIL import Image, features

from browser import NEEDS_CHROMIUM, Browser, Page
from huoyan.browser.site import RECOGNISER
from huoyan.browser.test_pictures import write_pictures
from huoyan.errors import ImageError
from huoyan.images import resize
from huoyan.images.limits import DEFAULT
from huoyan.preprocess import Preprocess
from static_server import served

pytestmark = NEEDS_CHROMIUM

BLANK = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>pixels</title></head></html>'
SEEN = """
(async () => {
  const { decode } = await import('./pictures/decode.js');
  const { prepared } = await import('./model/preprocess.js');
  const bytes = new Uint8Array(await (await fetch(FILE, { cache: 'no-store' })).arrayBuffer());
  try {
    const picture = await decode(bytes, FILE, { limits: LIMITS, window: SPEC.window });
    const { data, place } = prepared(picture, SPEC);
    return { data: Array.from(data), place };
  } catch (error) {
    return { code: error.code ?? String(error) };
  }
})()
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Page]]:
    """A folder for pictures, and a page that can look at them."""
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(RECOGNISER, folder, dirs_exist_ok=True)
    (folder / "blank.html").write_text(BLANK)
    with served(folder) as address, Browser() as browser, browser.open(f"{address}/blank.html") as page:
        yield folder, page


def spec(**values: Any) -> Preprocess:
    return Preprocess(**{"height": 48, "width": 64, **values})


def look(seen: tuple[Path, Page], name: str, content: bytes, preprocess: Preprocess) -> dict[str, Any]:
    folder, page = seen
    (folder / name).write_bytes(content)
    limits = {"max_bytes": DEFAULT.max_bytes, "max_pixels": DEFAULT.max_pixels}
    script = SEEN.replace("FILE", json.dumps(name)).replace("SPEC", json.dumps(preprocess.to_json()))
    found: dict[str, Any] = page.evaluate(script.replace("LIMITS", json.dumps(limits)))
    return found


def assert_same(seen: tuple[Path, Page], name: str, content: bytes, preprocess: Preprocess) -> None:
    found, expected = look(seen, name, content, preprocess), preprocess.read(content, name)
    assert "code" not in found, found
    pixels = np.array(found["data"], np.uint8).reshape(expected.pixels.shape)
    apart = int(np.abs(pixels.astype(int) - expected.pixels).max())
    assert apart <= _allowed(preprocess), apart
    place = expected.place
    assert found["place"] == {
        "width": place.source_width,
        "height": place.source_height,
        "scale_x": place.scale_x,
        "scale_y": place.scale_y,
        "offset_x": place.offset_x,
        "offset_y": place.offset_y,
    }


def _allowed(preprocess: Preprocess) -> int:
    """0; what resizes on this machine may round otherwise than what the page follows."""
    if preprocess.interpolation == "bilinear":
        return 0 if "cykooz" in resize.resizer_of("bilinear") else 1
    return 0 if int(PIL.__version__.split(".")[0]) >= 13 else 2


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def photo(height: int, width: int, channels: int = 3, seed: int = 0) -> Image.Image:
    """Slopes and noise."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    slopes = [255 * x / width, 255 * y / height, 128 + 90 * np.sin((x + 2 * y) / 9), 255 * (x / width) ** 2]
    values = np.stack(slopes[:channels], axis=2) + rng.normal(0, 12, (height, width, channels))
    pixels = np.clip(values, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize("fit", ["squash", "crop", "pad", "corner"])
@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic", "lanczos", "nearest"])
@pytest.mark.parametrize("colour", ["rgb", "grey"])
def test_every_fit_and_filter_gives_the_same_bytes(seen, fit: str, interpolation: str, colour: str) -> None:
    preprocess = spec(fit=fit, interpolation=interpolation, colour=colour, crop_ratio=0.875)
    for height, width in ((1, 1), (300, 41), (41, 300), (50, 64), (233, 377)):
        assert_same(seen, "fit.png", saved(photo(height, width), "PNG"), preprocess)


@pytest.mark.parametrize("steps", [("brightness=1.3",), ("balance",), ("balance", "brightness=0.55")])
def test_plain_steps_are_done_alike(seen, steps: tuple[str, ...]) -> None:
    assert_same(seen, "steps.png", saved(photo(60, 80), "PNG"), spec(steps=steps))


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize(
    ("name", "format"), [("turned.jpg", "JPEG"), ("turned.png", "PNG"), ("turned.webp", "WEBP")]
)
def test_a_picture_is_turned_by_its_exif(seen, name: str, format: str, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    assert_same(seen, name, saved(photo(50, 90), format, exif=exif.tobytes()), spec())


def test_a_jpeg_is_turned_by_its_xmp_where_exif_says_nothing(seen) -> None:
    xmp = b'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:Description tiff:Orientation="8"/></x:xmpmeta>'
    plain = saved(photo(50, 90), "JPEG")
    content = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp + plain[2:]
    assert_same(seen, "xmp.jpg", content, spec())


@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("progressive", [False, True])
def test_every_ordinary_jpeg_is_decoded_alike(seen, subsampling: int, progressive: bool) -> None:
    content = saved(photo(75, 101), "JPEG", quality=75, subsampling=subsampling, progressive=progressive)
    assert_same(seen, "plain.jpg", content, spec())


def test_the_test_pictures_of_the_page_are_decoded_alike(seen, tmp_path: Path) -> None:
    for expected in write_pictures(tmp_path, "."):
        name = Path(expected["file"]).name
        assert_same(seen, name, (tmp_path / name).read_bytes(), spec())


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "RGB"])
def test_every_kind_of_png_is_decoded_alike(seen, mode: str) -> None:
    picture = photo(40, 60, 4) if mode in ("RGBA", "LA") else photo(40, 60)
    assert_same(seen, "kind.png", saved(picture.convert(mode), "PNG"), spec())


def deep(interlaced: bool = False, clear: int | None = None) -> bytes:
    """A grey PNG of 16 bits, each line with another filter."""
    values = np.random.default_rng(3).integers(0, 65536, (37, 53)).astype(">u2")
    header = struct.pack(">IIBBBBB", 53, 37, 16, 0, 0, 0, int(interlaced))
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [
            (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
        ]  # fmt: skip
    lines = b"".join(_filtered(values[y::down, x::across]) for x, y, across, down in passes)
    if clear is not None:
        clear = int(values[0, 0])
    gone = b"" if clear is None else chunk(b"tRNS", struct.pack(">H", clear))
    coded = chunk(b"IDAT", zlib.compress(lines))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + gone + coded + chunk(b"IEND", b"")


def _filtered(values: np.ndarray) -> bytes:
    """Lines with filters 0 to 4 in turn (RFC 2083, section 6)."""
    raw = np.ascontiguousarray(values).view(np.uint8).reshape(len(values), -1).astype(int)
    found = []
    for at, line in enumerate(raw):
        up = raw[at - 1] if at else np.zeros_like(line)
        left = np.concatenate([np.zeros(2, int), line[:-2]])
        corner = np.concatenate([np.zeros(2, int), up[:-2]])
        guess = [0, left, up, (left + up) // 2, _paeth(left, up, corner)][at % 5]
        found.append(bytes([at % 5]) + ((line - guess) % 256).astype(np.uint8).tobytes())
    return b"".join(found)


def _paeth(left: np.ndarray, up: np.ndarray, corner: np.ndarray) -> np.ndarray:
    a, b, c = np.abs(up - corner), np.abs(left - corner), np.abs(left + up - 2 * corner)
    return np.where((a <= b) & (a <= c), left, np.where(b <= c, up, corner))


@pytest.mark.parametrize("window", [None, (1000.0, 40000.0)])
@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("clear", [None, 1])
def test_grey_of_16_bits_keeps_its_information(seen, window, interlaced: bool, clear: int | None) -> None:
    assert_same(seen, "deep.png", deep(interlaced, clear), spec(window=window))


def test_of_an_animation_the_still_picture_is_taken(seen) -> None:
    frames = [photo(40, 60, seed=k) for k in range(3)]
    content = saved(frames[0], "PNG", save_all=True, append_images=frames[1:], default_image=True)
    assert_same(seen, "animated.png", content, spec())
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert_same(seen, "animated.gif", content, spec())


@pytest.mark.parametrize("format", ["TIFF", "PPM", "ICO", "JPEG2000", "SGI"])
def test_what_browsers_do_not_read_is_refused_with_its_name(seen, format: str) -> None:
    assert look(seen, "other", saved(photo(40, 60), format), spec()) == {"code": "format"}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_picture_that_is_cut_off_is_refused_by_both(seen, format: str) -> None:
    whole = saved(photo(40, 60), format)
    content = whole[: len(whole) * 2 // 3]
    with pytest.raises(ImageError):
        spec().read(content, "cut")
    assert look(seen, "cut", content, spec())["code"] in ("cut", "damaged")


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow writes no AVIF")
@pytest.mark.parametrize("turn", [1, 3, 6])
def test_an_avif_that_is_turned_is_refused_and_any_other_is_decoded_alike(seen, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    content = saved(photo(50, 90), "AVIF", exif=exif.tobytes())
    if turn > 1:
        assert look(seen, "turned.avif", content, spec()) == {"code": "turned"}
    else:
        assert_same(seen, "upright.avif", content, spec())


def test_too_many_pixels_are_refused_before_they_are_decoded(seen) -> None:
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert look(seen, "huge.png", content, spec()) == {"code": "many_pixels"}


def test_no_picture_at_all_is_refused(seen) -> None:
    assert look(seen, "none", b"", spec()) == {"code": "empty"}
    assert look(seen, "none", b"hello, world", spec()) == {"code": "no_picture"}
