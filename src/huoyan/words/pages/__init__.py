"""Phrases of pages beside the report of a run: of a check, of runs side by side, of a generator; of servers and of a site."""

from __future__ import annotations

from huoyan.words.pages import (
    boxes,
    check,
    comparison,
    generated,
    keyed,
    shell,
    site,
    trying,
    watched,
)

AREAS = (
    boxes.PHRASES,
    generated.PHRASES,
    comparison.PHRASES,
    check.PHRASES,
    keyed.PHRASES,
    shell.PHRASES,
    site.PHRASES,
    trying.PHRASES,
    watched.PHRASES,
)
