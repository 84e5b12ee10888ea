"""The one catalogue: every phrase that is said to a person, in English and Chinese, by its key."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from huoyan.words import (
    artifact,
    commands,
    counts,
    data,
    disk,
    doctor,
    engines,
    findings,
    foreign,
    formats,
    images,
    joints,
    learning,
    metrics,
    named,
    networks,
    pages,
    passed,
    plan,
    preprocess,
    recipe,
    runs,
    splits,
    tasks,
    training,
)

# Each area has a file of its own. key: (English, Chinese)
AREAS: tuple[Mapping[str, tuple[str, str]], ...] = (
    counts.PHRASES,
    data.PHRASES,
    joints.PHRASES,
    learning.PHRASES,
    images.PHRASES,
    preprocess.PHRASES,
    artifact.PHRASES,
    disk.PHRASES,
    engines.PHRASES,
    metrics.PHRASES,
    doctor.PHRASES,
    networks.PHRASES,
    training.PHRASES,
    named.PHRASES,
    passed.PHRASES,
    plan.PHRASES,
    recipe.PHRASES,
    runs.PHRASES,
    splits.PHRASES,
    tasks.PHRASES,
    *formats.AREAS,
    *pages.AREAS,
    *commands.AREAS,
    findings.PHRASES,
    foreign.PHRASES,
)
PHRASES: Mapping[str, tuple[str, str]] = dict(chain.from_iterable(area.items() for area in AREAS))
