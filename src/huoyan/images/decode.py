"""The one gate: bytes of any allowed picture file to upright RGB uint8, or an ImageError with its code.

Limits are checked before pixels are decoded. Nothing global is changed, so any number of threads
may decode at once.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from PIL import Image, ImageFile

from huoyan.errors import HuoyanError, ImageError
from huoyan.images.decoding import colour, jpeg, orientation
from huoyan.images.decoding.colour import Window
from huoyan.images.decoding.declared import declared_sizes
from huoyan.images.decoding.formats import HEAD, PICTURE_FORMATS, describe_format, is_cut, sniff
from huoyan.images.decoding.library_reason import reason_of
from huoyan.images.decoding.pillow_settings import quiet
from huoyan.images.files import open_file
from huoyan.images.limits import DEFAULT, JPEG_FULL, Limits, allowed_halvings, check_jpeg, check_pixels
from huoyan.words import Listed, Message

# Adobe's file format specification: its content says whether a merged picture is there.
PSD_VERSION_INFO = 1057
RARE_COMPRESSIONS = ("webp", "zstd", "lzma", "lerc")  # libtiff has them only where it was built so
# What readers say of what they cannot read; that of PSD looks for mode and bits in a table.
_UNSUPPORTED = ("unsupported", "not supported", "unknown", "not installed", "cannot load this image")


@dataclass(frozen=True, slots=True, eq=False)
class DecodedPicture:
    """An upright RGB picture.

    pixels: uint8 (H, W, 3), smaller than (height, width) after scaled decoding.
    height, width: of the full upright picture, in which boxes are counted.
    """

    pixels: np.ndarray
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class PictureInfo:
    """What a file says about itself. width, height: upright; mode: Pillow's; bits: of one channel.

    turn: the EXIF orientation of the stored pixels, 1 where they are upright or Pillow turns them (TIFF).
    """

    format: str
    width: int
    height: int
    mode: str
    bits: int
    turn: int = 1


def decode(
    data: bytes,
    *,
    limits: Limits = DEFAULT,
    window: Window | None = None,
    at_least: tuple[int, int] | None = None,
    name: str = "image",
) -> DecodedPicture:
    """Decode one picture (the first frame of an animation, the first page of a TIFF).

    window: grey values of more than 8 bits are mapped linearly from it to 0..255.
    at_least (height, width): the pixels of JPEG and JPEG 2000 may be scaled down while both sides stay >= 2x
    this, or >= 1x where they would be too many otherwise.
    name: for messages; a TGA, which has no mark, is known by its ending.
    Raises ImageError: image.empty, .format, .too_large, .truncated, .corrupt, .unsupported, .depth.
    """
    kind = _identify(data, len(data), limits, name)
    with quiet():
        try:
            if kind == "JPEG" and (picture := _decode_jpeg(data, limits, at_least, name)) is not None:
                return picture
            return _decode(data, kind, limits, window=window, at_least=at_least, name=name)
        except HuoyanError:
            raise
        except Exception as error:
            raise _translated(error, data, kind, name) from error


def probe(source: bytes | Path, *, limits: Limits = DEFAULT, name: str | None = None) -> PictureInfo:
    """Format, upright size and depth from the header alone; the same errors as `decode`."""
    if isinstance(source, bytes):
        return _probe(io.BytesIO(source), len(source), limits, name or "image")
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
            if kind == "JPEG 2000":
                allowed_halvings(data, None, limits, name)
            image.load()
            return np.asarray(image)
        except HuoyanError:
            raise
        except Exception as error:
            raise _translated(error, data, kind, name) from error


def _identify(head: bytes, size: int, limits: Limits, name: str) -> str:
    if size == 0:
        raise ImageError(Message("image.empty", name=name), code="image.empty")
    if size > limits.max_bytes:
        raise ImageError(
            Message("image.too_many_bytes", name=name, size=size, most=limits.max_bytes),
            code="image.too_large",
        )
    kind = sniff(head[:HEAD], name)
    if kind is None:
        raise ImageError(
            Message(
                "image.not_a_picture",
                name=name,
                found=describe_format(head[:HEAD]),
                formats=Listed(PICTURE_FORMATS, None),
            ),
            code="image.format",
        )
    return kind


def _open(stream: BinaryIO, kind: str, limits: Limits, name: str) -> ImageFile.ImageFile:
    for size in declared_sizes(stream, kind):
        check_pixels(size, limits, name)
    try:
        image = PICTURE_FORMATS[kind].open(stream)
    except ModuleNotFoundError as error:
        if not (extra := PICTURE_FORMATS[kind].extra):
            raise
        raise ImageError(
            Message("image.format_needs_extra", name=name, kind=kind, extra=extra),
            code="image.unsupported",
        ) from error
    check_pixels(image.size, limits, name, JPEG_FULL if kind == "JPEG" else 1)
    return image


def _decode(
    data: bytes,
    kind: str,
    limits: Limits,
    *,
    window: Window | None,
    at_least: tuple[int, int] | None,
    name: str,
) -> DecodedPicture:
    halved = allowed_halvings(data, at_least, limits, name) if kind == "JPEG 2000" else 0
    image = _open(io.BytesIO(data), kind, limits, name)
    width, height = image.size
    if kind == "JPEG":
        check_jpeg(data, image.size, limits, name)
        wanted = _stored(at_least, orientation.of_jpeg(data))
        factor = jpeg.factor((height, width), wanted, limits.max_pixels)
        image.draft(None, (width // factor, height // factor))
        check_pixels(image.size, limits, name)
    elif kind == "JPEG 2000":
        _halve(image, halved)
    elif kind == "PSD":
        _check_flattened(image, name)
    bits = bits_of(image, data[:HEAD], kind)
    _load(image, kind, name)
    scaled = image.size != (width, height) and kind in ("JPEG", "JPEG 2000")
    # After loading: Pillow turns TIFF on its own, and then forgets the tag.
    turn = orientation.of_jpeg(data) if kind == "JPEG" else orientation.of_image(image)
    pixels = orientation.upright(colour.to_rgb(_opaque(image, data, kind), window, bits, name), turn)
    if not scaled:
        return DecodedPicture(pixels, *pixels.shape[:2])
    return DecodedPicture(pixels, *((width, height) if orientation.swaps_sides(turn) else (height, width)))


def _decode_jpeg(
    data: bytes, limits: Limits, at_least: tuple[int, int] | None, name: str
) -> DecodedPicture | None:
    """The fast way; None where Pillow must look."""
    size = jpeg.stored_size(data)
    if size is None:
        return None
    height, width = size
    check_jpeg(data, (width, height), limits, name)
    turn = orientation.of_jpeg(data)
    sides = jpeg.scaled_sides(size, jpeg.factor(size, _stored(at_least, turn), limits.max_pixels))
    check_pixels(sides[::-1], limits, name)
    pixels = jpeg.decode_jpeg(data, sides, name)
    if pixels is None:
        return None
    full = (width, height) if orientation.swaps_sides(turn) else (height, width)
    return DecodedPicture(orientation.upright(pixels, turn), *full)


def _stored(at_least: tuple[int, int] | None, turn: int) -> tuple[int, int] | None:
    """Upright sides as the picture is stored."""
    return at_least[::-1] if at_least and orientation.swaps_sides(turn) else at_least


def _halve(image: ImageFile.ImageFile, times: int) -> None:
    """Have a JPEG 2000 decoded at 1 / 2**times."""
    for tile in image.tile if times else ():
        # Not by the reader's own `reduce`: it rounds the sides, where OpenJPEG takes the next whole number.
        width, height = (-(-side >> times) for side in image.size)
        codec, _, *rest = cast("tuple[Any, ...]", tile.args)
        image._size = width, height
        image.tile = [tile._replace(extents=(0, 0, width, height), args=(codec, times, *rest))]


def _check_flattened(image: ImageFile.ImageFile, name: str) -> None:
    for number, _, content in getattr(image, "resources", ()):
        if number == PSD_VERSION_INFO and content[4:5] == b"\0":
            raise ImageError(
                Message("image.layers_only", name=name),
                code="image.unsupported",
            )


def _opaque(image: Image.Image, data: bytes, kind: str) -> Image.Image:
    """The picture without an alpha channel that its file says to be unused, and that is 0 throughout."""
    unused = (kind == "TGA" and data[17] & 15 == 0) or (
        kind == "ICO" and image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0)
    )
    return image.convert("RGB") if unused and image.mode == "RGBA" else image


def _load(image: Image.Image, kind: str, name: str) -> None:
    try:
        image.load()
    except OSError as error:
        compression = image.info.get("compression")
        if kind == "TIFF" and compression in RARE_COMPRESSIONS:
            raise ImageError(
                Message("image.tiff_compression", name=name, compression=compression),
                code="image.unsupported",
            ) from error
        raise


def _probe(stream: BinaryIO, size: int, limits: Limits, name: str) -> PictureInfo:
    head = stream.read(HEAD)
    stream.seek(0)
    kind = _identify(head, size, limits, name)
    with quiet():
        try:
            image = _open(stream, kind, limits, name)
            width, height = image.size
            # Pillow gives the size of a TIFF upright already.
            turn = 1 if kind == "TIFF" else orientation.of_image(image)
            if orientation.swaps_sides(turn):
                width, height = height, width
            return PictureInfo(kind, width, height, image.mode, bits_of(image, head, kind), turn)
        except HuoyanError:
            raise
        except Exception as error:
            stream.seek(0)
            raise _translated(error, stream.read(limits.max_bytes), kind, name) from error


def bits_of(image: Image.Image, head: bytes, kind: str) -> int:
    """Declared bits of one channel. head: of the file, where it is at hand."""
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
    said = reason_of(error)
    lower = said.lower()
    if isinstance(error, (Image.DecompressionBombError, MemoryError)) or "too large" in lower:
        return ImageError(Message("image.memory", name=name, reason=said), code="image.too_large")
    if any(word in lower for word in _UNSUPPORTED) or isinstance(error.__cause__, KeyError):
        return ImageError(
            Message("image.unsupported_kind", name=name, kind=kind, reason=said),
            code="image.unsupported",
        )
    if "truncated" in lower or "not enough" in lower or is_cut(data, kind):
        return ImageError(
            Message("image.cut_off", name=name, kind=kind, reason=said),
            code="image.truncated",
        )
    return ImageError(Message("image.damaged", name=name, kind=kind, reason=said), code="image.corrupt")
