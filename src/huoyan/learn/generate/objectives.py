"""What each player wants, as functions of the scores of real pictures and of made ones, (N,) each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from torch import Tensor
from torch.nn import functional as F

ObjectiveName = Literal["minimax", "hinge", "relativistic"]


@dataclass(frozen=True, slots=True)
class Objective:
    """Losses from (scores of real ones, scores of made ones).

    pairs: whether the generator's, too, looks at real pictures; else it is given scores of made ones twice.
    """

    discriminator: Callable[[Tensor, Tensor], Tensor]
    generator: Callable[[Tensor, Tensor], Tensor]
    pairs: bool = False


# Goodfellow et al. (2014), in the form that does not saturate: binary cross entropy of scores.
_MINIMAX = Objective(
    lambda real, made: F.softplus(-real).mean() + F.softplus(made).mean(),
    lambda real, made: F.softplus(-made).mean(),
)
# Lim and Ye (2017).
_HINGE = Objective(
    lambda real, made: F.relu(1 - real).mean() + F.relu(1 + made).mean(),
    lambda real, made: -made.mean(),
)
# Jolicoeur-Martineau (2019), each made picture against a real one: no mode can be left without being seen.
_RELATIVISTIC = Objective(
    lambda real, made: F.softplus(made - real).mean(),
    lambda real, made: F.softplus(real - made).mean(),
    pairs=True,
)
OBJECTIVES: Mapping[ObjectiveName, Objective] = {
    "minimax": _MINIMAX,
    "hinge": _HINGE,
    "relativistic": _RELATIVISTIC,
}
