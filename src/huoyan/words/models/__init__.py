"""What is said of models: files, engines, heads, tasks and figures."""

from __future__ import annotations

from huoyan.words.models import (
    artifact,
    box_figures,
    boxes,
    browser,
    comparison,
    engines,
    heads,
    int8,
    licences,
    metrics,
    predicting,
    tasks,
)

# Each area has a file of its own.
AREAS = (
    artifact.PHRASES,
    box_figures.PHRASES,
    boxes.PHRASES,
    browser.PHRASES,
    comparison.PHRASES,
    engines.PHRASES,
    heads.PHRASES,
    int8.PHRASES,
    licences.PHRASES,
    metrics.PHRASES,
    predicting.PHRASES,
    tasks.PHRASES,
)
