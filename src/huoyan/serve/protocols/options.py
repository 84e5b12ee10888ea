"""What may be asked of an answer: how many labels, from which score on, within what time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.errors import ServeError
from huoyan.text import shortened
from huoyan.words import Listed, Message

TOP = 5
MOST_TOP = 1_000_000
LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class Options:
    """top: labels, the most probable first. threshold: scores below it are left out; None: as the model has
    it. timeout_s: the caller waits no longer.
    """

    top: int = TOP
    threshold: float | None = None
    timeout_s: float | None = None


def read_options(*given: Mapping[str, Any]) -> Options:
    """Of names and values, those of the query and of a form as texts; the last that names one counts.

    Raises ServeError serve.option for a name or a value that is none: nothing asked for is passed over.
    """
    values: dict[str, Any] = {}
    for each in given:
        for name, value in each.items():
            if name not in READERS:
                raise _wrong("posting.option", name=shortened(name, 80), known=Listed(READERS, None))
            values[name] = READERS[name](name, value)
    return Options(**{name: value for name, value in values.items() if value is not None})


def _whole(name: str, value: Any) -> int:
    number = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else value
    if type(number) is not int or not 1 <= number <= MOST_TOP:
        raise _value(name, value, Message("posting.whole", low=1, high=MOST_TOP))
    return number


def _between(low: float, high: float) -> Callable[[str, Any], float]:
    def read(name: str, value: Any) -> float:
        try:
            number = float(value) if isinstance(value, str | int | float) and value is not True else math.nan
        except (ValueError, OverflowError):
            number = math.nan
        if isinstance(value, bool) or not low <= number <= high:
            raise _value(name, value, Message("posting.between", low=low, high=high))
        return number

    return read


READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "top": _whole,
    "threshold": _between(0.0, 1.0),
    "timeout_s": _between(0.001, LONGEST_S),
}


def _value(name: str, value: Any, expected: Message) -> ServeError:
    return _wrong("posting.value", name=name, value=shortened(repr(value), 80), expected=expected)


def _wrong(phrase: str, /, **values: Any) -> ServeError:
    return ServeError(Message(phrase, **values), code="serve.option")
