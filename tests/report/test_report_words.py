"""The phrases of the report: whole in both languages."""

from __future__ import annotations

import re
from string import Formatter

from huoyan.report.words import LANGS, PHRASES


def test_every_phrase_is_there_in_both_languages_with_the_same_blanks():
    for key, phrases in PHRASES.items():
        assert len(phrases) == len(LANGS), key
        assert all(phrase.strip() for phrase in phrases), key
        blanks = [sorted(name for _, name, _, _ in Formatter().parse(phrase) if name) for phrase in phrases]
        assert blanks[0] == blanks[1], key


def test_chinese_phrases_are_chinese_and_english_ones_are_not():
    same = {key for key, (english, chinese) in PHRASES.items() if english == chinese}
    assert same == {"accept.count", "card.n", "class.f1", "metrics.n"}
    for key, (english, chinese) in PHRASES.items():
        assert not re.search(r"[\u4e00-\u9fff]", english), key
        assert key in {*same, "html.lang"} or re.search(r"[\u4e00-\u9fff]", chinese), key
