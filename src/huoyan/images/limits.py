"""What one picture may cost: bytes, pixels, and what some formats ask for; checked before it is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.errors import ImageError, UsageError
from huoyan.images.decoding import jpeg, jpeg2000
from huoyan.images.decoding.jpeg_segments import held_whole
from huoyan.words import Message

# A JPEG is scaled while it is decoded, so its full size may be so many times the pixels that are decoded:
# 500 megapixels, where telephones give 200. Each costs some 6 ns of work even so.
JPEG_FULL = 5
# Tiles (7 kB each) and code blocks (0.3 kB) of JPEG 2000: 100 megapixels in colour have some 73,000 blocks.
MAX_TILES, MAX_BLOCKS = 10_000, 1_000_000
CHANNELS = 3  # of a picture of `max_pixels`, each with 2 bytes a coefficient: a progressive JPEG takes 600 MB
MAX_SCANS = 20  # a progressive photo has about 10; each one is a pass over all pixels


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may cost: bytes of the file, and pixels that are decoded (`JPEG_FULL` as to JPEG)."""

    max_bytes: int = 100 * 1024 * 1024
    max_pixels: int = 100_000_000


DEFAULT = Limits()
# To look at the header alone, which costs nothing.
ANY_SIZE = Limits(max_bytes=1 << 50, max_pixels=1 << 50)


def limits_of(max_pixels: int | None) -> Limits:
    """The limits of a call that may name the pixels. Raises UsageError usage.max_pixels."""
    if max_pixels is None:
        return DEFAULT
    if isinstance(max_pixels, bool) or not isinstance(max_pixels, int) or max_pixels < 1:
        raise UsageError(
            Message("image.max_pixels", max_pixels=max_pixels),
            code="usage.max_pixels",
        )
    return Limits(max_pixels=max_pixels)


def check_pixels(size: tuple[int, int], limits: Limits, name: str, times: int = 1) -> None:
    width, height = size
    if width * height > times * limits.max_pixels:
        raise _too_many(size, Message("image.most_decoded", most=times * limits.max_pixels), name)


def _too_many(size: tuple[int, int], because: Message, name: str) -> ImageError:
    width, height = size
    return ImageError(
        Message("image.too_many_pixels", name=name, width=width, height=height, because=because),
        code="image.too_large",
    )


def check_jpeg(data: bytes, size: tuple[int, int], limits: Limits, name: str) -> None:
    """Work and memory that do not shrink with the scale."""
    check_pixels(size, limits, name, JPEG_FULL)
    if size[0] * size[1] > limits.max_pixels and held_whole(data) > CHANNELS * limits.max_pixels:
        most = Message("image.most_held", most=limits.max_pixels)
        raise _too_many(size, most, name)
    _check_scans(data, size, limits, name)


def allowed_halvings(data: bytes, at_least: tuple[int, int] | None, limits: Limits, name: str) -> int:
    """How often a JPEG 2000 is halved while it is decoded. Raises image.too_large for what costs too much."""
    found = jpeg2000.cost(data)
    if found is None:  # damaged: the reader says how
        return 0
    size = found.width, found.height
    check_pixels(size, limits, name)
    if found.tiles > MAX_TILES or found.blocks > MAX_BLOCKS:
        raise ImageError(
            Message(
                "image.too_many_tiles",
                name=name,
                tiles=found.tiles,
                blocks=found.blocks,
                most_tiles=MAX_TILES,
                most_blocks=MAX_BLOCKS,
            ),
            code="image.too_large",
        )
    halved = jpeg2000.halvings(*size, found.levels, at_least)
    if found.tile >> 2 * halved > limits.max_pixels:
        most = Message("image.tile_too_large", most=limits.max_pixels, tile=found.tile)
        raise _too_many(size, most, name)
    return halved


def _check_scans(data: bytes, size: tuple[int, int], limits: Limits, name: str) -> None:
    pixels, most = size[0] * size[1], MAX_SCANS * limits.max_pixels
    if len(data) // jpeg.SCAN_BYTES * pixels <= most:  # too few bytes: counting would be wasted
        return
    scans = jpeg.scans(data)
    if scans > MAX_SCANS and scans * pixels > most:
        raise ImageError(
            Message("image.endless", name=name, scans=scans, width=size[0], height=size[1]),
            code="image.too_large",
        )
