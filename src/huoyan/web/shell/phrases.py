"""The phrases of a page, for its scripts: each in every language."""

from __future__ import annotations

from collections.abc import Iterable

from huoyan.words import LANGS
from huoyan.words.catalogue import PHRASES

# Of every page: what the shell itself says.
SHELL = ("shell.", "html.lang", "page.theme", "page.contents", "page.copied", "page.copy")


def phrases_of(beginnings: Iterable[str]) -> dict[str, dict[str, str]]:
    """language -> key -> phrase, of the keys that begin so; a blank is `{name}`."""
    wanted = (*SHELL, *beginnings)
    found = {key: phrases for key, phrases in PHRASES.items() if key.startswith(wanted)}
    return {lang: {key: each[at] for key, each in found.items()} for at, lang in enumerate(LANGS)}
