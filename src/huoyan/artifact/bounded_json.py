"""JSON that others wrote, read within bounds: no key twice, no number that is none, nothing without end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

# A manifest of 100,000 classes has a few megabytes.
MOST_BYTES = 64 << 20
MOST_DEPTH = 32
# Digits of a whole number: more than 128 bits hold. Python refuses 4,301 with an error of its own.
MOST_DIGITS = 40


def read_bounded(content: bytes) -> Any:
    """The value in `content`, UTF-8. ValueError says in words what is wrong with it."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES:,} bytes, the most that is read")
    try:
        text = content.decode("utf-8")
        found = json.loads(text, object_pairs_hook=_object, parse_int=_whole, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    level, depth = [found], 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise ValueError(f"it is nested too deeply: {MOST_DEPTH} levels are the most")
        level = [inner for value in level for inner in _inner(value)]
    return found


def _inner(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:80]!r} stands in it twice")
    return made


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"it holds a number of {len(digits):,} digits: {MOST_DIGITS} are the most")
    return int(digits)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} stands in it, which is no number")
