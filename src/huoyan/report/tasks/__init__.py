"""What the page of a run shows of its task. A new one is a file here and a line in TASK_PAGES."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.report.tasks import anomaly, classify, clip, detect, regress, tags
from huoyan.report.tasks.base import TaskPage

# By the name of the task in the recipe.
TASK_PAGES: Mapping[str, TaskPage] = {
    "classify": classify,
    "tags": tags,
    "regress": regress,
    "detect": detect,
    "clip": clip,
    "anomaly": anomaly,
}
