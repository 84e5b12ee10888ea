"""What can be told of a picture without knowing what it shows: its size, its file, its border, its light."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.data.check.look.glance import Glance

# So many formats or cameras get a column each; the others share none.
COMMON = 20
# Height and width of a corner, shares of the side; detail below this, of 255, is noise of the compression.
_MARGIN = (0.25, 0.4)
FAINT = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Property:
    """values: float32 (N, K), what a tree may ask about; measure: float (N,), what people are told, or None.

    content: what is shown may rightly decide it, as daylight does brightness. mirrored: the values change
    their sign when the picture is mirrored, so that their mean is 0 for whatever is as often left as right.
    """

    name: str
    values: np.ndarray
    measure: np.ndarray | None = None
    content: bool = False
    mirrored: bool = False

    @property
    def varies(self) -> bool:
        return bool((self.values != self.values[:1]).any())


def properties(glance: Glance, rows: np.ndarray) -> list[Property]:
    """Every property of the pictures `rows`, whether it varies or not."""
    width, height = glance.width[rows].astype(np.float64), glance.height[rows].astype(np.float64)
    density = 8.0 * glance.bytes[rows] / np.maximum(width * height, 1)
    border, border_width = _border(glance, rows)
    colour = glance.thumb[rows].mean(axis=(1, 2))
    return [
        _numeric(
            "size", np.log2(np.stack([width, height, width * height], axis=1)), np.minimum(width, height)
        ),
        _numeric("aspect", width / height, width / height),
        Property("format", one_hot_texts([glance.format[i] for i in rows])),
        Property("mode", one_hot_texts([f"{glance.mode[i]} {glance.bits[i]}" for i in rows])),
        Property("camera", one_hot_texts([glance.camera[i] for i in rows])),
        Property("border", border, border_width),
        Property("corners", lopsided(glance.grey[rows]), mirrored=True),
        _numeric("bytes", np.log2(density + 1e-3), density, content=True),
        _numeric("brightness", glance.brightness[rows], glance.brightness[rows], content=True),
        _numeric("contrast", glance.contrast[rows], glance.contrast[rows], content=True),
        _numeric("sharpness", glance.sharpness[rows], glance.sharpness[rows], content=True),
        _numeric("colour", np.column_stack([glance.saturation[rows], colour]), glance.saturation[rows], True),
    ]


def _numeric(name: str, values: np.ndarray, measure: np.ndarray, content: bool = False) -> Property:
    columns = np.asarray(values, dtype=np.float32).reshape(len(measure), -1)
    return Property(name, columns, np.asarray(measure, dtype=np.float64), content)


def one_hot_texts(texts: Sequence[str]) -> np.ndarray:
    """float32 (N, K): a column for each of the `COMMON` most frequent texts."""
    common = [
        text for text, _ in sorted(Counter(texts).items(), key=lambda pair: (-pair[1], pair[0]))[:COMMON]
    ]
    column = {text: at for at, text in enumerate(common)}
    values = np.zeros((len(texts), len(common)), dtype=np.float32)
    for row, text in enumerate(texts):
        if text in column:
            values[row, column[text]] = 1
    return values


def _border(glance: Glance, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bars above and below, bars at both sides, their colour; and the width of the larger, a share in 0..1.

    One even side alone may be a clear sky, so a border is what two opposite sides have.
    """
    top, right, bottom, left = glance.border[rows].T
    bars = np.stack([np.minimum(top, bottom), np.minimum(left, right)], axis=1)
    there = bars.max(axis=1) > 0
    colour = np.where(there[:, None], glance.border_colour[rows], -1.0)
    return np.concatenate([bars, colour], axis=1).astype(np.float32), bars.max(axis=1).astype(np.float64)


def lopsided(grey: np.ndarray) -> np.ndarray:
    """Detail that a picture's mirror image has not: uint8 (N, S, S) to float32 (N, K), near the four corners.

    What is shown is as often on the left as on the right, so that this says nothing about it on average; a
    date, a logo or a watermark always stands on one side. Evened out: flat sky and rough sea count alike.
    """
    import cv2

    side = grey.shape[1]
    high, wide = round(side * _MARGIN[0]), round(side * _MARGIN[1])
    found = np.empty((len(grey), 2 * high, wide), dtype=np.float32)
    for at, picture in enumerate(grey):
        fine = picture.astype(np.float32)
        fine -= cv2.blur(fine, (5, 5))
        fine /= np.sqrt(cv2.blur(fine * fine, (9, 9))) + FAINT
        odd = (fine - fine[:, ::-1])[:, -wide:]
        found[at, :high], found[at, high:] = odd[:high], odd[-high:]
    return found.reshape(len(grey), -1)
