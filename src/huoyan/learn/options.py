"""Options of a network or a head read from plain values: JSON, TOML or NAME=VALUE of the command line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from huoyan.errors import NetworkError
from huoyan.words import Listed, Message

TRUE = frozenset({"true", "yes", "on", "1"})
FALSE = frozenset({"false", "no", "off", "0"})
_MOST = 10**15  # beyond, no size of a tensor fits 64 bits


def unknown(key: str, name: str, known: Iterable[str], /, **values: Any) -> Message:
    """The sentence `key`, or `key_near`, which tells the nearest, where known names are like `name`."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return Message(f"{key}_near", near=Listed(close), **values) if close else Message(key, **values)


def parse_values(
    network: str, options: Mapping[str, Any], parsers: Mapping[str, Callable[[str, Any], Any]]
) -> dict[str, Any]:
    """Each option read by its parser. NetworkError `network.option`: one that `network` has not."""
    for name in options:
        if name not in parsers:
            known = Listed(parsers, None)
            raise NetworkError(
                unknown("network.no_option", name, parsers, network=network, option=name, options=known),
                code="network.option",
            )
    return {name: parsers[name](name, value) for name, value in options.items()}


def refuse_option(name: str, value: object, expected: Message) -> NetworkError:
    return NetworkError(
        Message("network.option", name=name, given=repr(value), expected=expected), code="network.option"
    )


def parts(value: Any) -> list[Any]:
    """A scalar, a sequence or a comma-separated text as a list; "" and "none" are empty."""
    if isinstance(value, str):
        text = value.strip().strip("[]()")
        return (
            [] if text.lower() in ("", "none") else [part.strip() for part in text.split(",") if part.strip()]
        )
    return list(value) if isinstance(value, (list, tuple)) else [value]


def integer(name: str, value: Any, *, low: int = 1, most: int = _MOST) -> int:
    try:
        number = int(value.strip()) if isinstance(value, str) else value
    except ValueError:
        number = None
    if isinstance(number, float) and number.is_integer():  # JSON of other languages writes 3 as 3.0
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or number < low:
        raise refuse_option(name, value, Message("network.expected_least", low=low))
    if number > most:
        raise refuse_option(name, value, Message("network.expected_most", most=most))
    return number


def whole_numbers(name: str, value: Any, *, empty: bool = False, count: int | None = None) -> tuple[int, ...]:
    """count: exactly so many of them."""
    numbers = tuple(integer(name, part) for part in parts(value))
    if not numbers and not empty:
        raise refuse_option(name, value, Message("network.expected_numbers"))
    if count is not None and len(numbers) != count:
        raise refuse_option(name, value, Message("network.expected_count", n=count))
    return numbers


def share(name: str, value: Any) -> float:
    """A number in [0, 1)."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if isinstance(value, bool) or not 0 <= number < 1:
        raise refuse_option(name, value, Message("network.expected_share"))
    return number


def yes_or_no(name: str, value: Any) -> bool:
    text = str(value).strip().lower()
    if text not in TRUE | FALSE:
        raise refuse_option(name, value, Message("network.expected_flag"))
    return text in TRUE


def named_choice(name: str, value: Any, allowed: Sequence[str]) -> str:
    text = str(value).strip().lower()
    if text not in allowed:
        raise refuse_option(name, value, Message("network.expected_one", names=Listed(allowed, None)))
    return text
