"""The values of what stands over the frames of a clip."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """embedding: values that the network of one frame gives. hidden: values of a step over time, `layers` of
    them. window: steps that a Transformer sees. pool: whether the answer rests on the "mean" of the steps so
    far, or on the "last" alone. dropout: of what a frame gives, and of what the answer rests on.
    """

    embedding: int = 64
    hidden: int = 64
    layers: int = 1
    window: int = 64
    pool: str = "mean"
    dropout: float = 0.3
