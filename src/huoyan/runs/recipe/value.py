"""A value of a recipe, checked by pydantic and taken as its kind, from TOML, flags, Python or NumPy."""

from __future__ import annotations

import os
import types
import typing
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

from huoyan.errors import UsageError
from huoyan.runs.recipe.kinds import Within
from huoyan.words import Listed, Message

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_PLAIN: dict[Any, str] = {
    bool: "yes_or_no",
    int: "whole_number",
    float: "number",
    str: "text",
}
_TOO_FAR = {"greater_than_equal", "less_than_equal"}


def as_kind(name: str, value: Any, kind: Any, task: str | None = None, *, code: str = "usage.recipe") -> Any:
    """`value` of the choice `name` as `kind`, which is that of `task` where one is settled.

    Whole numbers serve as numbers, lists and `a,b` as tuples, NumPy's numbers and arrays as Python's, and a
    path as its text. Raises UsageError with that code.
    """
    from pydantic import ValidationError

    taken = _taken(value, kind)
    try:
        return _adapter(kind).validate_python(taken)
    except ValidationError as error:
        reason = error.errors()[0]["type"]
    limits = _limits(kind)
    if reason in _TOO_FAR and limits is not None and isinstance(taken, int | float):
        message = Message("recipe.out_of_range", name=name, value=taken, low=limits.low, high=limits.high)
    elif task is None:
        message = Message("recipe.wrong_kind", name=name, value=repr(value), kind=described(kind))
    else:
        message = Message(
            "recipe.not_for_task", name=name, value=repr(value), kind=described(kind), task=task
        )
    raise UsageError(message, code=code)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(kind, config=ConfigDict(strict=True))


def _taken(value: Any, kind: Any) -> Any:
    """`value` in the Python types that stand for what its writer can write."""
    value = _plain(value)
    inner = bare(kind)
    if get_origin(inner) is tuple:
        listed = _listed(value, get_args(inner)[0]) if isinstance(value, str) else value
        return tuple(_plain(part) for part in listed) if isinstance(listed, list | tuple) else listed
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _listed(text: str, part: Any) -> list[Any]:
    """`0.5,0.5,0.5` as the command line gives it."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if part is not float:
        return list(words)
    try:
        return [float(word) for word in words]
    except ValueError:
        return list(words)  # refused as what they are


def bare(kind: Any) -> Any:
    """`kind` without its range and without None."""
    if get_origin(kind) is Annotated:
        return get_args(kind)[0]
    if isinstance(kind, types.UnionType) or get_origin(kind) is typing.Union:
        return bare(next(part for part in get_args(kind) if part is not types.NoneType))
    return kind


def described(kind: Any) -> Message:
    """What the kind takes, in words."""
    inner = bare(kind)
    if get_origin(inner) is Literal:
        words = get_args(inner)
        found = Message("recipe.kind.one_of", words=Listed(words, limit=len(words)))
    elif get_origin(inner) is tuple:
        found = _described_list(get_args(inner))
    else:
        found = Message(f"recipe.type.{_PLAIN.get(inner, 'table')}")
    return Message("recipe.kind.or_nothing", kind=found) if _may_be_none(kind) else found


def _described_list(parts: tuple[Any, ...]) -> Message:
    if Ellipsis in parts:
        return Message("recipe.kind.list", each=described(parts[0]))
    return Message("recipe.kind.list_of", n=len(parts), each=described(parts[0]))


def _may_be_none(kind: Any) -> bool:
    return types.NoneType in get_args(kind)


def _limits(kind: Any) -> Within | None:
    for part in (kind, *get_args(kind)):
        found = [limits for limits in getattr(part, "__metadata__", ()) if isinstance(limits, Within)]
        if found:
            return found[0]
    return None
