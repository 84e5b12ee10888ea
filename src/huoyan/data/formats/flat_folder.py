"""A folder of pictures and nothing more: all of them good, where good ones are to be learnt from."""

from __future__ import annotations

from pathlib import Path

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.formats.folders.layout import class_name, holds_classes
from huoyan.data.formats.folders.tree import listing, loose
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.sureness import LIKELY, NO
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.sample.picture import FilePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.data.say import Say, to_stderr
from huoyan.text import printable, spelt

HOLDS: tuple[Kind, ...] = ("quality",)
OBEYS: tuple[str, ...] = ()
MEDIUM: Medium = "pictures"


def sureness(path: Path, reading: Reading) -> float:
    """Pictures that lie directly in the folder, and no class folders: where good pictures are asked for."""
    if reading.kind != "quality" or not path.is_dir() or holds_classes(path):
        return NO
    return LIKELY if loose(path) else NO


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """One class, called as the folder is."""
    found, name = listing(path), class_name(path.resolve())
    samples = tuple(
        Sample(spelt(file.relative_to(path).as_posix()), OneLabel(0), FilePicture(file))
        for file in found.pictures
    )
    return Dataset(printable(path.resolve().name), (name,), samples, passed=found.passed)
