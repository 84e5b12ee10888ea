"""Settings of a head read from plain values, as a recipe or a command line gives them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from huoyan.errors import NetworkError, UsageError
from huoyan.learn.options import refuse_option, unknown
from huoyan.words import Listed, Message

Parser = Callable[[str, Any], Any]


def read(head: str, given: Mapping[str, Any], parsers: Mapping[str, Parser]) -> dict[str, Any]:
    """The values of `given`, checked. Raises UsageError `usage.option`: unknown name, or wrong value."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in parsers:
            raise UsageError(
                unknown(
                    "head.no_option", name, parsers, head=head, option=name, options=Listed(parsers, None)
                ),
                code="usage.option",
            )
        try:
            values[name] = parsers[name](name, value)
        except NetworkError as error:  # the parsers are shared with the networks
            raise refused(head, name, value, error.message.values["expected"]) from error
    return values


def refused(head: str, name: str, value: object, expected: Message) -> UsageError:
    return UsageError(
        Message("head.option", head=head, name=name, given=repr(value), expected=expected),
        code="usage.option",
    )


def positive(name: str, value: Any) -> float:
    """A finite number above 0."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not 0 < number < math.inf:
        raise refuse_option(name, value, Message("head.expected_positive"))
    return number
