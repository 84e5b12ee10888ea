"""The language in which this call speaks: that of --lang, else that of the user's environment."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import Any

from huoyan.words import LANGS, Lang, told
from huoyan.words.counted_things import present, worded

FLAG = "--lang"
# What --lang asked for: the last is that of the present call.
_ASKED: list[Lang] = []


def language() -> Lang:
    """zh where --lang or the environment says Chinese, the latter as gettext reads it; else en."""
    if _ASKED:
        return _ASKED[-1]
    for name in ("HUOYAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = os.environ.get(name)
        if spoken:
            return "zh" if spoken.lower().startswith("zh") else "en"
    return "en"


def phrase(key: str, /, **values: Any) -> str:
    """A phrase of the command line in the user's language. Help reads no other part of the catalogue."""
    from huoyan.words.commands import PHRASES

    lang = language()
    form = worded(key, PHRASES[key][LANGS.index(lang)], present())
    return form.format(**{name: told(value, lang) for name, value in values.items()})


@contextlib.contextmanager
def spoken_as_asked(words: Sequence[str]) -> Iterator[None]:
    """Within the block `language` is what --lang asks for in these words of a command line."""
    asked = _asked(words)
    _ASKED.extend(asked)
    try:
        yield
    finally:
        del _ASKED[len(_ASKED) - len(asked) :]


def without_flag(words: Sequence[str]) -> list[str]:
    """The words after a --lang that stands before the command."""
    found = list(words)
    if found[:1] == [FLAG]:
        return found[2:]
    return found[1:] if found and found[0].startswith(f"{FLAG}=") else found


def _asked(words: Sequence[str]) -> list[Lang]:
    """The last that is asked for, if any; a language that there is not is for the parser to refuse."""
    found: list[Lang] = []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        asked = value if equals else following
        if name == FLAG and asked in LANGS:
            found = [asked]
    return found
