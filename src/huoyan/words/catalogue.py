"""The one catalogue: every phrase that is said to a person, in English and Chinese, by its key."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from huoyan.words import (
    commands,
    counts,
    data,
    disk,
    doctor,
    foreign,
    formats,
    joints,
    learn,
    models,
    pages,
    pictures,
    report,
    serving,
    watching,
)

# Each area has a file of its own. key: (English, Chinese)
AREAS: tuple[Mapping[str, tuple[str, str]], ...] = (
    counts.PHRASES,
    disk.PHRASES,
    doctor.PHRASES,
    foreign.PHRASES,
    joints.PHRASES,
    *commands.AREAS,
    *data.AREAS,
    *formats.AREAS,
    *learn.AREAS,
    *models.AREAS,
    *pages.AREAS,
    *pictures.AREAS,
    *report.AREAS,
    *serving.AREAS,
    *watching.AREAS,
)
PHRASES: Mapping[str, tuple[str, str]] = dict(chain.from_iterable(area.items() for area in AREAS))
