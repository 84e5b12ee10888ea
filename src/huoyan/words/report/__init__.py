"""Phrases of the report of a run: its parts, its figures, what each task shows."""

from __future__ import annotations

from huoyan.words.report import (
    box_figures,
    compared,
    detections,
    figures,
    inspected,
    ladder,
    over_time,
    page,
    search,
    trial,
    values,
)

AREAS = (
    page.PHRASES,
    figures.PHRASES,
    inspected.PHRASES,
    box_figures.PHRASES,
    compared.PHRASES,
    ladder.PHRASES,
    over_time.PHRASES,
    search.PHRASES,
    values.PHRASES,
    detections.PHRASES,
    trial.PHRASES,
)
