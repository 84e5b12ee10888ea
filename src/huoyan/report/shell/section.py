"""A part of a page under a heading of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huoyan.report.shell.fill import filled
from huoyan.report.shell.words import Words

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Section:
    """`html` stands under the title. listed: whether the contents name it."""

    anchor: str
    title: str
    html: Markup
    listed: bool = True


def section(anchor: str, words: Words, template: str, context: Mapping[str, Any]) -> Section:
    """The section whose title is the phrase `ANCHOR.title`, filled from a template below `report/`."""
    return Section(anchor, words(f"{anchor}.title"), filled(template, {"words": words, **context}))
