"""Which pixels boxes are counted in: those of the file, or those of the picture as it is shown.

A camera writes pixels as its sensor has them, and a turn for whoever shows them. Today's tools draw on the
turned picture: browsers (since 2020), OpenCV and with it the YOLO family, LabelImg, CVAT, Label Studio. Older
ones, and scripts on Pillow, take the pixels of the file. The size that an annotation states tells one from
the other where the turn exchanges the sides; where it cannot tell, the other pictures of the data do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from huoyan.data.formats.boxes.parts.drawn import Annotated
from huoyan.errors import ImageError
from huoyan.images.decode import PictureInfo, probe
from huoyan.images.decoding.orientation import swaps_sides
from huoyan.images.limits import ANY_SIZE

Frame = Literal["shown", "stored", "either", "neither"]


@dataclass(frozen=True, slots=True)
class Framed:
    """An annotated picture, what its file says (None: it cannot be read), and the pixels of its boxes."""

    annotated: Annotated
    info: PictureInfo | None
    frame: Frame = "either"

    @property
    def turn(self) -> int:
        """The EXIF orientation that its boxes are still to be turned by."""
        return self.info.turn if self.info is not None and self.frame == "stored" else 1


def framed(pictures: Sequence[Annotated]) -> list[Framed]:
    """All pictures, each with its frame."""
    looked = [_looked_at(picture) for picture in pictures]
    met = Counter(each.frame for each in looked)
    common: Frame = "stored" if met["stored"] and not met["shown"] else "shown"
    return [Framed(x.annotated, x.info, common) if x.frame == "either" else x for x in looked]


def _looked_at(picture: Annotated) -> Framed:
    try:
        info = probe(picture.file, limits=ANY_SIZE)
    except ImageError:
        return Framed(picture, None)
    return Framed(picture, info, _frame(picture, info))


def _frame(picture: Annotated, info: PictureInfo) -> Frame:
    upright = (info.width, info.height)
    if picture.shares:
        return "shown"
    if picture.size in (None, upright):
        exchanged = swaps_sides(info.turn) and info.width != info.height
        return "shown" if picture.size and exchanged else "either"
    return "stored" if swaps_sides(info.turn) and picture.size == upright[::-1] else "neither"
