"""JSON that others wrote, read within bounds: no key twice, no number that is none, nothing without end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from huoyan.text import shortened
from huoyan.words import Message

# A manifest of 100,000 classes has a few megabytes.
MOST_BYTES = 64 << 20
# Lists and objects. `[],` is 3 bytes, and 64 in memory; a picture of 640 x 640 as nested lists has 410,000.
MOST_OPENED = 1_000_000
MOST_DEPTH = 32
# Digits of a whole number: more than 128 bits hold. Python refuses 4,301 with an error of its own.
MOST_DIGITS = 40


def read_bounded(content: bytes) -> Any:
    """The value in `content`, UTF-8. ValueError says in a Message what is wrong with it."""
    if len(content) > MOST_BYTES:
        raise ValueError(Message("artifact.json_too_long", most=MOST_BYTES))
    opened = content.count(b"[") + content.count(b"{")
    if opened > MOST_OPENED:
        raise ValueError(Message("artifact.json_too_many", n=opened, most=MOST_OPENED))
    try:
        text = content.decode("utf-8")
        found = json.loads(text, object_pairs_hook=_object, parse_int=_whole, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise ValueError(Message("artifact.json_not_utf8")) from error
    except json.JSONDecodeError as error:
        raise ValueError(
            Message("artifact.json_wrong", line=error.lineno, column=error.colno, reason=error.msg)
        ) from error
    except RecursionError as error:
        raise ValueError(Message("artifact.json_too_deep")) from error
    if opened > MOST_DEPTH:  # else it cannot be, and a list of a million numbers is not gone through
        _check_depth(found)
    return found


def within_bounds(reason: str) -> str:
    """`reason` no longer than a person reads: what it quotes of others may have no end."""
    if not isinstance(reason, Message):
        return shortened(reason)
    values = {name: within_bounds(x) if isinstance(x, str) else x for name, x in reason.values.items()}
    return Message(reason.key, **values)


def _check_depth(found: Any) -> None:
    level, depth = [found], 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise ValueError(Message("artifact.json_deeper_than", most=MOST_DEPTH))
        level = [inner for value in level for inner in _inner(value)]


def _inner(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name, n in times.items() if n > 1)
        raise ValueError(Message("artifact.json_twice", name=twice[:80]))
    return made


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(Message("artifact.json_digits", digits=len(digits), most=MOST_DIGITS))
    return int(digits)


def _no_number(name: str) -> float:
    raise ValueError(Message("artifact.json_no_number", name=name))
