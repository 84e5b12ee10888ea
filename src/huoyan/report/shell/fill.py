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


def filled(template: str, context: Mapping[str, Any]) -> Markup:
    """`template` is a path below `report/`, such as `sections/html/model.html`."""
    from markupsafe import Markup

    return Markup(_environment().get_template(template).render(context))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(REPORT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
