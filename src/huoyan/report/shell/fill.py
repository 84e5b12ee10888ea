"""Markup from a template of the pages' rooms: everything escaped, nothing undefined."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

REPORT = Path(__file__).parents[1]


def filled(template: str, context: Mapping[str, Any], rooms: tuple[Path, ...] = ()) -> Markup:
    """`template` is a path below `report/`, such as `sections/html/model.html`, or below one of `rooms`."""
    from markupsafe import Markup

    return Markup(_environment(rooms).get_template(template).render(context))


@cache
def _environment(rooms: tuple[Path, ...]) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader((REPORT, *rooms)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
