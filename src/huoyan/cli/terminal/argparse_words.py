"""argparse's own words in the user's language."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator

from huoyan.cli.terminal.language import language


@contextlib.contextmanager
def argparse_told() -> Iterator[None]:
    """Within the block argparse speaks as the rest does.

    It asks gettext, which takes phrases from compiled files only: here it asks the catalogue.
    """
    if language() == "en":
        yield
        return
    from huoyan.words.commands.arguments import PHRASES

    chinese = dict(PHRASES.values())
    names = vars(argparse)
    before = {name: names[name] for name in ("_", "ngettext")}
    names["_"] = lambda text: chinese.get(text, text)
    names["ngettext"] = lambda one, many, n: chinese.get(one if n == 1 else many, many)
    try:
        yield
    finally:
        names.update(before)
