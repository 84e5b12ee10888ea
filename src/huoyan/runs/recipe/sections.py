"""The choices that only some tasks have: a section a task, and those of a recipe whose task is open."""

from __future__ import annotations

import functools
import operator
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from huoyan.errors import UsageError
from huoyan.runs.recipe.anomaly import AnomalyChoices
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.runs.recipe.clip import ClipChoices
from huoyan.runs.recipe.detect import DetectChoices
from huoyan.runs.recipe.kinds import Choices
from huoyan.runs.recipe.regress import RegressChoices
from huoyan.runs.recipe.tags import TagsChoices
from huoyan.runs.recipe.value import as_kind
from huoyan.words import Listed, Message

SECTIONS: dict[str, type[Choices]] = {
    "classify": ClassifyChoices,
    "tags": TagsChoices,
    "regress": RegressChoices,
    "detect": DetectChoices,
    "clip": ClipChoices,
    "anomaly": AnomalyChoices,
}
# Tables of recipe.toml that are not called as their task: `clip` is of the gradient.
_TABLES = {"clip": "clips"}
AUTO = "auto"
# What leaves a value to the plan.
_OPEN = (None, AUTO)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Values of some section, while the data have not settled the task."""

    given: Mapping[str, Any] = field(default_factory=dict)


TaskSection = Choices | Unsettled


def section_values(section: TaskSection) -> dict[str, Any]:
    """By name: all that a settled section says, or what was given of an unsettled one."""
    if isinstance(section, Unsettled):
        return dict(section.given)
    return {each.name: getattr(section, each.name) for each in fields(section)}


def section_with(section: TaskSection, values: Mapping[str, Any], task: str) -> TaskSection:
    """`section`, that of `task`, with other values, which are not checked."""
    if isinstance(section, Unsettled):
        return Unsettled({**section.given, **values})
    _refuse_foreign(values, section_values(section), task)
    return replace(section, **values)


def laid_over(section: TaskSection, task: str, values: Mapping[str, Any]) -> TaskSection:
    """`section` as one of `task` ("auto": still open), with checked `values` over its own.

    Raises UsageError (usage.recipe) for a value that the task does not take.
    """
    if isinstance(section, Unsettled):
        given = {**section.given, **values}
        if task == AUTO:
            return Unsettled({name: value for name, value in given.items() if not _is_open(name, value)})
        return _checked(SECTIONS[task](), task, given)
    return _checked(section, task, values)


def tasks_with(name: str) -> list[str]:
    """The tasks that have a choice of this name."""
    return [task for task, section in SECTIONS.items() if name in section.__dataclass_fields__]


def merged_kind(name: str) -> Any:
    """What some section takes for the choice: every word of their lists of words, or one kind of several."""
    kinds = [typing.get_type_hints(SECTIONS[task], include_extras=True)[name] for task in tasks_with(name)]
    if all(typing.get_origin(kind) is Literal for kind in kinds):
        return Literal[tuple(dict.fromkeys(word for kind in kinds for word in typing.get_args(kind)))]
    return functools.reduce(operator.or_, kinds)


def _checked(section: Choices, task: str, values: Mapping[str, Any]) -> Choices:
    kinds = typing.get_type_hints(type(section), include_extras=True)
    # A choice of another task that is left to the plan says nothing.
    values = {name: value for name, value in values.items() if name in kinds or not _is_open(name, value)}
    _refuse_foreign(values, kinds, task)
    return replace(
        section, **{name: as_kind(name, value, kinds[name], task) for name, value in values.items()}
    )


def _is_open(name: str, value: Any) -> bool:
    """Whether the value leaves the choice to the plan, as saying nothing does; of some "auto" is a wish."""
    return value in _OPEN and any(
        SECTIONS[task].__dataclass_fields__[name].default == value for task in tasks_with(name)
    )


def _refuse_foreign(values: Mapping[str, Any], own: Mapping[str, Any], task: str) -> None:
    for name in values:
        if name not in own:
            raise UsageError(
                Message("recipe.other_task", name=name, tasks=Listed(tasks_with(name)), task=task),
                code="usage.recipe",
            )


def table_of(task: str) -> str:
    """The name of the table of recipe.toml that holds the section of a task."""
    return _TABLES.get(task, task)
