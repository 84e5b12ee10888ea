"""The part of the report on the ladder."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from huoyan.report.page import render
from huoyan.words import Message
from report_records import ASCENT, climbed, digits


def said(page: str) -> str:
    """The section as text, blanks made one."""
    (section,) = re.findall(r'<section id="ladder".*?</section>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())


def test_a_run_that_did_not_climb_has_no_such_part() -> None:
    assert 'id="ladder"' not in render(digits())


def test_it_stands_first_and_tells_of_every_rung() -> None:
    page = render(climbed())
    assert page.index('id="ladder"') < page.index('id="mistakes"')
    text = said(page).replace("\u200b", "")
    for rung in (
        "classical features: svm + hog+lbp+colour kernel=rbf C=10.0",
        "frozen network: ridge + mobilenetv2_100",
        "fine-tuned network: mobilenetv2_100",
    ):
        assert rung in text
    for figure in ("95.4% [93.4% – 96.8%] 634 19 s 9.4 9.1 MB", "1.9 412.0 kB", "2.5 min – –"):
        assert figure in text
    assert "taken: 33.5 pictures right that svm had wrong, 7 the other way" in text
    assert "Why it went no further: there is no further rung to try." in text
    assert "The choice took 2.9 min in all; features that an earlier run had kept cost none of it." in text
    assert "counts by the share of its right answers" in text
    assert "a network from random weights is left out" in text


def test_the_figure_to_quote_is_that_of_the_test_part() -> None:
    text = said(render(climbed()))
    assert "The figure of the one that was chosen flatters it" in text
    assert "that of the test part, 93.5% [91.7%, 95.0%]" in text
    assert "There is no test part" in said(render(replace(climbed(), split="val")))


@pytest.mark.parametrize(("in_turn", "sentence"), [(True, "in turn"), (False, "634 validation pictures")])
def test_it_says_on_which_pictures_rungs_were_compared(in_turn: bool, sentence: str) -> None:
    record = replace(climbed(), ascent=replace(ASCENT, in_turn=in_turn))
    assert sentence in said(render(record))


def test_what_more_pictures_would_bring_is_a_sentence_and_a_curve() -> None:
    text = said(render(climbed()))
    assert "Twice the pictures would bring about 96.2% [93.2%, 98.2%]" in text
    assert "by a curve through all sizes that says 95.5% of the 634 that there are." in text
    assert "× 4" in text
    assert "not of the one that was chosen" not in text


def test_the_curve_of_another_recogniser_than_the_chosen_is_said_to_be_that() -> None:
    record = replace(climbed(), ascent=replace(ASCENT, chosen=2))
    assert "not of the one that was chosen" in said(render(record))


def test_without_a_curve_the_note_says_why() -> None:
    note = Message("ladder.no_time_for_growth")
    text = said(render(replace(climbed(), ascent=replace(ASCENT, growth=None, notes=(note,)))))
    assert "What more pictures would bring" not in text
    assert "what more pictures would bring was not measured" in text


def test_chinese_readers_get_all_of_it_in_chinese() -> None:
    text = said(render(climbed(), "zh"))
    assert "图片加倍时约 96.2% [93.2%, 98.2%]" in text
    assert "采用：svm 错而它对的图片 33.5 张" in text
    assert "为什么没有继续：没有更多的梯级可试。" in text
