"""Phrases of the pages: the report of a run, that of a check, of runs side by side, and pages of servers."""

from __future__ import annotations

from huoyan.words.pages import (
    box_figures,
    boxes,
    check,
    compared,
    comparison,
    detections,
    figures,
    ladder,
    over_time,
    report,
    shell,
    trying,
    values,
    watched,
)

AREAS = (
    boxes.PHRASES,
    report.PHRASES,
    figures.PHRASES,
    box_figures.PHRASES,
    compared.PHRASES,
    comparison.PHRASES,
    check.PHRASES,
    ladder.PHRASES,
    over_time.PHRASES,
    values.PHRASES,
    detections.PHRASES,
    shell.PHRASES,
    trying.PHRASES,
    watched.PHRASES,
)
