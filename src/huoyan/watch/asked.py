"""What a watch is asked for, as the user writes it: flags and Python arguments are these fields."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from huoyan.errors import UsageError
from huoyan.runs.recipe.kinds import Within
from huoyan.runs.recipe.value import as_kind
from huoyan.words import Lang, Listed, Message

Group = Literal["watched", "told", "seen", "recording"]
GROUPS: tuple[Group, ...] = typing.get_args(Group)
CODE = "usage.watch"


def _flag(default: Any, group: Group, metavar: str | None = None, once: str | None = None) -> Any:
    """metavar: its value in `--help`. once: the flag by which a list is given, one at a time."""
    return field(default=default, metadata={"group": group, "metavar": metavar, "once": once})


@dataclass(frozen=True, slots=True)
class Asked:
    """`lines` and `zones` count by themselves, `alarms` are told besides; follow: the only things that are
    looked at, of all that the model finds; kinds: which of them another model names. send: where alarms go.
    blur: what of pictures is not kept. keep_days: pictures and clips are deleted after so many; None for
    never. quiet_footage: nothing happens there, so that each alarm is a false one. start, end: seconds of a
    recording. live: it is watched at its own pace, as a camera is. taken: the time of day of its first frame,
    ISO 8601; timezone: in which hours are meant. page: the port of a page to watch on, 0 for a free one;
    page_host: where it listens; api_key_file: who may see it. lang: of mails.
    """

    lines: tuple[str, ...] = _flag((), "watched", "NAME=X,Y,X,Y", once="line")
    zones: tuple[str, ...] = _flag((), "watched", "NAME=X,Y,...", once="zone")
    alarms: tuple[str, ...] = _flag((), "watched", "RULE", once="alarm")
    follow: tuple[str, ...] = _flag((), "watched", "NAME,NAME", once="follow")
    kinds: tuple[str, ...] = _flag((), "watched", "NAME,NAME", once="kinds")
    tracker: str = _flag("bytetrack", "watched", "NAME")
    send: tuple[str, ...] = _flag((), "told", "SINK", once="send")
    blur: str | None = _flag(None, "told", "outside|faces=FILE")
    keep_days: Annotated[float, Within(0.001, 100_000)] | None = _flag(None, "told", "N")
    clips: bool = _flag(True, "told")
    quiet_footage: bool = _flag(False, "told")
    page: Annotated[int, Within(0, 65_535)] | None = _flag(None, "seen", "PORT")
    page_host: str = _flag("127.0.0.1", "seen", "HOST")
    api_key_file: str | None = _flag(None, "seen", "FILE")
    start: Annotated[float, Within(0, 1e9)] = _flag(0.0, "recording", "S")
    end: Annotated[float, Within(0, 1e9)] | None = _flag(None, "recording", "S")
    live: bool = _flag(False, "recording")
    taken: str | None = _flag(None, "recording", "TIME")
    timezone: str | None = _flag(None, "recording", "ZONE")
    lang: Lang = "en"


@dataclass(frozen=True, slots=True)
class AskedFlag:
    """A field as a flag of the command line. many: it is a list, whose flag may be repeated."""

    name: str
    flag: str
    kind: Any
    default: Any
    group: Group
    metavar: str | None
    many: bool


def asked_flags() -> list[AskedFlag]:
    """In the order of the fields; --lang is every command's own."""
    kinds = typing.get_type_hints(Asked, include_extras=True)
    return [_as_flag(each, kinds[each.name]) for each in fields(Asked) if each.metadata]


def asked_from(values: Mapping[str, Any]) -> Asked:
    """A text alone serves as a list of one. Raises UsageError usage.watch: an unknown name, a wrong kind."""
    kinds = typing.get_type_hints(Asked, include_extras=True)
    checked = {}
    for name, value in values.items():
        if name not in kinds:
            near = get_close_matches(name, kinds, n=3) or list(kinds)
            raise UsageError(Message("watch.no_argument", name=name, near=Listed(near, len(near))), code=CODE)
        many = typing.get_origin(kinds[name]) is tuple
        checked[name] = as_kind(
            name, [value] if many and isinstance(value, str) else value, kinds[name], code=CODE
        )
    return Asked(**checked)


def _as_flag(each: Field[Any], kind: Any) -> AskedFlag:
    told = each.metadata
    flag = "--" + (told["once"] or each.name.replace("_", "-"))
    return AskedFlag(
        each.name, flag, kind, each.default, told["group"], told["metavar"], many=told["once"] is not None
    )
