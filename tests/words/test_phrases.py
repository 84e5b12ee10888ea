"""Every phrase of the catalogue is whole in both languages."""

from __future__ import annotations

import re

from huoyan.words import LANGS
from huoyan.words.catalogue import PHRASES

# Terms of the field and signs, which Chinese writes alike.
ALIKE = {
    "accept.count",
    "card.n",
    "class.f1",
    "content.dds",
    "content.jpeg_xl",
    "content.pdf",
    "html.lang",
    "metrics.n",
    "recipe.device",
    "terminal.value",
}


def speaks(phrase: str) -> bool:
    """Whether it holds words beside its blanks."""
    return re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", phrase)) is not None


def test_every_phrase_is_there_in_both_languages():
    for key, phrases in PHRASES.items():
        assert len(phrases) == len(LANGS), key
        assert all(phrase.strip() for phrase in phrases), key


def test_chinese_phrases_are_chinese_and_english_ones_are_not():
    for key, (english, chinese) in PHRASES.items():
        assert not re.search(r"[\u4e00-\u9fff]", english), key
        assert key in ALIKE or not speaks(chinese) or re.search(r"[\u4e00-\u9fff]", chinese), key
