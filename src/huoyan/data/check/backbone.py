"""What a check asks of a trained network: numbers that say what a picture shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from huoyan.data.dataset import Sample
from huoyan.results import Failure
from huoyan.words import Message

Progress = Callable[[int, int], None]  # done, of how many


class Backbone(Protocol):
    """A network without its last layer. Its maker is an upper layer: nothing here knows what runs it."""

    @property
    def name(self) -> str: ...

    @property
    def keys(self) -> np.ndarray:
        """Keys of the pictures that it was trained or chosen on, of files (`fingerprint.picture_keys`) and,
        where they are known, of pixels (`pixel_keys`), uint64.
        """

    def embed(
        self, samples: Sequence[Sample], progress: Progress | None = None
    ) -> tuple[np.ndarray, Mapping[int, Failure]]:
        """float32 (N, D), row for row, and which rows could not be made and why (they are NaN)."""


@dataclass(frozen=True, slots=True)
class Backing:
    """What became of the backbone that a check was given.

    seen: how many of the pictures it was trained on. Where there are any, it names their labels by heart,
    so that `labels`, whether wrong labels were looked for with it, is False.
    """

    name: str
    seen: int
    labels: bool

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "seen": self.seen, "labels": self.labels}

    def warning(self, n: int) -> Message | None:
        """What the caller should know, if anything. n: pictures of the data."""
        if not self.seen:
            return None
        return Message("checking.backbone_met", name=self.name, seen=self.seen, n=n)
