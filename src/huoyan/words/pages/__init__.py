"""Phrases of the pages: reports of a run, of a check, of runs side by side; pages of servers and of a site."""

from __future__ import annotations

from huoyan.words.pages import (
    box_figures,
    boxes,
    check,
    compared,
    comparison,
    detections,
    figures,
    generated,
    inspected,
    keyed,
    ladder,
    over_time,
    report,
    search,
    shell,
    site,
    trial,
    trying,
    values,
    watched,
)

AREAS = (
    boxes.PHRASES,
    report.PHRASES,
    figures.PHRASES,
    generated.PHRASES,
    inspected.PHRASES,
    box_figures.PHRASES,
    compared.PHRASES,
    comparison.PHRASES,
    check.PHRASES,
    ladder.PHRASES,
    over_time.PHRASES,
    search.PHRASES,
    values.PHRASES,
    detections.PHRASES,
    keyed.PHRASES,
    shell.PHRASES,
    site.PHRASES,
    trial.PHRASES,
    trying.PHRASES,
    watched.PHRASES,
)
