"""The one gate: bytes of any allowed picture file to upright RGB uint8, or an ImageError with its code.

Limits are checked before pixels are decoded. Nothing global is changed, so any number of threads
may decode at once.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageFile

from huoyan.errors import HuoyanError, ImageError
from huoyan.images import colour, jpeg, orientation
from huoyan.images.colour import Window
from huoyan.images.formats import FORMATS, HEAD, describe, is_cut, sniff, webp_canvas
from huoyan.images.quiet import quiet

RARE_COMPRESSIONS = ("webp", "zstd", "lzma", "lerc")  # libtiff has them only where it was built so
MAX_SCANS = 20  # a progressive photo has about 10; each one is a pass over all pixels


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may cost: bytes of the file, and pixels that it says to have."""

    max_bytes: int = 100 * 1024 * 1024
    max_pixels: int = 100_000_000


DEFAULT = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An upright RGB picture.

    pixels: uint8 (H, W, 3), smaller than (height, width) after scaled decoding.
    height, width: of the full upright picture, in which boxes are counted.
    """

    pixels: np.ndarray
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class PictureInfo:
    """What a file says about itself. width, height: upright; mode: Pillow's; bits: of one channel."""

    format: str
    width: int
    height: int
    mode: str
    bits: int


def decode(
    data: bytes,
    *,
    limits: Limits = DEFAULT,
    window: Window | None = None,
    at_least: tuple[int, int] | None = None,
    name: str = "image",
) -> Picture:
    """Decode one picture (the first frame of an animation, the first page of a TIFF).

    window: grey values of more than 8 bits are mapped linearly from it to 0..255.
    at_least (height, width): the pixels may be scaled down while both sides stay >= 2x this.
    Raises ImageError: image.empty, .format, .too_large, .truncated, .corrupt, .unsupported, .depth.
    """
    kind = _identify(data, len(data), limits, name)
    with quiet():
        try:
            return _decode(data, kind, limits, window=window, at_least=at_least, name=name)
        except HuoyanError:
            raise
        except Exception as error:
            raise _translated(error, data, kind, name) from error


def probe(source: bytes | Path, *, limits: Limits = DEFAULT, name: str | None = None) -> PictureInfo:
    """Format, upright size and depth from the header alone; the same errors as `decode`."""
    if isinstance(source, bytes):
        return _probe(io.BytesIO(source), len(source), limits, name or "image")
    from huoyan.images.files import open_file

    with open_file(source) as stream:
        return _probe(stream, source.stat().st_size, limits, name or str(source))


def grey_values(data: bytes, *, limits: Limits = DEFAULT, name: str = "image") -> np.ndarray | None:
    """Raw values (H, W) of a grey picture of more than 8 bits; None for every other picture."""
    kind = _identify(data, len(data), limits, name)
    with quiet():
        try:
            image = _open(io.BytesIO(data), kind, limits, name)
            if not colour.is_deep(image.mode):
                return None
            image.load()
            return np.asarray(image)
        except HuoyanError:
            raise
        except Exception as error:
            raise _translated(error, data, kind, name) from error


def _identify(head: bytes, size: int, limits: Limits, name: str) -> str:
    if size == 0:
        raise ImageError(f"{name} is empty (0 bytes). Replace it, or remove it.", code="image.empty")
    if size > limits.max_bytes:
        raise ImageError(
            f"{name} has {size:,} bytes; at most {limits.max_bytes:,} are read.", code="image.too_large"
        )
    kind = sniff(head[:HEAD])
    if kind is None:
        raise ImageError(
            f"{name} is no picture that can be read: by its content it is {describe(head[:HEAD])}. "
            f"Expected one of {', '.join(FORMATS)}.",
            code="image.format",
        )
    return kind


def _open(stream: BinaryIO, kind: str, limits: Limits, name: str) -> ImageFile.ImageFile:
    if kind == "WebP":
        canvas = webp_canvas(stream.read(HEAD))
        stream.seek(0)
        if canvas is not None:
            _check_pixels(canvas, limits, name)
    image = FORMATS[kind].open(stream)
    _check_pixels(image.size, limits, name)
    return image


def _check_pixels(size: tuple[int, int], limits: Limits, name: str) -> None:
    width, height = size
    if width * height > limits.max_pixels:
        raise ImageError(
            f"{name} says to have {width} x {height} pixels; at most {limits.max_pixels:,} are decoded. "
            "Scale it down, or raise the limit.",
            code="image.too_large",
        )


