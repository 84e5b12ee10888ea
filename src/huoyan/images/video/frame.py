"""One frame of a moving picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Seconds of frames are rounded to these; the next frame after one is looked for from STEP_S behind it.
ROUNDED_S = 1e-6
STEP_S = 2 * ROUNDED_S


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Pixels at a moment of the stream.

    pixels: uint8 (H, W, 3) RGB, upright; they belong to the caller. Of a sequence of numbers, which has no
    pictures, a row of it: float32 (values,).
    seconds: of the stream, whose first frame is at 0; they always grow.
    index: of a file, how many frames of this reading came before; of a camera, how many it gave before: a gap
    counts those that were passed over.
    """

    pixels: np.ndarray
    seconds: float
    index: int
