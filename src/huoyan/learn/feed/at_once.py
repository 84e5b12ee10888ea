"""How many pictures are answered at once where nothing is learnt: as many as their size leaves memory for."""

from __future__ import annotations

MOST = 256
# Of photos of 224 px still as many; the activations of a network are about a hundred times the pixels.
_PIXELS = MOST * 224 * 224


def at_once(height: int, width: int, most: int = MOST) -> int:
    return max(1, min(most, _PIXELS // (height * width)))
