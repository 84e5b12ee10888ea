"""A picture of a data set that cannot be used, and why."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.data.dataset import Sample
from huoyan.results import Failure


@dataclass(frozen=True, slots=True)
class Broken:
    """A picture that cannot be used, and why."""

    sample: Sample
    failure: Failure
