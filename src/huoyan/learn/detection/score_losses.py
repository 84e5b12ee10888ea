"""Losses of the scores of all places, of which nearly all are background; by name.

Logits and the scores that should be given, 0..1, both of one shape, to one loss each.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional as F

# What counts of the background, and how much less where it is known for it already: table 2 of the paper.
BACKGROUND, FOCUS = 0.75, 2.0


def cross_entropies(logits: Tensor, wanted: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")


def varifocal(logits: Tensor, wanted: Tensor) -> Tensor:
    """Zhang et al. 2021, "VarifocalNet", equation 2: things count by how good they are, background by how
    wrong it is.
    """
    wrong = BACKGROUND * logits.sigmoid().pow(FOCUS)
    return cross_entropies(logits, wanted) * wanted.where(wanted > 0, wrong)


SCORE_LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "varifocal": varifocal,
    "bce": cross_entropies,
}
