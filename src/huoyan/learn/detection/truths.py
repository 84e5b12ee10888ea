"""True boxes of a batch side by side, so that all pictures are computed at once."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from huoyan.learn.fit.targets import Ragged, Targets

# Columns of the rows of targets.
CLASS, SIDES, CROWD = 0, slice(1, 5), 5
# About so many places answer for a thing.
PLACES_A_THING = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Truths:
    """M rows a picture, of which some are there: things to be found, and crowds, which are to be ignored.

    classes: int64 (N, M); boxes: (N, M, 4), xyxy; things, crowds: bool (N, M), both false where a picture
    has fewer rows, and where a box has no area.
    """

    classes: Tensor
    boxes: Tensor
    things: Tensor
    crowds: Tensor

    @classmethod
    def of(cls, targets: Targets, like: Tensor) -> Truths:
        """targets: `Ragged` rows (class, xmin, ymin, xmax, ymax, crowd). Boxes have the type of `like`."""
        assert isinstance(targets, Ragged)
        counts = targets.counts
        picture = torch.arange(len(counts), device=counts.device).repeat_interleave(counts)
        first = counts.cumsum(0) - counts
        column = torch.arange(len(picture), device=counts.device) - first[picture]
        most = max(1, int(counts.max()))
        rows = targets.values.new_zeros(len(counts), most, CROWD + 1).to(like)
        rows[picture, column] = targets.values.to(like)
        boxes = rows[..., SIDES]
        there = (boxes[..., 2:] > boxes[..., :2]).all(-1)
        crowd = rows[..., CROWD] > 0
        return cls(rows[..., CLASS].long(), boxes, there & ~crowd, there & crowd)


def places_that_answer(targets: Targets) -> float:
    """About how many places of a batch answer for a thing, and one a picture, so that those without count.

    Sums over places are divided by this and not by their true number: that depends on the network, so that
    means of parts of a batch would not add up.
    """
    assert isinstance(targets, Ragged)
    return float(PLACES_A_THING * (targets.values[:, CROWD] == 0).sum()) + len(targets)
