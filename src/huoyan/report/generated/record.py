"""What the page of a generator shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.generator.manifest import GeneratorManifest
from huoyan.runs.judgement import Judgement
from huoyan.words import Message


@dataclass(frozen=True, slots=True, eq=False)
class OfClass:
    """Pictures of a class, uint8 (n, H, W, C); label None where classes are not told."""

    label: str | None
    made: np.ndarray
    real: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """A made picture and the training picture at which it lies, None where that must not be shown. near: its
    distance as a share of that from the training picture to its own nearest neighbour."""

    made: np.ndarray
    training: np.ndarray | None
    source: str
    near: float


@dataclass(frozen=True, slots=True, eq=False)
class GeneratorRecord:
    """pictures: each class with some made and real ones. between: rows of pictures from one latent to
    another. became: of each judgement in `history` some pictures of the same latents. nearest: the made
    pictures that are nearest to training pictures first. memorising: whether these are too many. notes: what
    was said on the way; choices: what was decided."""

    title: str
    data: str
    command: str
    manifest: GeneratorManifest
    pictures: Sequence[OfClass]
    between: np.ndarray
    history: Sequence[Judgement]
    became: Sequence[np.ndarray]
    nearest: Sequence[Nearest]
    memorising: bool
    seconds: float
    choices: Sequence[Message]
    notes: Sequence[Message]
    settings: Mapping[str, Any]
