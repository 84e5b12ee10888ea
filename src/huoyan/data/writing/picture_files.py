"""Pictures put where a format has them: their files as they are, or PNG of what is in memory."""

from __future__ import annotations

import shutil
from pathlib import Path

from huoyan.data.writing.named_pictures import NamedPicture
from huoyan.images.draw import encode_png


def put(picture: NamedPicture, folder: Path) -> None:
    """The bytes of a file stay what they are, its EXIF turn too: boxes are those of the shown picture."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / picture.name
    if picture.sample.path is not None:
        shutil.copyfile(picture.sample.path, target)
    elif picture.sample.pixels is not None:
        target.write_bytes(encode_png(picture.sample.pixels))


def plain(value: float) -> float | int:
    """A whole number without a point; else the decimals that are kept of an edge."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
