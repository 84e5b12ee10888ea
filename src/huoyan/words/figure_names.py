"""Names of figures and of parts: words on a page; on a line of the terminal in English those of metrics.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huoyan.words.message import LANGS, Lang, Message


def figure_name(name: str, lang: Lang) -> str:
    """`accuracy`, 准确率."""
    return name if lang == "en" else figure_word(name, lang)


class Figure(Message):
    """A figure as a value of a sentence, by `figure_name` in each language: `Figure("metric", name="ap")`."""

    __slots__ = ()

    @classmethod
    def _english(cls, key: str, values: Mapping[str, Any]) -> str:
        return figure_name(values["name"], "en")

    def told(self, lang: Lang) -> str:
        return figure_name(self.values["name"], lang)


def part_name(name: str, lang: Lang) -> str:
    """`val`, 验证."""
    return name if lang == "en" else part_word(name, lang)


def figure_word(name: str, lang: Lang) -> str:
    """Accuracy, 准确率; one without a word keeps its name. What follows a blank says of what: `mae height`."""
    kind, blank, of = name.partition(" ")
    return f"{_word(f'metric.{kind}', kind, lang)}{blank}{of}"


def part_word(name: str, lang: Lang) -> str:
    """Validation, 验证; an unknown part keeps its name."""
    return _word(f"split.{name}", name, lang)


def _word(key: str, name: str, lang: Lang) -> str:
    from huoyan.words.catalogue import PHRASES

    return PHRASES[key][LANGS.index(lang)] if key in PHRASES else name
