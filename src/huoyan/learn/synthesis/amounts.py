"""How many pictures are made of which class."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

# So many made ones beside a real one at most: a class of a handful says too little of what it looks like to
# be shown a hundred times in the generator's words.
MOST = 10


def missing(counts: Sequence[int]) -> tuple[int, ...]:
    """For each class how many pictures it lacks to the median of all, given its real ones in training.

    The median is what a class of these data usually has: one of very many pictures makes no other short, as
    it would by their mean or the largest, and of two classes the smaller is filled half way to the other.
    """
    usual = int(statistics.median(counts)) if counts else 0
    return tuple(min(max(0, usual - n), MOST * n) for n in counts)
