"""A network that is called by its name, to look with, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class NamedNetwork:
    """Its weights and their card, its options, and the mean and deviation that it was trained with."""

    weights: str | Path | None = None
    pretrained: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None
    card: str | Path | None = None

    @property
    def weighted(self) -> bool:
        """Whether it knows pictures already."""
        return self.weights is not None or self.pretrained

    @property
    def described(self) -> bool:
        """Whether anything was said of it."""
        return self.weighted or bool(self.card or self.options or self.mean or self.std)
