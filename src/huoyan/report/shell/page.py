"""A whole page: a head and sections in one file. No request leaves it, no script enters it."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.artifact.whole_file import write_whole
from huoyan.errors import ArtifactError
from huoyan.report.shell.fill import REPORT, filled
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words
from huoyan.system.disk_space import what_to_do
from huoyan.text import UNSEEN
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

if TYPE_CHECKING:
    from markupsafe import Markup

SCRIPT = "shell/page.js"
_REPLACED = dict.fromkeys(UNSEEN, "\ufffd")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the sections.

    kind: what page this is. skip: the words of the link past the contents. verdict: sentences, of which the
    first counts most. facts: (name, value). summary: what follows them. sheets: styles of this page alone.
    """

    kind: str
    title: str
    skip: str
    verdict: Sequence[str]
    facts: Sequence[tuple[str, str]]
    summary: Markup
    created: str
    sheets: tuple[str, ...] = ()


def whole_page(head: Head, sections: Sequence[Section], words: Words) -> str:
    """The page as text."""
    from markupsafe import Markup

    script = (REPORT / SCRIPT).read_text(encoding="utf-8")
    vouched = b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    page = filled(
        "shell/page.html",
        {
            "head": head,
            "sections": sections,
            "words": words,
            "script": Markup(script),
            "script_hash": vouched,
        },
    )
    return str(page).lstrip().translate(_REPLACED)


def write_page(page: str, path: str | Path, refusal: str) -> Path:
    """Writes the page and returns its path. ArtifactError where it cannot be written: `refusal` is the key
    of what is said then, with `path`, `reason` and `remedy`.
    """
    target = Path(path)
    # A path of the user's may hold bytes that are no text: they are shown as \\udc80, not refused.
    data = page.encode("utf-8", "backslashreplace")
    try:
        write_whole(target, data)
    except OSError as error:
        do = what_to_do(error, full="disk.free_or_folder", otherwise="disk.choose_folder")
        message = Message(refusal, path=target, reason=system_reason(error), remedy=do)
        raise ArtifactError(message, code="artifact.report") from error
    return target
