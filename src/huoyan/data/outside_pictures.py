"""Pictures outside the folder of their data: a table may name any file, and a link may lead anywhere.

They are used like all others; but pages are passed on, so a page holds no copy of them unless asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.say import Say
from huoyan.words import Message


def withhold_outside(dataset: Dataset, say: Say) -> Dataset:
    """The same data, whose pictures outside are not to be embedded; it is said how many there are."""
    real = cache(os.path.realpath)  # of each folder once
    outside = [_is_outside(sample, real) for sample in dataset.samples]
    if not any(outside):
        return dataset
    pictures = Message("count.picture_outside", n=sum(outside), data=dataset.name)
    say(Message("outside.withheld", pictures=pictures))
    pairs = zip(dataset.samples, outside, strict=True)
    return replace(dataset, samples=tuple(replace(sample, embed=not out) for sample, out in pairs))


def _is_outside(sample: Sample, real: Callable[[Path], str]) -> bool:
    """Whether the file, wherever links lead, is not below the folder that its source counts from."""
    if sample.path is None:
        return False
    source = PurePosixPath(sample.source)
    if source.is_absolute() or PureWindowsPath(sample.source).is_absolute():
        return True
    path = sample.path.absolute()
    depth = min(len(source.parts), len(path.parents)) or 1
    # Not Path.resolve: that fails on a link that leads to itself.
    file = Path(os.path.realpath(path)) if path.is_symlink() else Path(real(path.parent), path.name)
    return not file.is_relative_to(real(path.parents[depth - 1]))
