"""The phrases of the pages in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from huoyan.errors import UsageError
from huoyan.words import LANGS, Lang, Listed, Message, told
from huoyan.words.catalogue import PHRASES
from huoyan.words.counted_things import present, worded
from huoyan.words.figure_names import figure_word, part_word


def check_language(lang: str) -> None:
    """Raises UsageError (usage.lang) for one that nothing is written in."""
    if lang not in LANGS:
        raise UsageError(Message("page.no_language", lang=lang, known=Listed(LANGS)), code="usage.lang")


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language: `words("card.n", n=3)`."""

    lang: Lang

    def __post_init__(self) -> None:
        check_language(self.lang)

    def __call__(self, key: str, /, **values: Any) -> str:
        form = worded(key, PHRASES[key][LANGS.index(self.lang)], present())
        return form.format(**{name: told(value, self.lang) for name, value in values.items()})

    def split(self, name: str) -> str:
        return part_word(name, self.lang)

    def metric(self, name: str) -> str:
        return figure_word(name, self.lang)

    def column(self, name: str) -> str:
        return self(f"class.{name}") if f"class.{name}" in PHRASES else name

    @property
    def of_clips(self) -> bool:
        """Whether they are about clips."""
        return present() == "clips"

    def meaning(self, name: str) -> str:
        kind = name.partition(" ")[0]
        return self(f"mean.{kind}") if f"mean.{kind}" in PHRASES else ""

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other; Chinese ones need no blank between them."""
        return (" " if self.lang == "en" else "").join(sentences)

    def sentence(self, said: str) -> str:
        """What is said on a line of its own in the terminal, as a sentence."""
        return self("comparison.sentence", said=said[:1].upper() + said[1:])

    def listed(self, names: Iterable[str]) -> str:
        """a, b, c, as the language writes it."""
        return (", " if self.lang == "en" else "、").join(names)
