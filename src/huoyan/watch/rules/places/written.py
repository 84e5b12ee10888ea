"""Lines and zones as a user writes them: `gate=0.1,0.6,0.9,0.6`."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from huoyan.errors import UsageError
from huoyan.text import nfc
from huoyan.watch.rules.places.geometry import Point, area, crosses_itself
from huoyan.watch.rules.places.line import Line
from huoyan.watch.rules.places.zone import Zone
from huoyan.words import Message

Flag = Literal["line", "zone"]
EXAMPLES: dict[Flag, str] = {"line": "gate=0.1,0.6,0.9,0.6", "zone": "yard=0.1,0.1,0.5,0.1,0.5,0.5"}
# Of every script; a blank or a comma would end it in a rule.
_NAME = re.compile(r"[^\W_][\w-]{0,59}")
# Below this share of the picture nothing is in a zone: a line was meant.
LEAST_AREA = 1e-5


def parse_line(text: str) -> Line:
    """`NAME=x1,y1,x2,y2`. Raises UsageError usage.line."""
    name, points = _parts(text, "line")
    if len(points) != 2:
        raise _wrong("line", text, Message("line.not_two_points", n=2 * len(points)))
    if points[0] == points[1]:
        raise _wrong("line", text, Message("line.one_point"))
    return Line(name, points[0], points[1])


def parse_zone(text: str) -> Zone:
    """`NAME=x1,y1,x2,y2,x3,y3,...`, the first point again at the end or not. Raises UsageError usage.zone."""
    name, points = _parts(text, "zone")
    corners = [point for point, following in pairwise((*points, points[0])) if point != following]
    if len(corners) < 3:
        raise _wrong("zone", text, Message("zone.too_few_points", n=len(corners)))
    if crosses_itself(corners):
        raise _wrong("zone", text, Message("zone.crosses_itself"))
    if area(corners) < LEAST_AREA:
        raise _wrong("zone", text, Message("zone.no_area"))
    return Zone(name, tuple(corners))


def check_names(lines: Sequence[Line], zones: Sequence[Zone]) -> None:
    """Raises UsageError usage.place where two places have one name."""
    names = Counter([*(line.name for line in lines), *(zone.name for zone in zones)])
    for name, n in names.items():
        if n > 1:
            raise UsageError(Message("place.name_twice", name=name, n=n), code="usage.place")


def _parts(text: str, flag: Flag) -> tuple[str, list[Point]]:
    name, sign, numbers = nfc(text).strip().partition("=")
    name = name.strip()
    if not sign:
        raise _wrong(flag, text, Message("place.no_name"))
    if not _NAME.fullmatch(name):
        raise _wrong(flag, text, Message("place.bad_name", name=name))
    values = [_fraction(each, text, flag) for each in re.split("[,，]", numbers.strip().rstrip(",，"))]
    if len(values) % 2:
        raise _wrong(flag, text, Message("place.odd_numbers", n=len(values)))
    return name, list(zip(values[::2], values[1::2], strict=True))


def _fraction(written: str, text: str, flag: Flag) -> float:
    try:
        value = float(written)
    except ValueError:
        raise _wrong(flag, text, Message("place.no_number", value=written.strip())) from None
    if not (math.isfinite(value) and 0 <= value <= 1):
        raise _wrong(flag, text, Message("place.outside", value=written.strip()))
    return value + 0.0  # no negative zero


def _wrong(flag: Flag, text: str, what: Message) -> UsageError:
    message = Message("place.wrong", flag=flag, text=text, what=what, example=EXAMPLES[flag])
    return UsageError(message, code=f"usage.{flag}")