def _decode(
    data: bytes,
    kind: str,
    limits: Limits,
    *,
    window: Window | None,
    at_least: tuple[int, int] | None,
    name: str,
) -> Picture:
    if kind == "JPEG":
        picture = _decode_jpeg(data, limits, at_least, name)
        if picture is not None:
            return picture
    image = _open(io.BytesIO(data), kind, limits, name)
    if kind == "JPEG":
        _check_scans(data, image.size, limits, name)
    bits = _bits(image, data[:HEAD], kind)
    _load(image, kind, name)
    # After loading: Pillow turns TIFF on its own, and then forgets the tag.
    turn = orientation.of_jpeg(data) if kind == "JPEG" else orientation.of_image(image)
    pixels = orientation.upright(colour.to_rgb(image, window, bits, name), turn)
    return Picture(pixels, *pixels.shape[:2])


def _decode_jpeg(data: bytes, limits: Limits, at_least: tuple[int, int] | None, name: str) -> Picture | None:
    size = jpeg.size(data)
    if size is None:
        return None
    height, width = size
    _check_pixels((width, height), limits, name)
    _check_scans(data, (width, height), limits, name)
    turn = orientation.of_jpeg(data)
    swapped = orientation.swaps_sides(turn)
    pixels = jpeg.decode(data, size, at_least[::-1] if at_least and swapped else at_least, name)
    if pixels is None:
        return None
    full = (width, height) if swapped else (height, width)
    return Picture(orientation.upright(pixels, turn), *full)


def _load(image: Image.Image, kind: str, name: str) -> None:
    try:
        image.load()
    except OSError as error:
        compression = image.info.get("compression")
        if kind == "TIFF" and compression in RARE_COMPRESSIONS:
            raise ImageError(
                f"{name} is a TIFF compressed by {compression}: damaged, or not read by this build of "
                "Pillow. Convert it to PNG.",
                code="image.unsupported",
            ) from error
        raise


def _check_scans(data: bytes, size: tuple[int, int], limits: Limits, name: str) -> None:
    pixels, most = size[0] * size[1], MAX_SCANS * limits.max_pixels
    if len(data) // jpeg.SCAN_BYTES * pixels <= most:  # too few bytes: counting would be wasted
        return
    scans = jpeg.scans(data)
    if scans > MAX_SCANS and scans * pixels > most:
        raise ImageError(
            f"{name} asks for {scans} passes over {size[0]} x {size[1]} pixels: it is made to take for ever.",
            code="image.too_large",
        )


def _probe(stream: BinaryIO, size: int, limits: Limits, name: str) -> PictureInfo:
    head = stream.read(HEAD)
    stream.seek(0)
    kind = _identify(head, size, limits, name)
    with quiet():
        try:
            image = _open(stream, kind, limits, name)
            width, height = image.size
            # Pillow gives the size of a TIFF upright already.
            if kind != "TIFF" and orientation.swaps_sides(orientation.of_image(image)):
                width, height = height, width
            return PictureInfo(kind, width, height, image.mode, _bits(image, head, kind))
        except HuoyanError:
            raise
        except Exception as error:
            stream.seek(0)
            raise _translated(error, stream.read(limits.max_bytes), kind, name) from error


def _bits(image: Image.Image, head: bytes, kind: str) -> int:
    """Declared bits of one channel."""
    if kind == "PNG" and len(head) > 24:
        return head[24]
    if kind == "TIFF":
        declared = getattr(image, "tag_v2", {}).get(258, 1)  # BitsPerSample
        first = declared[0] if isinstance(declared, tuple) and declared else declared
        if isinstance(first, int) and 1 <= first <= 64:
            return first
    if image.mode.startswith("I"):
        return 16
    return {"1": 1, "F": 32}.get(image.mode, 8)


def _translated(error: Exception, data: bytes, kind: str, name: str) -> ImageError:
    said = str(error) or type(error).__name__
    lower = said.lower()
    if isinstance(error, (Image.DecompressionBombError, MemoryError)) or "too large" in lower:
        return ImageError(f"{name} would take too much memory ({said}).", code="image.too_large")
    if any(word in lower for word in ("unsupported", "not supported", "unknown", "not installed")):
        return ImageError(
            f"{name} is a {kind} of a kind that is not read ({said}). Convert it to PNG.",
            code="image.unsupported",
        )
    if "truncated" in lower or "not enough" in lower or is_cut(data, kind):
        return ImageError(
            f"{name} is cut off: the {kind} ends before its picture does ({said}). Fetch it again.",
            code="image.truncated",
        )
    return ImageError(
        f"{name} is a damaged {kind} ({said}). Replace the file by an intact copy.", code="image.corrupt"
    )
