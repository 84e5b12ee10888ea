"""SVG elements as strings: everything that comes in is escaped, long text is cut and kept in a title."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from html import escape

Attributes = Mapping[str, "str | float"]


def number(value: float) -> str:
    """At most two decimals: a hundredth of a pixel is enough and keeps the page small."""
    # Adding 0.0 turns -0.0 into 0.0.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def tag(name: str, attributes: Attributes, *children: str) -> str:
    """`<name ...>children</name>`. Attribute values are escaped; children must be markup already."""
    pairs = "".join(
        f' {key}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{pairs}>{''.join(children)}</{name}>" if children else f"<{name}{pairs}/>"


def title(words: str) -> str:
    return tag("title", {}, escape(words)) if words else ""


def width_of(words: str, size: float = 12) -> float:
    """An upper guess of the width in pixels: fonts differ, so wide glyphs count 1 em, others 0.6."""
    ems = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.6 for c in words)
    return ems * size


def shorten(words: str, room: float, size: float = 12) -> str:
    """The longest beginning that fits `room` pixels, with an ellipsis where something was cut."""
    if width_of(words, size) <= room:
        return words
    kept = words
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def text(
    x: float,
    y: float,
    words: str,
    *,
    kind: str = "tick",
    anchor: str = "start",
    room: float | None = None,
    size: float = 12,
    turn: float = 0,
) -> str:
    """A line of text; `room` pixels at most, cut text carries the whole of it as a title."""
    shown = words if room is None else shorten(words, room, size)
    attributes: dict[str, str | float] = {"x": x, "y": y, "class": kind, "text-anchor": anchor}
    if turn:
        attributes["transform"] = f"rotate({number(turn)} {number(x)} {number(y)})"
    return tag("text", attributes, escape(shown), title(words) if shown != words else "")


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return tag("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "class": kind})


def rect(x: float, y: float, width: float, height: float, kind: str, *, tip: str = "") -> str:
    box: dict[str, str | float] = {"x": x, "y": y, "width": max(width, 0), "height": max(height, 0)}
    return tag("rect", {**box, "class": kind}, *([title(tip)] if tip else []))


def document(width: float, height: float, label: str, *children: str, least: float = 0.72) -> str:
    """A whole chart. It shrinks with the page to `least` of its size; then its frame scrolls."""
    style = f"max-width:{number(width)}px;min-width:{number(width * least)}px"
    return tag(
        "svg",
        {
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "role": "img",
            "aria-label": label,
            "class": "chart",
            "style": style,
        },
        *children,
    )
