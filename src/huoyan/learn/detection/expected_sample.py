"""Things and background in balance without a draw: each counts as often as it would be drawn on average."""

from __future__ import annotations

from torch import Tensor

from huoyan.learn.detection.by_overlap import Matched


def expected_sample(matched: Matched, most: int, share: float) -> Tensor:
    """(A,): the chance of each box to be one of `most` that are drawn, at most this `share` of them things.

    Faster R-CNN draws (Ren et al. 2015, section 3.1.3). The mean of all draws needs none: it is the same
    in every division of a batch.
    """
    things, background = matched.things.float(), matched.background.float()
    drawn = things.sum().clamp(max=int(most * share))
    rest = background.sum().minimum(most - drawn)
    return things * drawn / things.sum().clamp(min=1) + background * rest / background.sum().clamp(min=1)
