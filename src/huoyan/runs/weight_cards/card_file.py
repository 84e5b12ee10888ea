"""A card on disk: TOML with a table for each part, every name and value of it checked."""

from __future__ import annotations

import difflib
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from huoyan.errors import UsageError
from huoyan.runs.recipe.value import as_kind
from huoyan.runs.weight_cards.card import Card, CardInput, CardKeys, CardNetwork, CardOutput, CardSource
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason

PARTS: dict[str, type[Any]] = {
    "network": CardNetwork,
    "keys": CardKeys,
    "input": CardInput,
    "output": CardOutput,
    "source": CardSource,
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_card(path: Path) -> Card:
    """Raises UsageError (usage.card) where the file is absent, no TOML, or holds a bad name or value."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise _refused(path, Message("card.no_file", reason=system_reason(error))) from error
    except UnicodeDecodeError as error:
        raise _refused(path, Message("card.no_toml", reason=str(error))) from error
    return parse_card(text, path)


def parse_card(text: str, path: Path) -> Card:
    """The card that `text` holds; `path` is for messages. Raises UsageError (usage.card)."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(path, Message("card.no_toml", reason=str(error))) from error
    _check_names(path, values, ["sha256", *PARTS], "")
    if not isinstance(values.get("network"), Mapping) or "name" not in values["network"]:
        raise _refused(path, Message("card.no_architecture"))
    parts = {name: _part(path, name, kind, values.get(name, {})) for name, kind in PARTS.items()}
    sha256 = values.get("sha256")
    if sha256 is not None and not (isinstance(sha256, str) and _SHA256.fullmatch(sha256)):
        raise _refused(path, Message("card.bad_sha256", given=repr(sha256)))
    card = Card(sha256=sha256, **parts)
    _check_input(path, card.input)
    return card


def _part(path: Path, part: str, kind: type[Any], values: object) -> Any:
    if not isinstance(values, Mapping):
        raise _refused(path, Message("card.no_table", part=part))
    known = {each.name: each for each in fields(kind)}
    _check_names(path, values, list(known), f"{part}.")
    if missing := [f"{part}.{name}" for name, each in known.items() if name not in values and _needed(each)]:
        raise _refused(path, Message("card.missing", names=Listed(missing, None)))
    kinds = typing.get_type_hints(kind)
    return kind(**{name: _value(path, f"{part}.{name}", values[name], kinds[name]) for name in values})


def _value(path: Path, name: str, value: object, kind: Any) -> Any:
    try:
        return as_kind(name, value, kind)
    except UsageError as error:
        raise _refused(path, error.message) from error


def _needed(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _check_names(path: Path, values: Mapping[str, Any], known: list[str], before: str) -> None:
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=2) or known
            told = Listed([before + each for each in near], None)
            raise _refused(path, Message("card.unknown_name", name=before + name, near=told))


def _check_input(path: Path, given: CardInput) -> None:
    """What several values of the pictures say together."""
    if (given.mean is None) != (given.std is None) or (given.range and given.mean):
        raise _refused(path, Message("card.range_or_mean"))
    if given.mean is not None and given.std is not None:
        sides = {len(given.mean), len(given.std)}
        if sides != {given.channels} or not all(0 < x <= 1 for x in given.std):
            raise _refused(path, Message("card.mean_of_channels", channels=given.channels))
    if any(side is not None and side < 1 for side in (given.height, given.width)):
        raise _refused(path, Message("card.sides"))
    if not 0 < given.crop_ratio <= 1:
        raise _refused(path, Message("card.crop_ratio", given=given.crop_ratio))


def _refused(path: Path, reason: Message) -> UsageError:
    return UsageError(Message("card.refused", path=path, reason=reason), code="usage.card")
