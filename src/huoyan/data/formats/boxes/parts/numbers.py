"""Numbers that files of boxes hold, also as texts."""

from __future__ import annotations

import math
from collections.abc import Iterable


def number(value: object) -> float | None:
    """A finite number, or the text of one; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and "_" in value:  # Python alone takes 1_0 for 10
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def numbers(values: Iterable[object]) -> list[float] | None:
    """All of them; None where one is no number."""
    found = [number(value) for value in values]
    return None if None in found else [value for value in found if value is not None]


def whole(value: object) -> int | None:
    """A whole number, also written as 3.0 or "3"; None for anything else. Ids may have more digits than a
    float."""
    found = number(value)
    if found is None or not found.is_integer():
        return None
    if isinstance(value, int):
        return value
    digits = value.strip() if isinstance(value, str) else ""
    return int(digits) if digits.lstrip("+-").isdecimal() else int(found)
