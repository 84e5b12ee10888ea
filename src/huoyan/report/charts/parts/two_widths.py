"""A chart drawn twice, for a desk and for a telephone: scaled text would be unreadable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

DESK, PHONE = 760.0, 350.0


@dataclass(frozen=True, slots=True)
class TwoWidths:
    """SVG for both; empty where there is nothing to draw."""

    desk: Markup
    phone: Markup


def two_widths(draw: Callable[[float], str]) -> TwoWidths:
    """`draw` makes the SVG of a width in pixels."""
    from markupsafe import Markup

    return TwoWidths(Markup(draw(DESK)), Markup(draw(PHONE)))
