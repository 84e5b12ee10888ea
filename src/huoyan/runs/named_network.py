"""A network that is called by its name, to look with, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class NamedNetwork:
    """Its weights and their card, its options, and the mean and deviation that it was trained with."""

    weights: str | Path | None = None
    pretrained: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None
    card: str | Path | None = None

    @classmethod
    def taken_from(cls, said: dict[str, Any]) -> Self:
        """Of what is `said` by name, the names that are a network's, which are taken out."""
        names = [each.name for each in fields(cls) if each.name in said]
        return cls(**{name: said.pop(name) for name in names})

    @property
    def weighted(self) -> bool:
        """Whether it knows pictures already."""
        return self.weights is not None or self.pretrained

    @property
    def described(self) -> bool:
        """Whether anything was said of it."""
        return bool(self.said)

    @property
    def said(self) -> tuple[str, ...]:
        """What was said of it, by name."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name))
