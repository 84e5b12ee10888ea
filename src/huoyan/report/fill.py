"""A page from its template: everything escaped, nothing undefined, the one script vouched for by its hash."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# Control characters, and marks that turn the direction of reading (a name could feign another ending
# with them), are shown as the replacement character.
UNSEEN = dict.fromkeys(
    [
        *range(9),
        0xB,
        0xC,
        *range(0xE, 0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ],
    "\ufffd",
)


def filled(template: str, context: Mapping[str, Any]) -> str:
    """The page as text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = (HERE / "page.js").read_text(encoding="utf-8")
    vouched = b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    page = environment.get_template(template).render(context, script=Markup(script), script_hash=vouched)
    return page.lstrip().translate(UNSEEN)
