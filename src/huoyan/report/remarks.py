"""What a run said of its choices and its data, in the reader's language."""

from __future__ import annotations

from huoyan.words import Lang, told


def said(sentence: str, lang: Lang) -> str:
    """`sentence` in `lang`, where it is a message."""
    return str(told(sentence, lang))
