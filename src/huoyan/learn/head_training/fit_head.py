"""A head fitted on the threads that suit its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huoyan.learn.heads import HEADS
from huoyan.learn.heads.base import Head, Lesson
from huoyan.learn.machine.blas_threads import blas_threads

# Rows, in values, up to which a second thread costs more than it gives: products are too small.
MOST_ON_ONE_THREAD = 64_000_000


def fit_head(kind: str, lesson: Lesson, settings: Mapping[str, Any]) -> Head:
    """The head `kind` of HEADS; raises what its `fit` raises."""
    with blas_threads(1 if lesson.features.size < MOST_ON_ONE_THREAD else None):
        return HEADS[kind].fit(lesson, settings)
