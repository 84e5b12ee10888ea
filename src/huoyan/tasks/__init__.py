"""Tasks: what the named outputs of a network mean. A new one is a file here and a line in TASKS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.errors import UsageError
from huoyan.tasks.anomaly import Anomaly
from huoyan.tasks.base import Task
from huoyan.tasks.classify import Classify
from huoyan.tasks.clip import Clip
from huoyan.tasks.detect import Detect
from huoyan.tasks.regress import Regress
from huoyan.tasks.tags import Tags
from huoyan.words import Listed, Message

__all__ = ["TASKS", "Task", "kind_of", "kinds_of", "medium_of", "name_of", "reading_for", "task_for"]

# By the name in the manifest and the recipe. The first task of a kind of truth is the one that such data get.
TASKS: dict[str, type[Task]] = {
    "classify": Classify,
    "tags": Tags,
    "regress": Regress,
    "detect": Detect,
    "clip": Clip,
    "anomaly": Anomaly,
}
# What a task learns from besides truths of its own kind.
OTHER_KINDS: Mapping[str, tuple[Kind, ...]] = {"clip": ("numbers",)}


def name_of(task: Task) -> str:
    """Its name in TASKS."""
    return next(name for name, kind in TASKS.items() if type(task) is kind)


def kind_of(task: str) -> Kind:
    """The truths that the task of this name learns from. Raises UsageError (usage.task)."""
    if task not in TASKS:
        near = get_close_matches(task, TASKS, 1) or list(TASKS)
        raise UsageError(
            Message("task.no_such", task=task, near=Listed(near), known=Listed(TASKS)), code="usage.task"
        )
    return TASKS[task].kind


def kinds_of(task: str) -> tuple[Kind, ...]:
    """All the truths that the task of this name learns from."""
    return kind_of(task), *OTHER_KINDS.get(task, ())


def medium_of(task: str) -> Medium:
    """What the task of this name learns from; of one that is still open, pictures."""
    return TASKS[task].medium if task in TASKS else "pictures"


def reading_for(task: str, given: Reading) -> Reading:
    """How data are read for the task of this name. Clips are read for what they show, unless it is said.

    Raises UsageError (usage.task).
    """
    kind, medium = kind_of(task), TASKS[task].medium
    return replace(given, kind=kind if medium == "pictures" else given.kind, medium=medium)


def task_for(kind: str) -> str:
    """The name of the task that learns from truths of this kind."""
    return next(name for name, task in TASKS.items() if task.kind == kind)
