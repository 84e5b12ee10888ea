"""Boxes as a file has them, before they are fitted to their pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.words import Message

XYXY = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: in a line of a file or, of JSON, in the annotation with an id."""

    file: str
    line: int | None = None
    annotation: str | None = None

    @property
    def message(self) -> Message:
        if self.annotation is not None:
            return Message("box_files.annotation", file=self.file, id=self.annotation)
        if self.line is None:
            return Message("box_files.file", file=self.file)
        return Message("box_files.line", file=self.file, line=self.line)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A thing as a file has it. xyxy: edges from 0, see `Annotated.shares`."""

    label: str
    xyxy: XYXY
    place: Place
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Annotated:
    """A picture and the things in it.

    size: width and height that the annotation states, of the picture that was drawn on. shares: edges are
    shares of the sides of the upright picture; else they are pixels.
    """

    file: Path
    things: tuple[Drawn, ...]
    split: Split | None = None
    size: tuple[int, int] | None = None
    shares: bool = False
    group: str | None = None
    place: Place | None = None
