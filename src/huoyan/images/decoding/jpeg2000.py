"""What decoding a JPEG 2000 costs, told by its markers (ITU-T T.800, annex A) before anything is decoded.

Markers are searched for in all of the file, not followed from one to the next: what a reader finds that
goes on behind damage is found here too. What only looks like a marker fails the checks of its fields.
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass

from huoyan.images.decoding.jpeg import MARGIN

_SIZ = re.compile(rb"\xff\x4f\xff\x51(?=.{40})", re.DOTALL)
_STYLES = re.compile(rb"\xff[\x52\x53]\x00(?=.{9})", re.DOTALL)
_COD = 0x52


@dataclass(frozen=True, slots=True)
class Cost:
    """sides: of the whole picture. tile: samples of the largest tile, all channels together.

    tiles, blocks: numbers of tiles and code blocks; each costs memory, however small the file is.
    levels: how often the picture may be halved while it is decoded.
    """

    width: int
    height: int
    tile: int
    tiles: int
    blocks: int
    levels: int


def cost(data: bytes) -> Cost | None:
    """The most that any header in the file asks for; None where there is none that makes sense."""
    frames = [frame for match in _SIZ.finditer(data) if (frame := _frame(data, match.end()))]
    styles = [style for match in _STYLES.finditer(data) if (style := _style(data, match.start() + 1))]
    if not frames or not styles:
        return None
    samples = max(width * height * channels for width, height, _, _, channels in frames)
    return Cost(
        max(frame[0] for frame in frames),
        max(frame[1] for frame in frames),
        max(frame[2] * frame[4] for frame in frames),
        max(frame[3] for frame in frames),
        max(_blocks(samples, style) for style in styles),
        min(len(style) - 1 for style in styles),
    )


def halvings(width: int, height: int, levels: int, at_least: tuple[int, int] | None) -> int:
    """How often both sides may be halved so that MARGIN times `at_least` (height, width) is left."""
    if at_least is None:
        return 0
    wanted = MARGIN * at_least[0], MARGIN * at_least[1]
    return max(
        (k for k in range(1, levels + 1) if height >> k >= wanted[0] and width >> k >= wanted[1]), default=0
    )


def _frame(data: bytes, at: int) -> tuple[int, int, int, int, int] | None:
    """Width, height, area of a tile, number of tiles and channels in the SIZ whose length is at `at`."""
    length, _, *numbers = struct.unpack_from(">HH8IH", data, at)
    right, bottom, left, top, tile_width, tile_height, tile_left, tile_top, channels = numbers
    sensible = length == 38 + 3 * channels and left < right and top < bottom and tile_width and tile_height
    if not sensible:
        return None
    width, height = right - left, bottom - top
    tiles = math.ceil((right - tile_left) / tile_width) * math.ceil((bottom - tile_top) / tile_height)
    return width, height, min(tile_width, width) * min(tile_height, height), tiles, channels


def _style(data: bytes, at: int) -> list[int] | None:
    """Areas of a code block at each resolution, the coarsest first, in the COD or COC at `at`."""
    length = data[at + 2]
    body = data[at + 3 : at + 1 + length]
    # COD: style, progression, layers (2), mixing of channels; COC: channel, style.
    kind, fields = (
        (body[0], body[5:]) if data[at] == _COD else (body[1], body[2:]) if len(body) > 1 else (0, b"")
    )
    if len(fields) < 5:
        return None
    levels, wide, high, _, transform = fields[:5]
    own = fields[5 : 6 + levels] if kind & 1 else b"\xff" * (levels + 1)
    plausible = levels <= 32 and wide <= 8 and high <= 8 and wide + high <= 8 and transform <= 1
    if not plausible or kind > 7 or len(own) != levels + 1 or len(fields) != 5 + (levels + 1) * (kind & 1):
        return None
    areas = []
    for level, precinct in enumerate(own):
        halved = 1 if level else 0  # precincts are cut into three bands above the coarsest
        side_x = min(wide + 2, max((precinct & 15) - halved, 0))
        side_y = min(high + 2, max((precinct >> 4) - halved, 0))
        areas.append(1 << (side_x + side_y))
    return areas


def _blocks(samples: int, areas: list[int]) -> int:
    """Code blocks of all resolutions: each has a quarter of the samples of the next finer one."""
    return sum(-(-samples >> 2 * (len(areas) - 1 - level)) // area + 1 for level, area in enumerate(areas))
