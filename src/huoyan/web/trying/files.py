"""The files of a page on which a recogniser is tried, whoever answers on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from huoyan.web.shell.files import PageFile, page_files

TRYING = Path(__file__).parent
# The beginnings of what it says: of figures and parts of data as the reports name them.
WORDS = ("try.", "metric.", "mean.", "split.", "card.n", "card.interval")


def trying_files(rooms: Iterable[Path], words: Iterable[str]) -> Mapping[str, PageFile]:
    """rooms: of who answers, with `answerer.js` and `index.html`. words: what they say besides."""
    return page_files((TRYING, TRYING / "views", *rooms), (*WORDS, *words))
